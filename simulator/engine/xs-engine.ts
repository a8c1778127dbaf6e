import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import { EngineGone } from "./engine";
import type { Engine, EngineReply, EngineRequestHandler, EngineUsage } from "./engine";
import { NetstringReader } from "./netstring-reader";

/** First letters of the worker's messages, both ways. */
const evaluateLetter = "e", commandLetter = "?", answerLetter = "/", doneLetter = 0x2E, errorLetter = 0x21, requestLetter = 0x3F;
/** Ends the JSON text of the meter in front of a reply. */
const meterEnd = 1;

/** The worker's exit statuses, in words. */
const exitReasons: Readonly<Record<number, string>> = Object.freeze({
	2: "the pipe to it broke",
	11: "not enough memory",
	12: "stack overflow",
	15: "an exception was not caught",
	16: "too many property names",
	17: "too much computation in one go: an endless loop?",
});

/**
 * Interpreter steps after which one command counts as endless: some seconds. Stands in for the chip's task watchdog.
 */
const defaultLimit = 2_000_000_000;
/** Steps between two looks at the limit. */
const checkEvery = 100_000;

interface Waiting {
	resolve(reply: EngineReply): void;
	reject(error: Error): void;
}

/**
 * XS in a process of its own: the worker of npm's `@agoric/xsnap`, spoken to directly with netstrings on file descriptors 3 (to it) and 4.
 */
export class XsEngine implements Engine {
	readonly name = "XS 13.3";
	onRequest: EngineRequestHandler = () => new Uint8Array(0);
	readonly #worker: ChildProcess;
	readonly #input: Duplex;
	readonly #waiting: Waiting[] = [];
	#gone: EngineGone | undefined;

	constructor(options: { limit?: number; } = {}) {
		const file = XsEngine.worker;
		if (!file)
			throw new EngineGone("the XS engine of npm's @agoric/xsnap is not built on this machine");
		this.#worker = spawn(file, ["meterwire", "-l", String(options.limit ?? defaultLimit), "-i", String(checkEvery)], {
			// Its standard output would mix with ours: what the firmware prints comes as messages.
			stdio: ["ignore", 2, 2, "pipe", "pipe"],
		});
		this.#input = this.#worker.stdio[3] as Duplex;
		const output = this.#worker.stdio[4] as Duplex;
		const reader = new NetstringReader(message => this.#receive(message));
		output.on("data", (chunk: Buffer) => {
			try {
				reader.push(chunk);
			}
			catch (error) {
				this.#end(`the XS engine spoke nonsense: ${String(error)}`);
			}
		});
		// A broken pipe means that the process has gone; its exit status says why.
		output.on("error", () => {});
		this.#input.on("error", () => {});
		this.#worker.on("error", error => this.#end(`the XS engine does not start: ${error.message}`));
		this.#worker.on("exit", (code, signal) => this.#end(`the XS engine ended: ${exitText(code, signal)}`));
	}

	/** Path of the worker; `undefined` where npm could not build it. */
	static get worker(): string | undefined {
		const platform = { linux: "lin", darwin: "mac" }[process.platform as string];
		if (!platform)
			return undefined;
		const here = path.dirname(fileURLToPath(import.meta.url));
		const native = path.join(here, "..", "..", "node_modules", "@agoric", "xsnap", "xsnap-native", "xsnap");
		const file = path.join(native, "build", "bin", platform, "release", "xsnap-worker");
		return existsSync(file) ? file : undefined;
	}

	evaluate(code: string): Promise<EngineReply> {
		return this.#ask(evaluateLetter, Buffer.from(code));
	}

	command(bytes: Uint8Array): Promise<EngineReply> {
		return this.#ask(commandLetter, bytes);
	}

	close(): void {
		this.#end("the XS engine was closed");
		this.#worker.kill("SIGKILL");
	}

	#ask(letter: string, bytes: Uint8Array): Promise<EngineReply> {
		return new Promise((resolve, reject) => {
			if (this.#gone) {
				reject(this.#gone);
				return;
			}
			this.#waiting.push({ resolve, reject });
			this.#send(letter, bytes);
		});
	}

	#send(letter: string, bytes: Uint8Array): void {
		const head = `${bytes.length + 1}:${letter}`;
		const message = Buffer.allocUnsafe(head.length + bytes.length + 1);
		message.write(head, 0, "latin1");
		message.set(bytes, head.length);
		message[message.length - 1] = 0x2C;
		this.#input.write(message);
	}

	#receive(message: Buffer): void {
		if (this.#gone)
			return;
		switch (message[0]) {
			case requestLetter:
				this.#send(answerLetter, this.onRequest(message.subarray(1)));
				break;
			case doneLetter: {
				const end = message.indexOf(meterEnd);
				// A copy: the slice is part of the pipe's buffer.
				this.#waiting.shift()?.resolve({
					bytes: Uint8Array.prototype.slice.call(message, end + 1),
					usage: usage(message.toString("latin1", 1, end)),
				});
				break;
			}
			case errorLetter:
				this.#waiting.shift()?.reject(new Error(message.toString("utf8", 1)));
				break;
			default:
				this.#end("the XS engine sent a message of an unknown kind");
		}
	}

	#end(reason: string): void {
		if (this.#gone)
			return;
		this.#gone = new EngineGone(reason);
		for (const { reject } of this.#waiting.splice(0))
			reject(this.#gone);
	}
}

function usage(text: string): EngineUsage {
	const { compute, allocate, currentHeapCount } = JSON.parse(text) as Record<string, number>;
	return { compute, allocate, heapCount: currentHeapCount };
}

function exitText(code: number | null, signal: string | null): string {
	if (code === null)
		return `killed by ${signal ?? "a signal"}`;
	return `${exitReasons[code] ?? "unknown reason"} (exit status ${code})`;
}
