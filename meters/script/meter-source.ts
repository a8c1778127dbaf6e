import type { MeterIdentity } from "../../protocols/reading";
import type { PortStatus } from "../meter";
import type { ScriptFormat } from "./script-description";

/** Where a script's meter gets its bytes from: one of the meters that find by themselves how a port talks, or a plain serial line. */
export interface MeterSource {
	readonly status: PortStatus;
	readonly identity: MeterIdentity;
	/** That nothing comes says nothing: it is never silent. */
	readonly isPatient?: boolean;
	/** Every byte as it comes, good only until the callback returns. Returns the function that ends it. */
	listen(onData: (bytes: Uint8Array) => void): () => void;
	/** The line is another meter's just now: nothing may be sent. */
	readonly isBusy?: boolean;
	/** The list was sent to its end: the next meter on the line may send. */
	passOn?(): void;
	/** Absent where the port asks the meter by itself. */
	send?(bytes: Uint8Array): void;
	setFormat?(format: Partial<ScriptFormat>): void;
	close(): void;
}
