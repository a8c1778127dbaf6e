import type { Pattern } from "./pattern";
import type { ScriptNote } from "./script-note";

/** `o` OBIS text, `s` SML, `m` `M` Modbus, `k` Kamstrup, `r` `R` raw, `c` counter, `e` eBus, `v` VBus, `C` CAN, `p` old PZEM. */
export type MeterType = "o" | "s" | "m" | "M" | "k" | "r" | "R" | "c" | "e" | "v" | "C" | "p";

/** A data format as scripts give it. */
export interface ScriptFormat {
	readonly baud: number;
	readonly parity: "none" | "even" | "odd";
	readonly stop: 1 | 2;
}

/** One telegram of a transmit list. */
export interface ScriptTelegram {
	/** The bytes as they stand in the script. */
	readonly bytes: readonly number[];
	/** Written with `r`: nothing but the check is added. */
	readonly raw: boolean;
}

/** `=so1`: which bit of the status word turns which value's sign. */
export interface DirectionOption {
	/** Last four bytes of the codes before the tariff's storage, as hex text: `00010800`. */
	readonly status: string;
	readonly value: string;
	/** Type-length byte of the status word and the bit that is looked at in it. */
	readonly bits: readonly { readonly type: number; readonly bit: number; }[];
}

/** What `=so` lines set, as far as it has a meaning here. */
export interface MeterOptionSet {
	/** `=so2`: 1 unsigned DZG power, 2 line mode, 4 inverted line, 8 no pull-up, 0x20 no parity when sending. Default 2. */
	readonly flags: number;
	readonly direction?: DirectionOption;
	/** `=so3`: window in bytes. Only types without frames use it. */
	readonly window?: number;
	/** `=so4`, `=so5`: keys of encrypted meters. */
	readonly key?: string;
	readonly authenticationKey?: string;
	/** `=so6`: milliseconds that end a burst. */
	readonly pause?: number;
	/** `=so8`, `=so9`: which CAN frames are wanted. */
	readonly canFilter?: { readonly code: number; readonly mask: number; };
}

/** A meter line with its options. */
export interface ScriptMeterDescription {
	readonly number: number;
	readonly type: MeterType;
	/** GPIO as the script names it, negative for a software serial port; absent for a network meter. */
	readonly receive?: number;
	/** IPv4 address of a Modbus TCP meter. */
	readonly address?: string;
	readonly parity: ScriptFormat["parity"];
	readonly stop: 1 | 2;
	/** Bit mask: 16 median, 32 SML lines at every byte. */
	readonly flag: number;
	/** Baud rate, TCP port, counter's mode, or CAN speed. */
	readonly parameter: number;
	/** Key in the JSON, at most 7 bytes. `*`: none. */
	readonly prefix: string;
	readonly transmit?: number;
	readonly enable?: { readonly pin: number; readonly inverted: boolean; };
	/** Tenths of a second between two telegrams; 0: nothing is sent by itself. */
	readonly period: number;
	readonly telegrams: readonly ScriptTelegram[];
	readonly options: MeterOptionSet;
	/** Line of the script. */
	readonly line: number;
}

/** How a value is picked behind a pattern, and what is done with it. */
export interface Selector {
	/** `@#`: the value is a text. `until`: the character that ends it. `x`: its bytes are characters. */
	readonly text?: { readonly until: string; readonly characters: boolean; };
	/** `@(N:` and `@sDN:`: pass N of these characters first. */
	readonly skip?: { readonly delimiter: string; readonly count: number; };
	/** `@bN:` */
	readonly bit?: number;
	/** `@iN:`: only in the answer to this telegram of the list. */
	readonly index?: number;
	/** The value is (raw + offset) / scale. */
	readonly scale: number;
	readonly offset: number;
	/** `:na`: this value means that there is none. */
	readonly none?: number;
}

/** One term of `=m`. */
export interface SumTerm {
	readonly operation: "+" | "-" | "*" | "/";
	/** Number of a line, from 1; or a constant. */
	readonly line?: number;
	readonly constant?: number;
}

interface LineBase {
	readonly meter: number;
	/** Line of the script. */
	readonly source: number;
}

interface NamedLine extends LineBase {
	/** As `=m` and `=d` count: from 1, over all meters. */
	readonly number: number;
	/** Begins with `*`: not on the page. */
	readonly label: string;
	readonly unit: string;
	readonly name: string;
	readonly decimals: number;
	/** Precision + 16: published as soon as it was read. */
	readonly immediate: boolean;
	readonly selector: Selector;
}

export interface ValueLine extends NamedLine {
	readonly kind: "value";
	readonly pattern: Pattern;
}

export interface SumLine extends NamedLine {
	readonly kind: "sum";
	readonly terms: readonly SumTerm[];
}

export interface DeltaLine extends NamedLine {
	readonly kind: "delta";
	/** Number of the line whose change is taken. */
	readonly of: number;
	readonly seconds: number;
}

export interface HtmlLine extends LineBase {
	readonly kind: "html";
	readonly html: string;
}

export type NumberedLine = ValueLine | SumLine | DeltaLine;
export type ScriptLine = NumberedLine | HtmlLine;

/** Something that a script does to a meter's line at a given time. */
export interface LineAction {
	readonly meter: number;
	/** Send these bytes, with the type's parity or check. */
	readonly send?: readonly number[];
	readonly baud?: number;
	readonly format?: ScriptFormat;
	/** Milliseconds until the next action. */
	readonly wait?: number;
}

/** The switch sequencer of `>F` or `>S`. */
export interface Sequencer {
	/** Milliseconds per tick: 100 in `>F`, 1000 in `>S`. */
	readonly tick: number;
	readonly steps: readonly { readonly tick: number; readonly actions: readonly LineAction[]; readonly restart: boolean; }[];
}

/** A subroutine with a wake-up of M-Bus meters and a request, and when it runs. */
export interface WakeUp {
	readonly actions: readonly LineAction[];
	/** Seconds after the start; absent: at once. */
	readonly first: number;
	/** Seconds between two; 0: once. */
	readonly every: number;
}

/** A compiled script. */
export interface Script {
	readonly meters: readonly ScriptMeterDescription[];
	readonly lines: readonly ScriptLine[];
	readonly sequencers: readonly Sequencer[];
	readonly wakeUps: readonly WakeUp[];
	/** Commands of `>B` for the device: `tper` comes as `TelePeriod`. */
	readonly commands: readonly string[];
	readonly warnings: readonly ScriptNote[];
	readonly errors: readonly ScriptNote[];
}
