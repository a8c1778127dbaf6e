import { freezeTable } from "../../protocols/freeze-table";
import { entityClass } from "../tasmota/home-assistant-units";
import { version } from "../version";
import { lastName } from "./live-meter";
import { readSensorValues } from "./sensor-values";
import type { WebContext } from "./web-context";

interface Metric {
	readonly name: string;
	readonly type: "gauge" | "counter";
	readonly help: string;
	samples(context: WebContext): Generator<string, void>;
}

type Labels = Readonly<Record<string, string>>;

function sample(labels: Labels, value: number | string): string {
	const text = Object.keys(labels).map(name => `${name}="${escape(labels[name]!)}"`).join(",");
	return `${text && `{${text}}`} ${value}\n`;
}

/** Backslash, quote and line end (Prometheus, "Exposition formats"). */
function escape(text: string): string {
	return text.split("\\").join("\\\\").split("\"").join("\\\"").split("\n").join("\\n");
}

function* valueSamples({ meters }: WebContext): Generator<string, void> {
	for (const meter of meters.list) {
		const sensor = meter.sensor();
		for (const { group, name, value, isNumber } of sensor ? readSensorValues(sensor) : []) {
			if (!isNumber)
				continue;
			const own = lastName(name), unit = entityClass(group, own, meter.unitOf?.(own))?.unit ?? "";
			yield sample({ meter: meter.name, group, name, unit }, value);
		}
	}
}

function* portSamples({ ports }: WebContext, read: (port: string) => number): Generator<string, void> {
	for (const port of ports.names)
		yield sample({ port }, read(port));
}

function* one(value: number | undefined, labels: Labels = {}): Generator<string, void> {
	if (value !== undefined)
		yield sample(labels, value);
}

/** A metric is a row here. Names: Prometheus, "Metric and label naming". */
const metrics: readonly Metric[] = freezeTable<Metric[]>([
	{ name: "meterwire_value", type: "gauge", help: "What the meters say.", samples: valueSamples },
	{
		name: "meterwire_meter_up",
		type: "gauge",
		help: "1 while the meter is read.",
		*samples({ meters }) {
			for (const { name, status, state } of meters.list)
				yield sample({ meter: name, port: status.port }, state === "ok" ? 1 : 0);
		},
	},
	{
		name: "meterwire_meter_age_seconds",
		type: "gauge",
		help: "Time since the last good telegram.",
		*samples({ meters }) {
			for (const { name, status: { age } } of meters.list)
				if (age !== undefined)
					yield sample({ meter: name }, age / 1000);
		},
	},
	{
		name: "meterwire_port_bytes_total",
		type: "counter",
		help: "Bytes that came in.",
		samples: context => portSamples(context, port => context.ports.countersOf(port).bytes),
	},
	{
		name: "meterwire_port_telegrams_total",
		type: "counter",
		help: "Good telegrams.",
		samples: context => portSamples(context, port => context.ports.countersOf(port).telegrams),
	},
	{
		name: "meterwire_port_check_errors_total",
		type: "counter",
		help: "Telegrams whose check failed.",
		samples: context => portSamples(context, port => context.ports.countersOf(port).checkErrors),
	},
	{
		name: "meterwire_port_format_errors_total",
		type: "counter",
		help: "Telegrams that were refused for their shape.",
		samples: context => portSamples(context, port => context.ports.countersOf(port).formatErrors),
	},
	{
		name: "meterwire_port_faults_total",
		type: "counter",
		help: "Faults of the line.",
		*samples({ ports }) {
			for (const port of ports.names) {
				const { overrun, framing, parity, break: breaks } = ports.faultsOf(port);
				yield sample({ port, kind: "overrun" }, overrun);
				yield sample({ port, kind: "framing" }, framing);
				yield sample({ port, kind: "parity" }, parity);
				yield sample({ port, kind: "break" }, breaks);
			}
		},
	},
	{
		name: "meterwire_mqtt_connected",
		type: "gauge",
		help: "1 while the broker is connected.",
		samples: ({ mqtt }) => one(mqtt.state === "connected" ? 1 : 0),
	},
	{
		name: "meterwire_mqtt_publishes_total",
		type: "counter",
		help: "Messages published.",
		samples: ({ mqtt }) => one(mqtt.counters.publishes),
	},
	{
		name: "meterwire_influx_lines_total",
		type: "counter",
		help: "Lines that an InfluxDB took over HTTP.",
		samples: ({ influx }) => one(influx.status.sent),
	},
	{
		name: "meterwire_influx_dropped_total",
		type: "counter",
		help: "Lines for it that were dropped.",
		samples: ({ influx }) => one(influx.status.dropped),
	},
	{
		name: "meterwire_web_requests_total",
		type: "counter",
		help: "Requests to the web server.",
		samples: ({ server }) => one(server.counters.requests),
	},
	{
		name: "meterwire_web_refused_total",
		type: "counter",
		help: "Connections that were turned away or ended badly.",
		samples: ({ server }) => one(server.counters.refused + server.counters.broken),
	},
	{
		name: "meterwire_wifi_rssi_dbm",
		type: "gauge",
		help: "Strength of the Wi-Fi.",
		samples: ({ network }) => one(network.status.RSSI),
	},
	{
		name: "meterwire_free_memory_bytes",
		type: "gauge",
		help: "Free memory of the system.",
		samples: ({ platform }) => one(platform.freeMemory()),
	},
	{
		name: "meterwire_free_heap_bytes",
		type: "gauge",
		help: "What is left of the memory for JavaScript.",
		samples: ({ server }) => one(server.memory.free),
	},
	{
		name: "meterwire_web_short_of_memory_total",
		type: "counter",
		help: "Connections, requests and event streams that were refused for want of memory.",
		samples: ({ server }) => one(server.memory.refused),
	},
	{ name: "meterwire_uptime_seconds", type: "gauge", help: "Time since the start.", samples: ({ clock }) => one(Math.floor(clock.uptime)) },
	{ name: "meterwire_boots_total", type: "counter", help: "Starts of the device.", samples: ({ bootCount }) => one(bootCount) },
	{
		name: "meterwire_build_info",
		type: "gauge",
		help: "Version and board.",
		samples: ({ platform: { device } }) => one(1, { version, board: device.board, chip: device.chip }),
	},
]);

/** All metrics in Prometheus' text format, version 0.0.4, piece by piece. One without a sample is left out. */
export function* metricsTexts(context: WebContext): Generator<string, void> {
	for (const { name, type, help, samples } of metrics) {
		let isFirst = true;
		for (const text of samples(context)) {
			yield `${isFirst ? `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n` : ""}${name}${text}`;
			isFirst = false;
		}
	}
}
