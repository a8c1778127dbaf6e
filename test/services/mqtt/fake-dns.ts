import type { VirtualTimers } from "../../support/virtual-timers";

interface Request {
	host: string;
	onResolved(host: string, address: string): void;
	onError(host: string): void;
}

/** A resolver that knows every name but `unknown.example`, and never answers for `slow.example` until 60 s have passed. */
export function fakeDns(timers: VirtualTimers): { io: unknown; } {
	return {
		io: class {
			resolve(request: Request): void {
				const delay = request.host === "slow.example" ? 60_000 : 3;
				timers.set(
					() => request.host === "unknown.example" ? request.onError(request.host) : request.onResolved(request.host, "192.0.2.1"),
					delay,
				);
			}
		},
	};
}
