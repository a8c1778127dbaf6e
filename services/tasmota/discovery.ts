import { CRC16 } from "crc";
import type { TimerHandle, Timers } from "../../drivers/timers";
import type { MqttSession } from "../mqtt/mqtt-session";
import type { Storage } from "../platform";
import { TextStore } from "../settings/text-store";
import { describeError } from "../text";
import type { Announcements, DiscoveredMeter, DiscoveryFacts } from "./discovery-facts";
import { homeAssistantDiscovery, topicOf } from "./home-assistant-discovery";
import { jsonShape } from "./json-shape";
import { MeterIds } from "./meter-ids";
import { meterTopic } from "./meter-topic";
import { updateDiscovery } from "./update-messages";
import { tasmotaDiscovery } from "./tasmota-discovery";

export interface DiscoveryOptions extends DiscoveryFacts {
	readonly timers: Timers;
	readonly session: Pick<MqttSession, "state" | "counters" | "publish">;
	readonly storage: Storage;
	onLog?(text: string): void;
}

const firstDelay = 10_000, laterDelay = 1_000;
/** Meters get new names when they are read the first time, or another one is plugged in. */
const checkTime = 30_000;
/** Home Assistant deletes what is not in the list: a meter that may still be read is waited for. */
const patience = 300_000;
/** One message after the other: a list for Home Assistant has a hundred of them. */
const pace = 100;
/** What is remembered of a message that was taken back or never sent. */
const gone = "";
/** For a storage that cannot be read. */
const nothing: Storage = Object.freeze({ read: () => undefined, write() {}, delete() {} });

/**
 * Tells Home Assistant what there is to read: retained messages, for its Tasmota integration or its MQTT integration. What was announced earlier
 * and is no more (another topic, a meter that was unplugged, the other kind of discovery) is taken back.
 */
export class Discovery {
	readonly #options: DiscoveryOptions;
	readonly #store: TextStore;
	/** Made when it is needed: with Home Assistant's own discovery. */
	#ids: MeterIds | undefined;
	readonly #start: number;
	/** Members of each meter with all names, as they were last seen. */
	readonly #seen = new Map<string, string>();
	/** Check sums of what the broker has from us in this connection: the texts themselves would fill a small chip's memory. */
	#sent = new Map<string, number>();
	readonly #checksum = new CRC16(0x1021, 0xFFFF);
	#queue: [string, string][] = [];
	/** What is announced when the queue is empty. */
	#final: readonly string[] = [];
	#introduced = false;
	#delayed: TimerHandle | undefined;
	#check: TimerHandle | undefined;
	#sending: TimerHandle | undefined;

	constructor(options: DiscoveryOptions) {
		this.#options = options;
		this.#store = new TextStore(options.storage, "announced");
		this.#start = options.timers.ticks;
	}

	/** The session is connected. */
	connected(): void {
		const { timers } = this.#options;
		this.#sent = new Map();
		timers.clear(this.#delayed);
		this.#delayed = timers.set(() => this.#announce(), this.#introduced ? laterDelay : firstDelay);
		this.#introduced = true;
		this.#check ??= timers.repeat(() => this.#announce(), checkTime);
	}

	/** The device's name or the kind of discovery was changed. */
	changed(): void {
		if (this.#introduced)
			this.#announce();
	}

	close(): void {
		for (const timer of [this.#delayed, this.#check, this.#sending])
			this.#options.timers.clear(timer);
	}

	#announce(): void {
		const { session } = this.#options;
		if (session.state !== "connected" || this.#queue.length)
			return;
		const wanted = this.#wanted();
		if (!wanted)
			return;
		const own = this.#availability();
		const before = this.#remembered();
		const awaited = before.filter(topic => !wanted.has(topic) && this.#isAwaited(topic));
		for (const topic of before) {
			if (!wanted.has(topic) && !own.includes(topic) && !awaited.includes(topic))
				this.#queue.push([topic, gone]);
		}
		wanted.forEach((text, topic) => {
			if (this.#sent.get(topic) !== this.#mark(text))
				this.#queue.push([topic, text]);
		});
		// What is to be taken back is remembered until that is done.
		this.#final = [...own, ...wanted.keys(), ...awaited];
		this.#remember([...new Set([...before, ...this.#final])]);
		this.#send();
	}

	/** Retained topics of the device and its meters that telemetry keeps. */
	#availability(): string[] {
		const { topics, meters, settings } = this.#options;
		return ["LWT", ...(settings.get("sensorRetain") ? ["SENSOR"] : []), ...meters.map(meterTopic)].map(last => topics.tele(last));
	}

	/** `undefined` while it is too early to tell. */
	#wanted(): Announcements | undefined {
		const { settings, timers } = this.#options;
		const kind = settings.get("discovery");
		if (kind === "off")
			return new Map();
		const isLate = timers.ticks - this.#start >= patience, ids = kind === "homeassistant" ? this.#knownIds() : undefined;
		const meters = this.#meters(ids);
		this.#saveIds();
		if (!isLate && meters.length < this.#options.meters.length)
			return undefined;
		const wanted = ids ? homeAssistantDiscovery(this.#options, meters) : tasmotaDiscovery(this.#options, meters);
		if (this.#options.update)
			wanted.set(...updateDiscovery(this.#options));
		return wanted;
	}

	#knownIds(): MeterIds {
		try {
			return this.#ids ??= new MeterIds(this.#options.storage);
		}
		catch (error) {
			this.#options.onLog?.(`discovery: ${describeError(error)}`);
			return this.#ids = new MeterIds(nothing);
		}
	}

	#saveIds(): void {
		try {
			this.#ids?.save(this.#options.meters);
		}
		catch (error) {
			this.#options.onLog?.(`discovery: ${describeError(error)}`);
		}
	}

	/** A meter that was not read since the start still has the entities that were announced earlier. */
	#isAwaited(topic: string): boolean {
		const ids = this.#ids, { settings, meters } = this.#options;
		if (!ids || settings.get("discovery") !== "homeassistant")
			return false;
		return meters.some(meter => {
			const id = this.#seen.has(meter.name) ? undefined : ids.of(meter);
			return id !== undefined && topic.startsWith(topicOf(this.#options, { id: id || meter.name }));
		});
	}

	/** Those of which the names are known. With `ids` only those whose number is known: an id of Home Assistant's has it in it, and may not change. */
	#meters(ids: MeterIds | undefined): DiscoveredMeter[] {
		const found: DiscoveredMeter[] = [];
		this.#seen.forEach((_members, name) => {
			if (!this.#options.meters.some(meter => meter.name === name))
				this.#seen.delete(name);
		});
		for (const meter of this.#options.meters) {
			const members = meter.names?.() ?? meter.sensor() ?? this.#seen.get(meter.name);
			if (members === undefined)
				continue;
			this.#seen.set(meter.name, members);
			const id = ids ? ids.of(meter) : "";
			if (id !== undefined)
				found.push({ meter, members, id });
		}
		return found;
	}

	#send(): void {
		const { session, timers } = this.#options;
		const next = this.#queue.shift();
		if (!next)
			return this.#remember(this.#final);
		if (session.state !== "connected") {
			this.#queue.length = 0;
			return;
		}
		const [topic, text] = next;
		if (!session.publish(topic, text, { retain: true })) {
			// It is tried again with the next look.
		}
		else if (text === gone)
			this.#sent.delete(topic);
		else
			this.#sent.set(topic, this.#mark(text));
		this.#sending = timers.set(() => this.#send(), pace);
	}

	/** Topics that were announced, and the availability of the device and its meters under the topic of that time. */
	#remembered(): string[] {
		try {
			return (this.#store.read() ?? "").split("\n").filter(topic => topic);
		}
		catch (error) {
			this.#options.onLog?.(`discovery: ${describeError(error)}`);
			return [];
		}
	}

	#remember(announced: readonly string[]): void {
		const text = announced.join("\n");
		try {
			if (text !== (this.#store.read() ?? ""))
				this.#store.write(text);
		}
		catch (error) {
			this.#options.onLog?.(`discovery: ${describeError(error)}`);
		}
	}

	#sum(bytes: ArrayBuffer): number {
		this.#checksum.reset();
		return this.#checksum.checksum(bytes);
	}

	/** Differs with the text; with a list of values only with their names, for values change all the time. */
	#mark(text: string): number {
		const shape = text.startsWith("{\"sn\"") ? jsonShape(text) : text;
		return text.length && shape.length * 65_536 + this.#sum(ArrayBuffer.fromString(shape));
	}
}
