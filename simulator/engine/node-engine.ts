import vm from "node:vm";
import { EngineGone } from "./engine";
import type { Engine, EngineReply, EngineRequestHandler, EngineUsage } from "./engine";

/** What passes between this class and the code inside. */
interface Exchange {
	input: Uint8Array;
	/** Gives the reply: called when the promise jobs have run. */
	output(): ArrayBuffer | undefined;
	issue(request: ArrayBuffer): Uint8Array;
	readonly Decoder: typeof TextDecoder;
	readonly Encoder: typeof TextEncoder;
	/** Runs `handleCommand` on `input`. */
	step?(): void;
}

/**
 * Runs inside first: what npm's XS has beyond the language. Buffers are copied on the way, because those of one realm are no
 * `instanceof ArrayBuffer` in the other.
 */
const prelude = `(exchange => {
	const { Decoder, Encoder } = exchange;
	delete globalThis.console;
	globalThis.TextDecoder = class TextDecoder extends Decoder {};
	globalThis.TextEncoder = class TextEncoder {
		encode(text) {
			return new Uint8Array(new Encoder().encode(text));
		}
	};
	globalThis.issueCommand = request => new Uint8Array(exchange.issue(request)).buffer;
	exchange.step = () => {
		const reply = globalThis.handleCommand(new Uint8Array(exchange.input).buffer);
		exchange.output = () => reply?.result;
	};
})`;

const usage: EngineUsage = Object.freeze({ compute: undefined, allocate: undefined, heapCount: undefined });

/** Node's own engine in a context that has the language and nothing of Node: for machines where XS cannot be built. */
export class NodeEngine implements Engine {
	readonly name = `Node.js ${process.versions.node}`;
	onRequest: EngineRequestHandler = () => new Uint8Array(0);
	/** Promise jobs run before `runInContext` returns, as XS runs them before it replies. */
	readonly #context = vm.createContext({}, { microtaskMode: "afterEvaluate" });
	readonly #exchange: Exchange = {
		input: new Uint8Array(0),
		output: () => undefined,
		issue: request => this.onRequest(new Uint8Array(request)),
		Decoder: TextDecoder,
		Encoder: TextEncoder,
	};
	readonly #step: vm.Script;
	#closed = false;

	constructor() {
		(vm.runInContext(prelude, this.#context) as (exchange: Exchange) => void)(this.#exchange);
		Object.defineProperty(this.#context, " step", { value: () => this.#exchange.step!() });
		this.#step = new vm.Script("globalThis[' step']()");
	}

	async evaluate(code: string): Promise<EngineReply> {
		this.#check();
		const value: unknown = vm.runInContext(code, this.#context);
		return reply(Object.prototype.toString.call(value) === "[object ArrayBuffer]" ? value as ArrayBuffer : undefined);
	}

	async command(bytes: Uint8Array): Promise<EngineReply> {
		this.#check();
		this.#exchange.input = bytes;
		this.#step.runInContext(this.#context);
		return reply(this.#exchange.output());
	}

	close(): void {
		this.#closed = true;
	}

	#check(): void {
		if (this.#closed)
			throw new EngineGone("the engine was closed");
	}
}

function reply(result: ArrayBuffer | undefined): EngineReply {
	return { bytes: result ? new Uint8Array(result) : new Uint8Array(0), usage };
}
