import { formatMbusAddress } from "../../meters/mbus-address";
import type { MbusEntry } from "../../meters/mbus-entry";
import type { MbusService } from "../mbus/mbus-service";

/** The answer to `GET /api/v1/mbus`, piece by piece. */
export function* mbusTexts(mbus: MbusService): Generator<string, void> {
	yield `{"scan":${JSON.stringify(mbus.scanStatus)},"meters":[`;
	const { entries } = mbus;
	for (let index = 0; index < entries.length; index++)
		yield `${index ? "," : ""}${JSON.stringify(describeMeter(mbus, entries[index]!))}`;
	yield "]}";
}

function describeMeter(mbus: MbusService, entry: MbusEntry): object {
	const meter = mbus.meters.find(({ name }) => name === entry.name);
	const { id, manufacturer, medium, version } = meter?.identity ?? {};
	const age = meter?.status.age;
	return {
		address: formatMbusAddress(entry),
		name: entry.name,
		configured: mbus.isConfigured(entry),
		present: meter?.state === "ok",
		...(id !== undefined && { id }),
		...(manufacturer !== undefined && { manufacturer }),
		...(medium !== undefined && { medium }),
		...(version !== undefined && { version }),
		...(meter ? { baud: meter.line.baud, interval: mbus.interval(meter) } : entry.baud !== undefined && { baud: entry.baud }),
		keySet: entry.key !== undefined,
		state: meter?.state ?? "waiting",
		age: age === undefined ? null : Math.round(age / 1000),
		...(meter?.status.note && { note: meter.status.note }),
		...(meter?.status.lastError && { lastError: meter.status.lastError }),
	};
}
