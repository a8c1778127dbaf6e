/** What the XS engine adds to JavaScript, as far as the firmware uses it. In an mcconfig build the SDK's own typings stand for this file. */

/** Base class whose instances have a native destructor of this name. */
declare function Native(name: string): new() => object;

/** A function in C. `xsc` turns a method that does nothing but call one into that function. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what it takes and gives is written in C
declare function native(name: string): (...args: any[]) => any;

interface ArrayBufferConstructor {
	/** The text's UTF-8 bytes. */
	fromString(text: string): ArrayBuffer;
}

interface StringConstructor {
	/** The text of UTF-8 bytes. Throws when they are not UTF-8. */
	fromArrayBuffer(bytes: ArrayBuffer): string;
}

/** Writes to the console. */
declare function trace(...text: (string | number | boolean)[]): void;

interface BigIntConstructor {
	/** The number of big-endian bytes. */
	fromArrayBuffer(bytes: ArrayBuffer): bigint;
}
