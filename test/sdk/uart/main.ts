/*
	The UART class under Linux. The two ends of a pseudo terminal are the files `a` and `b` in the folder that the app is started in. Prints `hang up now`
	before the last case, and expects the terminal to go.
*/
import type { SerialOptions } from "../../../drivers/serial";
import { UART } from "../../../drivers/uart/uart";
import { bytes, type Case, check, pause as wait, runCases, same, text, throws, uartCases } from "./uart-cases";

const open: UART[] = [];

function uart(device: string, options: Partial<SerialOptions> = {}): UART {
	const port = new UART({ device, baud: 115_200, ...options });
	open.push(port);
	return port;
}

const before: Record<string, Case> = {
	"invalid options": () => {
		const wrong: Partial<Record<keyof SerialOptions, unknown>>[] = [
			{ baud: 49 },
			{ baud: 921_601 },
			{ baud: 9600.5 },
			{ data: 6 },
			{ data: 9 },
			{ parity: "mark" },
			{ stop: 3 },
			{ bufferSize: 128 },
			{ quiet: -1 },
			{ receive: -1 },
		];
		for (const options of wrong)
			throws(RangeError, () => uart("a", options as Partial<SerialOptions>), JSON.stringify(options));
		throws(TypeError, () => uart("a", { onReadable: 1 as never }), "callback");
		throws(TypeError, () => new UART({ baud: 9600 }), "no device named");
		throws(Error, () => uart("missing"), "device that is not there");
		throws(Error, () => uart("."), "folder");
		uart("a"); // nothing was claimed by any of them
	},

	"a device in use": () => {
		const first = uart("a");
		throws(Error, () => uart("a"), "second");
		first.close();
		uart("a");
	},

	"frozen options, target": () => {
		const target = {};
		const options: SerialOptions = Object.freeze({ device: "a", baud: 9600, target, unknown: 1 });
		const port = new UART(options);
		open.push(port);
		same(port.target, target, "target");
		same(uart("b").target, undefined, "no target");
	},
};

const after: Record<string, Case> = {
	"hang up": async () => {
		let errors = 0, received = "";
		const a = uart("a", {
			onReadable() {
				received += text(this.read()) ?? "";
			},
			onError() {
				errors += 1;
				check(this === a, "this");
			},
		});
		trace("hang up now\n");
		for (let turn = 0; turn < 100 && !errors; turn++)
			await wait(150);
		await wait(200);
		same(errors, 1, "errors");
		throws(Error, () => a.write(bytes("x")), "write");
		a.read();
		a.close();
		same(received, "", "bytes that nobody sent");
	},
};

void runCases({ ...before, ...uartCases(uart, open), ...after }, open);
