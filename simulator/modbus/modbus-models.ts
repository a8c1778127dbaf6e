import { ModbusSlave } from "./modbus-slave";

/** Eastron SDM630: input registers of floats. Voltages, currents, power of each phase, sum of power, frequency, import and export. */
const sdm630 = Object.freeze({
	0x0000: 230.15,
	0x0002: 231.5,
	0x0004: 229.75,
	0x0006: 1.25,
	0x0008: 0.5,
	0x000A: 4.75,
	0x000C: 287.5,
	0x000E: 115.75,
	0x0010: -1090.75,
	0x0034: -687.5,
	0x0046: 50.03125,
	0x0048: 8675.309,
	0x004A: 1234.5,
});

/** The meters that a house can have on a Modbus line, by name. */
export const modbusModels: Readonly<Record<string, () => ModbusSlave>> = Object.freeze({
	sdm630: () => new ModbusSlave(1, sdm630),
	"sdm630-2": () => new ModbusSlave(2, { ...sdm630, 0x0034: 42.5 }),
});
