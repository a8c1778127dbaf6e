import { SmlError } from "../../protocols/sml/sml-error";
import { INTEGER, OCTETS, SmlReader, UNSIGNED } from "../../protocols/sml/sml-reader";

/** What stands behind an entry's name. */
export interface SmlEntry {
	readonly status: { readonly type: number; readonly value: bigint; } | undefined;
	/** The value's type-length byte, its number and the power of ten. */
	readonly value: { readonly type: number; readonly number: number; readonly scaler: number; } | undefined;
	readonly octets: Uint8Array | undefined;
}

/** Reads status, time, unit, scaler and value of a list entry from behind its name on. `undefined` where none stands there. */
export function readSmlEntry(bytes: Uint8Array, at: number): SmlEntry | undefined {
	const reader = new SmlReader(bytes);
	reader.at = at;
	try {
		const type = bytes[at] ?? 0;
		const status = readStatus(reader);
		reader.skip();
		reader.skip();
		const scaler = readScaler(reader);
		const valueType = bytes[reader.at] ?? 0;
		reader.next();
		if (reader.type === OCTETS)
			return { status: status === undefined ? undefined : { type, value: status }, value: undefined, octets: reader.content() };
		if (reader.type !== INTEGER && reader.type !== UNSIGNED)
			return undefined;
		const number = Number(reader.number(reader.type === INTEGER));
		return {
			status: status === undefined ? undefined : { type, value: status },
			value: { type: valueType, number, scaler },
			octets: undefined,
		};
	}
	catch (error) {
		if (!(error instanceof SmlError))
			throw error;
		return undefined;
	}
}

function readStatus(reader: SmlReader): bigint | undefined {
	const start = reader.at;
	reader.next();
	if (reader.type === UNSIGNED || reader.type === INTEGER)
		return BigInt(reader.number(false));
	reader.at = start;
	reader.skip();
	return undefined;
}

function readScaler(reader: SmlReader): number {
	const start = reader.at;
	reader.next();
	if (reader.type === INTEGER && reader.length === 1)
		return Number(reader.number(true));
	reader.at = start;
	reader.skip();
	return 0;
}
