import type { Timers } from "../../drivers/timers";
import type { Storage, WebHardware } from "../platform";
import { describeError } from "../text";
import { isSameSecret } from "./constant-time";
import { hexBytes, hexText } from "./hex-bytes";
import { KeyDerivation } from "./key-derivation";
import { WebError } from "./web-error";

export interface WebPasswordOptions {
	readonly timers: Timers;
	readonly storage: Storage;
	readonly hardware: Pick<WebHardware, "random" | "digest">;
	onLog(text: string): void;
}

/** Key in the storage: `1000.<salt>.<key>`. Who deletes it sets the device back to its first set-up. */
export const webPasswordKey = "webPassword";

const iterations = 1000;
/** So many at a time: a few milliseconds of an ESP32-C3. */
const slice = 20;
const saltLength = 16;
const shortestPassword = 8, longestPassword = 63;

/** The password of the page and the API. Only a salted hash of it is kept. */
export class WebPassword {
	readonly #options: WebPasswordOptions;
	#stored: string;

	constructor(options: WebPasswordOptions) {
		this.#options = options;
		try {
			this.#stored = options.storage.read(webPasswordKey) ?? "";
		}
		catch (error) {
			// Not as if there were none: anybody could set one then.
			options.onLog(`the web password cannot be read: ${describeError(error)}`);
			this.#stored = "?";
		}
	}

	get isSet(): boolean {
		return this.#stored !== "";
	}

	/** `done` may come later. */
	verify(password: string, done: (isRight: boolean) => void): void {
		const [count = "", salt = "", key = ""] = this.#stored.split(".");
		if (!key || !(Number(count) > 0) || password.length > longestPassword)
			return done(false);
		this.#derive(password, hexBytes(salt), Number(count), found => done(isSameSecret(hexText(found), key)));
	}

	/** Throws a `WebError` 422 for one that is too short or too long. */
	check(password: string): void {
		const { length } = password;
		if (length < shortestPassword || length > longestPassword)
			throw new WebError(422, `the password must have ${shortestPassword} to ${longestPassword} characters`, "password");
	}

	/** Throws as `check` does. `done` gets what went wrong with keeping it. */
	set(password: string, done: (error?: Error) => void): void {
		this.check(password);
		const salt = this.#options.hardware.random(saltLength);
		this.#derive(password, salt, iterations, key => {
			const stored = `${iterations}.${hexText(salt)}.${hexText(key)}`;
			try {
				this.#options.storage.write(webPasswordKey, stored);
			}
			catch (error) {
				return done(new Error(`the password cannot be kept: ${describeError(error)}`));
			}
			this.#stored = stored;
			done();
		});
	}

	#derive(password: string, salt: Uint8Array, count: number, done: (key: Uint8Array) => void): void {
		const { timers, hardware } = this.#options;
		const derivation = new KeyDerivation(
			(...parts) => hardware.digest(...parts),
			new Uint8Array(ArrayBuffer.fromString(password)),
			salt,
			count,
		);
		const step = () => {
			const key = derivation.step(slice);
			if (key)
				done(key);
			else
				timers.set(step, 0);
		};
		step();
	}
}
