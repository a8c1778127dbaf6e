import { AxdrReader } from "../../protocols/dlms/axdr-reader";
import { type DlmsEnvelope, DlmsUnwrapper } from "../../protocols/dlms/dlms-unwrapper";
import { readHead } from "../../protocols/dlms/notification-head";
import { NOTIFICATION, notificationSize } from "../../protocols/dlms/notification-size";
import { DsmrDecoder } from "../../protocols/dsmr/dsmr-decoder";
import { BufferedReader } from "./buffered-reader";
import type { FrameReaderOptions } from "./frame-reader";

/** Meters pause up to 3 s between the parts of a message, in milliseconds. */
const longestPause = 4000;

/**
 * Reads encrypted meters (types r and R with `=so4`): frames are unwrapped, the message is decrypted, its tag is checked where `=so5` gives the
 * authentication key, and the lines are run over the data behind the notification's head, or over all of it for scripts that count from there. Without
 * that key the structure of the data must be right to the last octet, or a text's check sum: a wrong key must not give values.
 */
export class DlmsReader extends BufferedReader {
	readonly pause = longestPause;
	readonly #unwrapper: DlmsUnwrapper;
	/** Made when a text comes. */
	#text: DsmrDecoder | undefined;
	#isGood = false;

	/** @param options its meter has a key */
	constructor(options: FrameReaderOptions) {
		// The unwrapper has the buffer.
		super(options, 0);
		const { key, authenticationKey } = options.values.meter.options;
		this.#unwrapper = new DlmsUnwrapper({
			key: octets(key!),
			authKey: authenticationKey ? octets(authenticationKey) : undefined,
			decrypt: options.decrypt,
			onMessage: (message, envelope) => this.#take(message, envelope),
			onFault: (kind, error) => this.refuse(kind === "check" ? "check" : "format", error),
		});
	}

	override push(bytes: Uint8Array): void {
		this.counters.bytes += bytes.length;
		this.#unwrapper.push(bytes);
	}

	idle(): void {
		this.#unwrapper.end();
	}

	override reset(): void {
		this.#unwrapper.reset();
	}

	#take(message: Uint8Array, envelope: DlmsEnvelope): boolean {
		const { trusted, encrypted, authenticated } = envelope, isNotification = message[0] === NOTIFICATION;
		if (!trusted && !authenticated)
			return false;
		const isWhole = isNotification ? notificationSize(message, 0, message.length) === message.length : this.#isText(message);
		if (!isWhole) {
			this.refuse("format", encrypted && !authenticated ? "decryption: the key does not fit" : "a message is broken");
			return true;
		}
		const data = isNotification ? message.subarray(bodyOf(message)) : message;
		if (this.lines.anchored(data) || isNotification && this.lines.anchored(message))
			this.commit();
		else
			this.refuse("format", "none of the lines stands in the message");
		return true;
	}

	/** A DSMR telegram with the right check sum. */
	#isText(message: Uint8Array): boolean {
		const text = this.#text ??= new DsmrDecoder({ onTelegram: () => this.#isGood = true, confirm: false });
		this.#isGood = false;
		text.push(message);
		text.idle();
		text.reset();
		return this.#isGood;
	}
}

/** Where the data begin. */
function bodyOf(message: Uint8Array): number {
	const reader = new AxdrReader(message);
	readHead(reader);
	return reader.at;
}

function octets(hex: string): Uint8Array {
	const bytes = new Uint8Array(hex.length / 2);
	for (let at = 0; at < bytes.length; at++)
		bytes[at] = parseInt(hex.slice(at * 2, at * 2 + 2), 16);
	return bytes;
}
