import { WebError } from "./web-error";
import { queryValue } from "./web-query";
import type { WebRequest } from "./web-route";

/** A request as routes see it. */
export class ExchangeRequest implements WebRequest {
	readonly method: string;
	readonly path: string;
	parts: readonly string[] = [];
	body = "";
	readonly #query: string;
	readonly #headers: ReadonlyMap<string, string>;

	constructor(method: string, path: string, query: string, headers: ReadonlyMap<string, string>) {
		this.method = method;
		this.path = path;
		this.#query = query;
		this.#headers = headers;
	}

	query(name: string): string | undefined {
		return queryValue(this.#query, name);
	}

	header(name: string): string | undefined {
		return this.#headers.get(name);
	}

	json(): unknown {
		try {
			return JSON.parse(this.body);
		}
		catch {
			throw new WebError(400, "the body is no JSON");
		}
	}
}
