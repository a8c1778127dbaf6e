import { decodeText, encodeText, kinds, RecordWriter } from "./records";

/** An instance that the simulator sends records to. */
export interface HostInstance {
	receive(kind: number, payload: Uint8Array): void;
}

declare function issueCommand(request: ArrayBuffer): ArrayBuffer;

/** The firmware's end of the line to the simulator: numbers the instances, collects what they say until the reply. */
export class HostLink {
	readonly #instances = new Map<number, HostInstance>();
	readonly #out = new RecordWriter();
	#last = 0;

	/** Takes a number for the instance and tells the simulator. Does not wait: what can fail is asked for with `request`. */
	open(instance: HostInstance, type: string, options: object): number {
		const id = this.reserve(instance);
		this.send(kinds.open, id, { type, ...options });
		return id;
	}

	reserve(instance: HostInstance): number {
		const id = ++this.#last;
		this.#instances.set(id, instance);
		return id;
	}

	/** What comes under this number is another instance's from now on. */
	adopt(id: number, instance: HostInstance): void {
		this.#instances.set(id, instance);
	}

	/** Nothing comes for this instance any more. */
	release(id: number): void {
		this.#instances.delete(id);
	}

	close(id: number): void {
		this.release(id);
		this.#out.mark(kinds.close, id);
	}

	send(kind: number, id: number, value: unknown): void {
		this.#out.json(kind, id, value);
	}

	sendBytes(kind: number, id: number, bytes: Uint8Array): void {
		this.#out.bytes(kind, id, bytes);
	}

	/** Asks the simulator and waits. What was sent before arrives before. Throws what the simulator threw. */
	request(kind: number, id: number, value: unknown): Uint8Array {
		return this.requestBytes(kind, id, encodeText(JSON.stringify(value ?? null)));
	}

	requestBytes(kind: number, id: number, bytes: Uint8Array): Uint8Array {
		this.#out.bytes(kind, id, bytes);
		const answer = new Uint8Array(issueCommand(this.#out.takeRecords().buffer as ArrayBuffer));
		if (answer[0])
			throw rebuild(decodeText(answer.subarray(1)));
		return answer.subarray(1);
	}

	deliver(kind: number, id: number, payload: Uint8Array): void {
		this.#instances.get(id)?.receive(kind, payload);
	}

	take(deadline: number): ArrayBuffer {
		return this.#out.take(deadline).buffer as ArrayBuffer;
	}
}

/** Exceptions cross as `RangeError: text`. */
function rebuild(text: string): Error {
	const [name] = text.split(":", 1);
	const types: Readonly<Record<string, ErrorConstructor>> = { RangeError, TypeError };
	const type = types[name!];
	return type ? new type(text.slice(name!.length + 2)) : new Error(text.replace(/^Error: /, ""));
}
