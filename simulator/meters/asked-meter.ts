import type { LineFormat } from "../wire/line-format";
import { UartInput } from "../wire/uart-input";
import { asciiBytes, dataBlock } from "./iec62056-writer";
import type { OpticalMeterOptions } from "./optical-meter";
import type { AskTalk } from "./optical-model";
import { OpticalTalker } from "./optical-talker";

/** Rates by the character of an acknowledgement (IEC 62056-21 section 6.3.14, item 13). */
const bauds: readonly number[] = Object.freeze([300, 600, 1200, 2400, 4800, 9600, 19200]);
const initialBaud = 300;
/** A meter waits so long for an acknowledgement or for a request to repeat, and then goes on by itself. */
const patience = 1500;
/** After waking up it listens for so long. */
const awakeTime = 5000;
const lowestRate = 2400;

type State = "asleep" | "ready" | "busy" | "acknowledge" | "repeat";

/** A meter that answers when it is asked: modes A, B and C of IEC 62056-21, data readout only. */
export class AskedMeter extends OpticalTalker {
	readonly #talk: AskTalk;
	readonly #input: UartInput;
	#state: State;
	/** What was heard since the last answer, one character per byte. */
	#text = "";
	#block: Uint8Array = new Uint8Array(0);

	constructor(options: OpticalMeterOptions, talk: AskTalk) {
		super(options, sevenBits(initialBaud));
		const { sightWire } = options;
		this.#talk = talk;
		this.#state = talk.wakeUp ? "asleep" : "ready";
		this.#input = new UartInput({
			scheduler: sightWire.scheduler,
			wire: sightWire,
			format: sevenBits(initialBaud),
			bufferSize: 256,
			quiet: 0,
			onReadable: count => this.#hear(count),
			onFault: () => {},
		});
	}

	override close(): void {
		super.close();
		this.#input.close();
	}

	#hear(count: number): void {
		const bytes = new Uint8Array(count);
		this.#input.read(bytes);
		// A meter does not listen while it talks.
		if (this.#state === "busy" || this.faults.has("unplugged"))
			return;
		this.#text += Buffer.from(bytes).toString("latin1");
		if (/\x01[PWRBE]|\x06\d\d1/.test(this.#text))
			this.programmed++;
		switch (this.#state) {
			case "asleep":
				this.#sleep();
				break;
			case "ready":
				this.#signOn();
				break;
			case "acknowledge":
				this.#acknowledged();
				break;
			case "repeat":
				if (this.#text.includes("\x15"))
					this.#answer(() => this.#sendBlock());
				break;
		}
	}

	#sleep(): void {
		const run = /\0*$/.exec(this.#text)![0].length;
		if (run < this.#talk.wakeUp!) {
			this.#text = this.#text.slice(-this.#talk.wakeUp!);
			return;
		}
		this.#state = "ready";
		this.#text = "";
		this.#wait(awakeTime, () => this.#rest());
	}

	#signOn(): void {
		const { address, identification, mode } = this.#talk;
		const asked = /\/\?([^!]*)!\r\n$/.exec(this.#text)?.[1];
		if (asked === undefined) {
			this.#text = this.#text.slice(-64);
			return;
		}
		this.#text = "";
		if (asked !== "" && asked.replace(/^0+/, "") !== address.replace(/^0+/, ""))
			return;
		this.#answer(() => {
			const text = asciiBytes(`${identification}\r\n`);
			if (mode !== "A") {
				this.#after(this.output.transmitter.send(text), () => this.#identified());
				return;
			}
			this.output.transmitter.send(text);
			this.#start(initialBaud);
		});
	}

	#identified(): void {
		if (this.#talk.mode === "B") {
			this.#answer(() => this.#start(this.#talk.baud));
			return;
		}
		this.#state = "acknowledge";
		// Nobody acknowledges: the data go out as they would to a reader of mode A.
		this.#wait(patience, () => this.#start(initialBaud));
	}

	#acknowledged(): void {
		const digit = /\x060([0-6])0\r\n$/.exec(this.#text)?.[1];
		if (digit === undefined)
			return;
		const wanted = bauds[Number(digit)]!;
		this.#answer(() => this.#start(wanted <= this.#talk.baud ? wanted : initialBaud));
	}

	#start(baud: number): void {
		const fails = this.faults.has("fails-at-baud") && baud > lowestRate;
		this.#setBaud(baud, fails ? baud / 2 : baud);
		this.#block = dataBlock(this.output.write());
		this.#sendBlock();
	}

	#sendBlock(): void {
		this.#after(this.output.send(this.#block, 1), () => {
			this.#state = "repeat";
			this.#text = "";
			this.#wait(patience, () => this.#rest());
		});
	}

	/** The session is over. */
	#rest(): void {
		this.#state = this.#talk.wakeUp ? "asleep" : "ready";
		this.#text = "";
		this.#setBaud(initialBaud, initialBaud);
	}

	#setBaud(baud: number, sending: number): void {
		const { transmitter } = this.output;
		// In mode A the identification is still on its way, at the same rate.
		if (sending !== transmitter.format.baud)
			transmitter.format = sevenBits(sending);
		this.#input.configure(sevenBits(baud), 0);
	}

	/** Answers after its reaction time. */
	#answer(callback: () => void): void {
		this.#state = "busy";
		this.#text = "";
		this.#wait(this.#talk.reaction, callback);
	}

	#after(time: number, callback: () => void): void {
		this.#state = "busy";
		this.#wait(time - this.options.lightWire.scheduler.now, callback);
	}

	#wait(time: number, callback: () => void): void {
		this.timer?.cancel();
		this.timer = this.options.lightWire.scheduler.after(Math.max(0, time), callback);
	}
}

function sevenBits(baud: number): LineFormat {
	return { baud, data: 7, parity: "even", stop: 1, invert: false };
}
