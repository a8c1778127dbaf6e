import { block, lines } from "../../support/iec62056-builder";

/** A mode C meter with history, maxima with their time, states and two data sets in a line. */
export const askedLines: readonly string[] = [
	"F.F(00000000)",
	"0.0.0(00123456)",
	"0.9.1(201455)",
	"0.9.2(240318)",
	"1.6.0(02.468*kW)(2403100930)",
	"1.6.0*01(03.258*kW)(2402102000)",
	"1.8.0(000285.4*kWh)1.8.1(000200.1*kWh)",
	"1.8.0*01(000200.0*kWh)",
	"C.1.0(12345678)",
];
export const asked = `/LGZ5ZMD120\r\n${block(lines(...askedLines))}`;

/** A mode D meter. */
export const pushed = `/ESY5Q3DA1024 V3.03\r\n\r\n${
	lines(
		"1-0:0.0.0*255(111940207)",
		"1-0:1.8.0*255(00000000.7801269*kWh)",
		"1-0:1.7.255*255(-000142.30*W)",
		"1-0:96.5.5*255(A2)",
		"0-0:96.1.255*255(1ESY1127000167)",
	)
}`;
