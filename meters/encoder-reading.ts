import { Decimal } from "../protocols/decimal";
import type { MbusTelegram } from "../protocols/mbus/mbus-telegram";
import type { MeterIdentity } from "../protocols/reading";
import type { ScrTelegram } from "../protocols/scr/scr-telegram";

/** What an encoder has said, in whichever language. */
export interface EncoderReading {
	readonly meter: MeterIdentity;
	/** m³; `undefined` when the rollers could not be read. */
	readonly volume: Decimal | undefined;
	/** Why there is no volume: `roller_error`, `register_error`, `status_error`, or `no_volume`. Empty with one. */
	readonly fault: string;
	/** The meter says that its volume is not corrected for temperature. */
	readonly uncorrected: boolean;
	readonly size: string | undefined;
	readonly manufactured: string | undefined;
}

export function readScr({ meter, volume, fault, size, manufactured }: ScrTelegram): EncoderReading {
	return {
		meter,
		volume: volume?.value as Decimal | undefined,
		fault: volume ? "" : fault ? `${fault}_error` : "no_volume",
		uncorrected: false,
		size,
		manufactured,
	};
}

/** The register among an encoder's records: any power of ten, with or without the extension for an uncorrected volume (specs/elster-encoder.md 4.4). */
export function readEncoderMbus({ meter, readings, status, warnings }: MbusTelegram): EncoderReading {
	const reading = readings.find(({ quantity, unit, function: kind, storage, tariff, subunit, value }) =>
		quantity === "Volume" && unit === "m3" && kind === "instantaneous" && !storage && !tariff && !subunit && value instanceof Decimal
	);
	const unreadable = warnings.some(text => text.startsWith("Volume"));
	const fault = status.length ? "status_error" : reading && !unreadable ? "" : unreadable ? "register_error" : "no_volume";
	return {
		meter,
		volume: fault ? undefined : reading!.value as Decimal,
		fault,
		uncorrected: reading?.id.includes("uncorrected") ?? false,
		size: undefined,
		manufactured: undefined,
	};
}
