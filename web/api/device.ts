import { DeviceError } from "./device-error";

export type Method = "POST" | "PUT" | "PATCH" | "DELETE";

/** Milliseconds; a small device that is busy with TLS takes its time. */
const patience = 15_000;

interface Refusal {
	error?: string;
	field?: string;
	errors?: Record<string, string>;
}

/** Asks the device. All methods reject with a `DeviceError`. */
export class Device {
	/** The session's token. */
	csrf = "";
	/** It did not answer. */
	onAway?: () => void;
	/** The session has ended. */
	onLoggedOut?: () => void;

	get<Answer>(path: string): Promise<Answer> {
		return this.#request<Answer>("GET", path);
	}

	/** @param body Becomes JSON. */
	send<Answer = object>(method: Method, path: string, body?: unknown, time = patience): Promise<Answer> {
		return this.#request<Answer>(method, path, body === undefined ? undefined : JSON.stringify(body), time);
	}

	/** Sends a file. `fetch` cannot tell how far it is. */
	upload(path: string, file: Blob, onProgress: (part: number) => void): Promise<void> {
		return new Promise((resolve, reject) => {
			const request = new XMLHttpRequest();
			request.open("POST", path);
			request.setRequestHeader("X-CSRF-Token", this.csrf);
			request.setRequestHeader("Content-Type", "application/octet-stream");
			request.upload.onprogress = event => event.lengthComputable && onProgress(event.loaded / event.total);
			request.onload = () => {
				if (request.status < 300)
					resolve();
				else
					reject(this.#refusal(request.status, parse(request.responseText), request.getResponseHeader("Retry-After")));
			};
			request.onerror = () => reject(new DeviceError(0, ""));
			request.send(file);
		});
	}

	async #request<Answer>(method: Method | "GET", path: string, body?: string, time = patience): Promise<Answer> {
		const aborter = new AbortController();
		const timer = setTimeout(() => aborter.abort(), time);
		try {
			const response = await fetch(path, {
				method,
				signal: aborter.signal,
				cache: "no-store",
				headers: {
					...(body !== undefined && { "Content-Type": "application/json" }),
					...(method !== "GET" && { "X-CSRF-Token": this.csrf }),
				},
				...(body !== undefined && { body }),
			});
			const answer = parse(await response.text());
			if (!response.ok)
				throw this.#refusal(response.status, answer, response.headers.get("Retry-After"));
			return answer as Answer;
		}
		catch (error) {
			if (error instanceof DeviceError)
				throw error;
			this.onAway?.();
			throw new DeviceError(0, "");
		}
		finally {
			clearTimeout(timer);
		}
	}

	#refusal(status: number, { error = "", field, errors }: Refusal, wait: string | null): DeviceError {
		// With a field it is a password that was typed that is wrong, not the session.
		if (status === 401 && field === undefined)
			this.onLoggedOut?.();
		return new DeviceError(status, error, { field, errors, wait: Number(wait) || 0 });
	}
}

function parse(text: string): Refusal {
	try {
		return JSON.parse(text) as Refusal;
	}
	catch {
		return {};
	}
}
