import { statSync } from "node:fs";
import type { LineFormat } from "../wire/line-format";
import type { Wire } from "../wire/wire";
import { DeviceLink } from "./device-link";
import { Replay } from "./replay";
import type { Source } from "./source";
import { TcpLink } from "./tcp-link";

export interface SourceOptions {
	/** For a file: where its bytes go, and how they are sent. */
	readonly dataWire: Wire;
	readonly format: LineFormat;
	/** Trouble that shows later; one line. */
	onError(text: string): void;
}

/** `tcp://host:port`, the path of a serial device or pseudo-terminal, or a file of captured bytes. Throws an Error of one line. */
export function openSource(text: string, { dataWire, format, onError }: SourceOptions): Source {
	if (text.startsWith("tcp://"))
		return new TcpLink(text.slice("tcp://".length), onError);
	const entry = statSync(text, { throwIfNoEntry: false });
	if (!entry)
		throw new Error(`Cannot open ${text}: there is no such file or device`);
	if (entry.isCharacterDevice())
		return new DeviceLink(text);
	if (!entry.isFile())
		throw new Error(`Cannot open ${text}: neither a file nor a serial device`);
	return new Replay(Replay.load(text), { dataWire, format });
}
