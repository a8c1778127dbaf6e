/** Powers of ten between units of one kind, as P1, optical and pulse meters name them: `from>to`. */
const shifts: Readonly<Record<string, number>> = Object.freeze({
	"kW>W": 3,
	"MW>W": 6,
	"Wh>kWh": -3,
	"MWh>kWh": 3,
	"kvar>var": 3,
	"kVAr>var": 3,
	"kVar>var": 3,
	"VAr>var": 0,
	"varh>kvarh": -3,
	"kVArh>kvarh": 0,
	"kVarh>kvarh": 0,
	"kVA>VA": 3,
	"mA>A": -3,
	"mV>V": -3,
	"kV>V": 3,
});

/**
 * How many places the decimal point moves from one unit to another: 3 from kW to W. `undefined` when they are not of one kind: such a value is
 * left as it came.
 */
export function shift(from: string, to: string): number | undefined {
	return shifts[`${from}>${to}`];
}
