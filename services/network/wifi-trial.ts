import type { JoinFault } from "./wifi-reasons";

export interface Credentials {
	readonly SSID: string;
	/** Empty: an open network. */
	readonly password: string;
}

/** What the page is told. */
export interface TrialStatus {
	readonly ssid: string;
	readonly state: "connecting" | "connected" | "failed";
	readonly error: string;
}

/** The first refusal may be an echo of the link that was given up for the attempt. */
const mostAttempts = 2;

/** One attempt to join a network whose name and password are not saved yet. */
export class WifiTrial {
	readonly credentials: Credentials;
	#state: TrialStatus["state"] = "connecting";
	#error = "";
	#attempts = 0;

	constructor(credentials: Credentials) {
		this.credentials = credentials;
	}

	get running(): boolean {
		return this.#state === "connecting";
	}

	get status(): TrialStatus {
		return { ssid: this.credentials.SSID, state: this.#state, error: this.#error };
	}

	/** An attempt failed. */
	failed({ text, final }: JoinFault): void {
		this.#attempts++;
		if (!final && this.#attempts < mostAttempts)
			return;
		this.#state = "failed";
		this.#error = text;
	}

	/** It works. `error`: though it could not be saved. */
	worked(error = ""): void {
		this.#state = "connected";
		this.#error = error;
	}
}
