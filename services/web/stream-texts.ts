import type { WebReply } from "./web-route";

/** Answers with texts one after the other, each made when there is room for it. */
export function streamTexts(reply: WebReply, texts: Iterator<string>, type = "application/json"): void {
	reply.stream(() => {
		const { done, value } = texts.next();
		return done ? undefined : ArrayBuffer.fromString(value);
	}, type);
}
