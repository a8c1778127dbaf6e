/*
	What the SDK's XS has as globals and npm's XS or Node lacks. Imported first.
*/
import { decodeText, encodeText } from "./records";

const shims: readonly [object, string, (...args: never[]) => unknown][] = [
	[String, "fromArrayBuffer", (buffer: ArrayBuffer) => decodeText(new Uint8Array(buffer))],
	[ArrayBuffer, "fromString", (text: string) => new Uint8Array(encodeText(String(text))).buffer],
	[ArrayBuffer.prototype, "concat", concat],
	[globalThis, "trace", () => undefined],
];

for (const [target, name, value] of shims) {
	if (!(name in target))
		Object.defineProperty(target, name, { value, writable: true, configurable: true });
}

function concat(this: ArrayBuffer, ...others: (ArrayBuffer | Uint8Array)[]): ArrayBuffer {
	const parts = [this, ...others].map(part => new Uint8Array(part as ArrayBuffer));
	const result = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
	let at = 0;
	for (const part of parts) {
		result.set(part, at);
		at += part.length;
	}
	return result.buffer;
}
