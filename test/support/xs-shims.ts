/* What XS has and Node lacks, for unit tests. Import it first. */
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

Object.defineProperty(ArrayBuffer, "fromString", {
	value: (text: string) => new Uint8Array(new TextEncoder().encode(text)).buffer,
	configurable: true,
});
Object.defineProperty(String, "fromArrayBuffer", { value: (bytes: ArrayBuffer) => decoder.decode(bytes), configurable: true });
