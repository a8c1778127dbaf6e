import type { Digital, Serial, SerialFaults } from "../../../drivers/serial";
import { createHouse } from "../../../simulator/house";
import type { House } from "../../../simulator/house";
import type { HouseSpec } from "../../../simulator/house-spec";
import { checkText } from "../../../simulator/meters/telegram";
import { Scheduler } from "../../../simulator/scheduler";

/** A house whose P1 port is read by the plainest of readers: one text per burst. */
export class Listener {
	readonly scheduler = new Scheduler();
	readonly house: House;
	readonly serial: Serial;
	readonly request: Digital;
	readonly faults: SerialFaults = { overrun: 0, framing: 0, parity: 0, break: 0 };
	readonly telegrams: { time: number; text: string; }[] = [];

	constructor(
		spec: string | HouseSpec,
		format: { baud?: number; data?: 7 | 8; parity?: "none" | "even"; inverted?: boolean; } = {},
		seed = 1,
	) {
		const { baud = 115_200, data = 8, parity = "none", inverted = true } = format;
		this.house = createHouse(spec, this.scheduler, seed);
		const { p1 } = this.house.ports;
		this.serial = new p1.serial({
			baud,
			data,
			parity,
			invert: { receive: inverted },
			bufferSize: 8192,
			quiet: 200,
			onReadable: () => {
				const text = Buffer.from(this.serial.read()!).toString("latin1");
				this.telegrams.push({ time: this.scheduler.now, text });
			},
			onFault: faults => {
				for (const key of Object.keys(faults) as (keyof SerialFaults)[])
					this.faults[key] += faults[key];
			},
		});
		this.request = new p1.request({ pin: 5, mode: "Output", initialValue: 1 });
	}

	get texts(): string[] {
		return this.telegrams.map(telegram => telegram.text);
	}

	run(seconds: number): void {
		this.scheduler.runUntil(this.scheduler.now + seconds * 1000);
	}
}

/** Whether the check behind the exclamation mark is right. */
export function isGood(telegram: string): boolean {
	const end = telegram.lastIndexOf("!") + 1;
	return telegram.startsWith("/") && telegram.slice(end) === `${checkText(Buffer.from(telegram.slice(0, end), "latin1"))}\r\n`;
}

/** What stands in the last brackets of the line with this code, without its unit. */
export function valueOf(telegram: string, code: string): number {
	const match = new RegExp(`^${code.replace(/\./g, "\\.")}\\(.*?([0-9.]+)(?:\\*[^)]*)?\\)\r$`, "m").exec(telegram);
	if (!match)
		throw new Error(`No ${code} in the telegram`);
	return Number(match[1]);
}
