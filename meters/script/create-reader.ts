import { EbusReader } from "./ebus-reader";
import type { FrameReader, FrameReaderOptions } from "./frame-reader";
import { IdleReader } from "./idle-reader";
import { KamstrupReader } from "./kamstrup-reader";
import { ModbusReader } from "./modbus-reader";
import { ObisReader } from "./obis-reader";
import { RawReader } from "./raw-reader";
import type { MeterType, ScriptMeterDescription } from "./script-description";
import { SmlLineReader } from "./sml-line-reader";
import { VbusReader } from "./vbus-reader";

type Create = (options: FrameReaderOptions) => FrameReader;

/** How each type's bytes are read. */
const readers: Readonly<Partial<Record<MeterType, Create>>> = Object.freeze({
	o: (options: FrameReaderOptions) => new ObisReader(options),
	s: (options: FrameReaderOptions) => new SmlLineReader(options),
	m: (options: FrameReaderOptions) => new ModbusReader(options),
	M: (options: FrameReaderOptions) => new ModbusReader(options),
	k: (options: FrameReaderOptions) => new KamstrupReader(options),
	r: (options: FrameReaderOptions) => new RawReader(options),
	R: (options: FrameReaderOptions) => new RawReader(options),
	v: (options: FrameReaderOptions) => new VbusReader(options),
	e: (options: FrameReaderOptions) => new EbusReader(options),
});

/** The reader for a meter of a script. */
export function createReader(options: FrameReaderOptions): FrameReader {
	const { meter } = options.values;
	return unread(meter) || !readers[meter.type] ? new IdleReader() : readers[meter.type]!(options);
}

/** Why this meter is not read, in words; `undefined` when it is. */
export function unread(meter: ScriptMeterDescription): string | undefined {
	if (meter.options.key !== undefined)
		return "encrypted meters are not read yet";
	if (meter.address !== undefined)
		return "meters in the network (Modbus TCP) are not read yet";
	return meter.type === "C" || meter.type === "p" ? `meters of type ${meter.type} are not read yet` : undefined;
}
