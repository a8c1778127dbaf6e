import { CanReader } from "./can-reader";
import { CounterReader } from "./counter-reader";
import { DlmsReader } from "./dlms-reader";
import { EbusReader } from "./ebus-reader";
import type { FrameReader, FrameReaderOptions } from "./frame-reader";
import { IdleReader } from "./idle-reader";
import { KamstrupReader } from "./kamstrup-reader";
import { ModbusReader } from "./modbus-reader";
import { ModbusTcpReader } from "./modbus-tcp-reader";
import { ObisReader } from "./obis-reader";
import { PzemReader } from "./pzem-reader";
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
	C: (options: FrameReaderOptions) => new CanReader(options),
	p: (options: FrameReaderOptions) => new PzemReader(options),
	c: (options: FrameReaderOptions) => new CounterReader(options),
});

/** The reader for a meter of a script. */
export function createReader(options: FrameReaderOptions): FrameReader {
	const { meter } = options.values;
	if (unread(meter) || !readers[meter.type])
		return new IdleReader();
	if (meter.options.key !== undefined)
		return new DlmsReader(options);
	return meter.address === undefined ? readers[meter.type]!(options) : new ModbusTcpReader(options);
}

/** Why this meter is not read, in words; `undefined` when it is. */
export function unread(meter: ScriptMeterDescription): string | undefined {
	const { options: { key, authenticationKey }, type } = meter;
	if (key === "" || authenticationKey === "")
		return `the key of the encrypted meter is missing: ${key ? "=so5" : "=so4"} needs 32 hexadecimal digits`;
	if (key !== undefined && type !== "r" && type !== "R")
		return "encrypted meters have type r";
	if (meter.address !== undefined && meter.type !== "m" && meter.type !== "M")
		return "in the network there are only Modbus meters (types m and M)";
	return undefined;
}
