import { freezeTable } from "../../../protocols/freeze-table";
import { type HistoryPeriod, periods } from "../../history/history-periods";
import type { HistoryRow, HistoryRows } from "../../history/history-rows";
import { jsonParts } from "../json-parts";
import type { WebContext } from "../web-context";
import { WebError } from "../web-error";
import type { WebReply, WebRequest, WebRoute } from "../web-route";

/** What the meters counted per quarter hour, day and month. */
export const historyRoutes: readonly WebRoute[] = freezeTable<WebRoute[]>([
	{ method: "GET", path: "/api/v1/history", handle: tellSeries },
	{ method: "GET", path: "/api/v1/history/data", handle: tellRows },
	{ method: "GET", path: "/api/v1/history/data.csv", handle: tellTable },
]);

interface Found {
	readonly rows: HistoryRows;
	readonly unit: string;
	readonly period: HistoryPeriod;
}

function tellSeries(_request: WebRequest, reply: WebReply, { history }: WebContext): void {
	const series = history?.series ?? [];
	reply.json({ series: series.map(({ meter, value, unit }) => ({ meter, value, unit })) });
}

function tellRows(request: WebRequest, reply: WebReply, context: WebContext): void {
	const { rows, unit, period } = find(request, context);
	jsonParts(
		reply,
		`{"unit":${JSON.stringify(unit)},"period":"${period}","rows":[`,
		index => index < rows.length ? rows.row(index) : undefined,
	);
}

function tellTable(request: WebRequest, reply: WebReply, context: WebContext): void {
	const { rows, unit } = find(request, context);
	let index = -1;
	reply.stream(
		() => {
			if (index >= rows.length)
				return undefined;
			const text = index < 0 ? `time;amount (${unit});total (${unit})\r\n` : line(rows.row(index), context);
			index++;
			return ArrayBuffer.fromString(text);
		},
		"text/csv; charset=utf-8",
		{ "content-disposition": "attachment; filename=\"history.csv\"" },
	);
}

function line({ time, amount, total }: HistoryRow, { clock }: WebContext): string {
	return `${clock.localText(time * 1000)};${amount ?? ""};${total ?? ""}\r\n`;
}

function find(request: WebRequest, { history }: WebContext): Found {
	if (!history)
		throw new WebError(404, "this device keeps no history");
	const period = request.query("period") ?? "day", meter = request.query("meter") ?? "", value = request.query("value") ?? "";
	if (!isPeriod(period))
		throw new WebError(422, "should be quarter, day or month", "period");
	const from = moment(request, "from", 0), to = moment(request, "to", 2 ** 32);
	const rows = history.rows(meter, value, period, from, to);
	if (!rows)
		throw new WebError(404, "nothing is kept of this value", "value");
	const unit = history.series.find(each => each.meter === meter && each.value === value)?.unit ?? "";
	return { rows, unit, period };
}

function isPeriod(text: string): text is HistoryPeriod {
	return Object.prototype.hasOwnProperty.call(periods, text);
}

/** Seconds since 1970. */
function moment(request: WebRequest, name: string, otherwise: number): number {
	const text = request.query(name);
	if (text === undefined || text === "")
		return otherwise;
	const seconds = Number(text);
	if (!(seconds >= 0 && seconds < 2 ** 33))
		throw new WebError(422, "should be seconds since 1970", name);
	return seconds;
}
