import { freezeTable } from "../../../protocols/freeze-table";
import { describeError } from "../../text";
import { hexBytes } from "../hex-bytes";
import { jsonParts } from "../json-parts";
import { streamTexts } from "../stream-texts";
import type { CapturedTelegram } from "../telegram-capture";
import { describeTelegram } from "../telegram-text";
import type { TelegramKeys } from "../telegram-text";
import type { WebContext } from "../web-context";
import { WebError } from "../web-error";
import type { WebReply, WebRequest, WebRoute } from "../web-route";

/** What the ports hear. */
export const portRoutes: readonly WebRoute[] = freezeTable<WebRoute[]>([
	{ method: "GET", path: "/api/v1/ports", handle: tellPorts },
	{ method: "POST", path: "/api/v1/ports/*/detect", handle: detect },
	{ method: "GET", path: "/api/v1/ports/*/telegrams", handle: tellTelegrams },
	{ method: "GET", path: "/api/v1/ports/*/telegrams.bin", handle: sendTelegram },
]);

function tellPorts(_request: WebRequest, reply: WebReply, { ports }: WebContext): void {
	const { names } = ports;
	jsonParts(reply, "{\"ports\":[", index => names[index] === undefined ? undefined : ports.describe(names[index]));
}

function detect(request: WebRequest, reply: WebReply, { ports, meters }: WebContext): void {
	const port = portOf(request, ports);
	try {
		meters.detect(port);
	}
	catch (error) {
		// A RangeError is answered with 400.
		throw error instanceof RangeError ? error : new WebError(409, describeError(error));
	}
	reply.json({});
}

function tellTelegrams(request: WebRequest, reply: WebReply, { capture, ports, meters, platform: { decrypt } }: WebContext): void {
	const keys = (meters.mbus?.entries ?? []).flatMap(({ key }) => key === undefined ? [] : [hexBytes(key)]);
	streamTexts(reply, telegramTexts([...capture.telegrams(portOf(request, ports))], { keys, decrypt }));
}

/** The text of a long telegram is several times as long as it: piece by piece. */
function* telegramTexts(telegrams: readonly CapturedTelegram[], keys: TelegramKeys): Generator<string, void> {
	const piece = 512;
	yield "{\"telegrams\":[";
	for (let index = 0; index < telegrams.length; index++) {
		const { time, good, error, bytes } = telegrams[index]!;
		const { form, data, notes } = describeTelegram(bytes, keys);
		yield `${index ? "," : ""}{"time":${time},"good":${good},"error":${JSON.stringify(error)},"form":"${form}","data":"`;
		for (let at = 0; at < data.length; at += piece)
			yield JSON.stringify(data.slice(at, at + piece)).slice(1, -1);
		yield "\",\"explanation\":[";
		for (let at = 0; at < notes.length; at++)
			yield `${at ? "," : ""}${JSON.stringify(notes[at])}`;
		yield "]}";
	}
	yield "]}";
}

function sendTelegram(request: WebRequest, reply: WebReply, { capture, ports }: WebContext): void {
	const port = portOf(request, ports), [newest] = capture.telegrams(port);
	if (!newest)
		throw new WebError(404, "nothing was heard since somebody asked first: try again after the next telegram");
	reply.bytes(newest.bytes.slice().buffer, "application/octet-stream", {
		"content-disposition": `attachment; filename="${port}.telegram"`,
	});
}

function portOf(request: WebRequest, ports: WebContext["ports"]): string {
	const port = request.parts[0]!;
	if (!ports.names.includes(port))
		throw new WebError(404, `there is no port ${port}, or it is off`);
	return port;
}
