import { withGuardedSocket } from "../network/guarded-datagram";
import { describeError } from "../text";

interface ResolveRequest {
	host: string;
	onResolved?(host: string, address: string): void;
	onError?(host: string): void;
}

interface Resolver {
	resolve(request: ResolveRequest): void;
	close?(): void;
}

export interface GuardedResolverOptions {
	/** The resolver to ask, with its own options. */
	inner: { io: unknown; };
	onCreate(resolver: GuardedResolver): void;
	/** The name is known; the client connects next. */
	onResolved(): void;
	onFault(reason: string): void;
}

/**
 * Looks up the broker's name for the SDK's MQTT client. The client cannot be told to forget a look-up: when it has been closed meanwhile, the
 * answer makes it throw. So the answer ends here.
 */
export class GuardedResolver {
	#inner: Resolver | undefined;
	#options: GuardedResolverOptions;

	constructor(options: GuardedResolverOptions) {
		this.#options = options;
		const inner = withGuardedSocket(options.inner);
		this.#inner = new (inner.io as new(options: object) => Resolver)(inner);
		options.onCreate(this);
	}

	resolve(request: ResolveRequest): void {
		this.#inner?.resolve({
			host: request.host,
			onResolved: (host, address) =>
				this.#answer(() => {
					this.#options.onResolved();
					request.onResolved?.(host, address);
				}),
			onError: host =>
				this.#answer(() => {
					this.#options.onFault(`no address found for ${host || request.host}`);
				}),
		});
	}

	/** Harmless when called again. */
	close(): void {
		const inner = this.#inner;
		this.#inner = undefined;
		try {
			inner?.close?.();
		}
		catch {
			// Nothing is left to close.
		}
	}

	#answer(action: () => void): void {
		if (!this.#inner)
			return;
		try {
			action();
		}
		catch (error) {
			this.#options.onFault(describeError(error));
		}
	}
}
