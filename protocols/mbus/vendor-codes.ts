/** What a manufacturer's own VIF stands for, where its maker has told. */
export interface VendorCode {
	readonly quantity: string;
	readonly unit: string;
}

/** By manufacturer and value information block. Kamstrup: "M-Bus protocol for MULTICAL" (VIF FF07h, FF08h, FF22h). */
const CODES: Readonly<Record<string, VendorCode>> = Object.freeze({
	"KAM FF07": Object.freeze({ quantity: "Energy E8", unit: "m3*°C" }),
	"KAM FF08": Object.freeze({ quantity: "Energy E9", unit: "m3*°C" }),
	"KAM FF22": Object.freeze({ quantity: "Info code", unit: "" }),
});

export function vendorCode(manufacturer: string | undefined, code: string): VendorCode | undefined {
	return CODES[`${manufacturer ?? ""} ${code}`];
}
