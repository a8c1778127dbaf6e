import "../../support/xs-shims";
import assert from "node:assert/strict";
import { test } from "node:test";
import { webRoutes } from "../../../services/web/routes/web-routes";
import type { WebContext } from "../../../services/web/web-context";
import type { WebReply, WebRequest } from "../../../services/web/web-route";

const route = webRoutes.find(({ path }) => path === "/cm")!;

function ask(query: Record<string, string>): { answer: string; commands: string[]; } {
	const commands: string[] = [];
	const command = (text: string) => {
		commands.push(text);
		return "{\"TelePeriod\":300}";
	};
	let answer = "";
	const request = { query: (name: string) => query[name] } as unknown as WebRequest;
	route.handle!(request, { jsonText: (text: string) => void (answer = text) } as unknown as WebReply, { command } as unknown as WebContext);
	return { answer, commands };
}

test("a command in the query", () => {
	assert.deepEqual(ask({ cmnd: "TelePeriod " }), { answer: "{\"TelePeriod\":300}", commands: ["TelePeriod"] });
});

test("nothing in the query", () => {
	const queries: Record<string, string>[] = [{}, { cmnd: "" }, { cmnd: " " }];
	for (const query of queries)
		assert.deepEqual(ask(query), { answer: "{\"WARNING\":\"Enter command cmnd=\"}", commands: [] });
});

test("only whom the device's rule lets in", () => {
	const { method, access, queryLogin } = route;
	assert.deepEqual({ method, access, queryLogin }, { method: "GET", access: undefined, queryLogin: true });
});
