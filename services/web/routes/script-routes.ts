import { compileScript } from "../../../meters/script/compile-script";
import type { Script } from "../../../meters/script/script-description";
import { freezeTable } from "../../../protocols/freeze-table";
import { textMember } from "../web-body";
import type { WebContext } from "../web-context";
import type { WebReply, WebRequest, WebRoute } from "../web-route";

/** Longest script in bytes, with what JSON adds. Published ones have up to 6 kB. */
const limit = 16_384;

/** The meter script. It is compiled on the device. */
export const scriptRoutes: readonly WebRoute[] = freezeTable<WebRoute[]>([
	{ method: "GET", path: "/api/v1/script", handle: tellScript },
	{ method: "POST", path: "/api/v1/script/check", limit, handle: checkScript },
	{ method: "PUT", path: "/api/v1/script", limit, handle: saveScript },
]);

function tellScript(_request: WebRequest, reply: WebReply, { meters: { script } }: WebContext): void {
	reply.json({ text: script.text, previous: script.previous, meters: script.script ? describeMeters(script.script, script) : [] });
}

function checkScript(request: WebRequest, reply: WebReply, { meters }: WebContext): void {
	const text = textMember(request, "text");
	reply.json(text.trim() ? describe(compileScript(text), meters.script) : nothing());
}

function saveScript(request: WebRequest, reply: WebReply, { meters }: WebContext): void {
	const { script } = meters, saved = script.save(textMember(request, "text"));
	reply.json({ ...(saved ? describe(saved, script) : nothing()), restart: script.idle && !saved?.errors.length });
}

function nothing() {
	return { errors: [], warnings: [], meters: [] };
}

function describe(script: Script, service: WebContext["meters"]["script"]) {
	return { errors: script.errors.map(copy), warnings: script.warnings.map(copy), meters: describeMeters(script, service) };
}

function copy({ line, column, message }: Script["errors"][number]) {
	return { line, column, message };
}

function describeMeters(script: Script, service: WebContext["meters"]["script"]): object[] {
	return script.meters.map(({ number, type, prefix }) => ({
		number,
		type,
		port: service.portOf(script, number) ?? null,
		prefix,
		lines: script.lines.filter(({ meter }) => meter === number).length,
	}));
}
