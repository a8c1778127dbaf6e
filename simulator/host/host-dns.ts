import type { HostInstance, HostLink } from "./host-link";
import { kinds, parseJSON } from "./records";

interface Question {
	readonly host: string;
	onResolved?(host: string, address: string): void;
	onError?(host: string): void;
}

/** Stands in for the SDK's DNS resolver. An address that needs no resolving comes back as it is, later as all answers do. */
export class HostDNS implements HostInstance {
	readonly #link: HostLink;
	readonly #questions = new Map<number, Question>();
	readonly #id: number;
	#last = 0;

	static bind(link: HostLink): new() => HostDNS {
		return class extends HostDNS {
			constructor() {
				super(link);
			}
		};
	}

	constructor(link: HostLink) {
		this.#link = link;
		this.#id = link.open(this, "dns", {});
	}

	resolve(question: Question): void {
		const number = ++this.#last;
		this.#questions.set(number, question);
		this.#link.send(kinds.control, this.#id, { number, host: question.host });
	}

	close(): void {
		this.#questions.clear();
		this.#link.close(this.#id);
	}

	receive(_kind: number, payload: Uint8Array): void {
		const { number, address } = parseJSON(payload) as { number: number; address?: string; };
		const question = this.#questions.get(number);
		this.#questions.delete(number);
		if (!question)
			return;
		if (address)
			question.onResolved?.(question.host, address);
		else
			question.onError?.(question.host);
	}
}
