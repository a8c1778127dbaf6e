/** Answers of SCR encoders, put together from their parts, independently of the decoder. */
export interface ScrAnswer {
	readonly identification?: string;
	readonly register?: string;
	readonly date?: string;
	readonly number?: string;
	readonly size?: string;
	/** In place of the calculated check. */
	readonly check?: number;
	/** In place of all lines. */
	readonly lines?: string;
}

export function scrAnswer(answer: ScrAnswer = {}): Uint8Array {
	const { identification = "/ELS Gas V1.0", register = "01234.56", date = "01-03-18", number = "12345678", size = "G4", lines } = answer;
	const text = lines ?? `7-1:1.0(${register}*m3)\r\n96.2.1(${date})\r\n0.0.1(${number})\r\n0.0.0(${size})\r\n!\r\n`;
	const block = Buffer.from(`${text}\x03`, "latin1");
	const check = answer.check ?? block.reduce((sum, byte) => sum ^ byte, 0);
	return Uint8Array.from([...Buffer.from(`${identification}\r\n\x02`, "latin1"), ...block, check]);
}

/** The same characters with even parity in the highest bit: 7E1 as an 8N1 receiver sees it. */
export function evenParity(bytes: Uint8Array): Uint8Array {
	return bytes.map(byte => byte | (byte.toString(2).split("1").length - 1) % 2 << 7);
}

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replace(/\s/g, ""), "hex"));

/** The sample exchanges of the specification. */
export const samples = {
	A: hex(`2F 45 4C 53 20 47 61 73 20 56 31 2E 30 0D 0A
		02 37 2D 31 3A 31 2E 30 28 30 31 32 33 34 2E 35 36 2A 6D 33 29 0D 0A
		39 36 2E 32 2E 31 28 30 31 2D 30 33 2D 31 38 29 0D 0A
		30 2E 30 2E 31 28 31 32 33 34 35 36 37 38 29 0D 0A
		30 2E 30 2E 30 28 47 34 29 0D 0A 21 0D 0A 03 0B`),
	B: hex(`2F 47 57 46 20 47 61 73 20 56 31 2E 30 0D 0A
		02 37 2D 31 3A 31 2E 30 28 31 32 33 36 35 2C 34 32 31 2A 6D 33 29 0D 0A
		39 36 2E 32 2E 31 28 31 35 2D 30 36 2D 31 32 29 0D 0A
		30 2E 30 2E 31 28 34 33 32 31 35 36 37 38 29 0D 0A
		30 2E 30 2E 30 28 47 34 29 0D 0A 21 0D 0A 03 30`),
	C: hex(`2F 45 4C 53 20 47 61 73 20 56 31 2E 30 0D 0A
		02 37 2D 31 3A 31 2E 30 28 30 31 32 33 3F 2E 35 36 2A 6D 33 29 0D 0A
		39 36 2E 32 2E 31 28 30 31 2D 30 33 2D 31 38 29 0D 0A
		30 2E 30 2E 31 28 31 32 33 34 35 36 37 38 29 0D 0A
		30 2E 30 2E 30 28 47 34 29 0D 0A 21 0D 0A 03 00`),
	D: hex(`2F 45 4C 53 20 47 61 73 20 56 31 2E 30 0D 0A
		02 37 2D 31 3A 31 2E 30 28 3F 3F 3F 3F 3F 2E 3F 3F 2A 6D 33 29 0D 0A
		39 36 2E 32 2E 31 28 30 31 2D 30 33 2D 31 38 29 0D 0A
		30 2E 30 2E 31 28 31 32 33 34 35 36 37 38 29 0D 0A
		30 2E 30 2E 30 28 47 34 29 0D 0A 21 0D 0A 03 03`),
	E: hex(`2F 45 4C 53 20 47 61 73 20 56 31 2E 30 0D 0A
		02 37 2D 31 3A 31 2E 30 28 30 31 32 33 34 2E 35 36 2A 6D 33 29 0D 0A
		39 36 2E 32 2E 31 28 30 31 2D 30 33 2D 31 38 29 0D 0A
		30 2E 30 2E 31 28 31 32 33 34 35 36 37 38 29 0D 0A
		30 2E 30 2E 30 28 47 34 29 0D 0A 21 0D 0A 03 0A`),
	F: hex(`2F 45 4C 53 20 47 61 73 20 56 31 2E 30 0D 0A
		02 37 2D 31 3A 31 2E 30 28 39 39 39 39 39 39 39 39 2E 39 39 2A 6D 33 29 0D 0A
		39 36 2E 32 2E 31 28 30 31 30 33 31 38 29 0D 0A
		30 2E 30 2E 31 28 31 32 33 34 35 36 37 38 39 30 31 32 33 34 35 36 37 38 39 30 29 0D 0A
		30 2E 30 2E 30 28 47 32 2E 35 29 0D 0A 21 0D 0A 03 29`),
} as const;
