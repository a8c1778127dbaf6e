import type { WebReply } from "./web-route";

/**
 * Answers with a JSON object whose last member is a list, made element by element while it is sent: the whole would take too much of a small chip's
 * heap. `head` ends behind the list's opening bracket; `element` gives `undefined` behind the last.
 */
export function jsonParts(reply: WebReply, head: string, element: (index: number) => unknown): void {
	let index = -1, done = false;
	reply.stream(() => {
		if (done)
			return undefined;
		if (index < 0) {
			index = 0;
			return ArrayBuffer.fromString(head);
		}
		const value = element(index);
		if (value === undefined) {
			done = true;
			return ArrayBuffer.fromString("]}");
		}
		return ArrayBuffer.fromString(`${index++ ? "," : ""}${JSON.stringify(value)}`);
	}, "application/json");
}
