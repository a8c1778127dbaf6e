import type { Announcements, DiscoveredMeter, DiscoveryFacts } from "./discovery-facts";
import { meterTopic } from "./meter-topic";
import { entityClass } from "./home-assistant-units";

/** So many periods may a value be old. */
const periods = 3;
/** Identifiers and serial numbers, no values: an entity of their own would say nothing. */
const skipped: readonly string[] = Object.freeze(["Time", "Meter"]);

interface Value {
	/** Keys from the SENSOR object on. */
	readonly path: readonly (string | number)[];
	readonly isNumber: boolean;
}

/** `homeassistant/sensor/<MAC>/<object>/config` for each value (Home Assistant, "MQTT": discovery messages). */
export function homeAssistantDiscovery(facts: DiscoveryFacts, meters: readonly DiscoveredMeter[]): Announcements {
	const announcements: Announcements = new Map();
	for (const discovered of meters) {
		const values: Value[] = [];
		collect(JSON.parse(`{${discovered.members}}`), [], values);
		for (const value of values) {
			const object = plain(value.path.join("_"));
			announcements.set(`${topicOf(facts, discovered)}${object}/config`, JSON.stringify(entity(facts, discovered, value, object)));
		}
	}
	return announcements;
}

/**
 * How the topics of a meter's entities begin. With its number in them, the entities of a meter that takes another one's place have other topics: those
 * of the old one are taken back.
 */
export function topicOf({ device }: Pick<DiscoveryFacts, "device">, { id }: { readonly id: string; }): string {
	return `homeassistant/sensor/${device.mac}/${id && `${plain(id)}_`}`;
}

function entity(
	{ settings, topics, device, version }: DiscoveryFacts,
	{ meter, id }: DiscoveredMeter,
	{ path, isNumber }: Value,
	object: string,
): object {
	const [group, ...rest] = path, names = rest.filter(key => typeof key === "string"), name = names[names.length - 1] ?? "";
	const shown = isNumber ? entityClass(String(group), String(name), meter.unitOf?.(String(name))) : undefined;
	const { manufacturer, model } = meter.identity;
	const period = settings.get("telePeriod");
	// The meter's own number stays the same when it moves to another reader's port.
	const device_id = `${device.mac}_${id || meter.name}`;
	const label = settings.get("deviceName") || topics.topic;
	return {
		name: (group === meter.name ? rest : path).map(key => typeof key === "number" ? key + 1 : key).join(" "),
		unique_id: `${device.mac}_${id ? `${id}_` : ""}${object}`,
		state_topic: topics.tele("SENSOR"),
		value_template: template(path, isNumber),
		...(shown && { unit_of_measurement: shown.unit, device_class: shown.deviceClass, state_class: shown.stateClass }),
		...(isNumber && !shown && { state_class: "measurement" }),
		...(period && { expire_after: period * periods }),
		availability_mode: "all",
		availability: [topics.tele("LWT"), topics.tele(meterTopic(meter))].map(topic => ({
			topic,
			payload_available: "Online",
			payload_not_available: "Offline",
		})),
		device: {
			identifiers: [device_id],
			name: `${label} ${meter.name}`,
			...(id && { serial_number: id }),
			...(manufacturer && { manufacturer }),
			...(model && { model }),
			sw_version: version,
		},
	};
}

/** Single values are published, too: a message without this one leaves it as it is. For numbers Home Assistant passes over an empty text. */
function template(path: readonly (string | number)[], isNumber: boolean): string {
	let value = "value_json";
	const tests: string[] = [];
	for (const key of path) {
		tests.push(typeof key === "string" ? `${JSON.stringify(key)} in ${value}` : `${value}|length > ${key}`);
		value += `[${JSON.stringify(key)}]`;
	}
	return `{{ ${value} if ${tests.join(" and ")} else ${isNumber ? "''" : "this.state"} }}`;
}

function collect(value: unknown, path: readonly (string | number)[], values: Value[]): void {
	if (typeof value !== "object" || value === null) {
		values.push({ path, isNumber: typeof value === "number" });
		return;
	}
	if (Array.isArray(value))
		value.forEach((element, index) => collect(element, [...path, index], values));
	else
		for (const [key, member] of Object.entries(value)) {
			if (!skipped.includes(key))
				collect(member, [...path, key], values);
		}
}

/** With nothing in it that a topic's last levels may not have. */
function plain(text: string): string {
	return text.split("").map(character => isPlain(character) ? character : "_").join("");
}

function isPlain(character: string): boolean {
	return character >= "a" && character <= "z" || character >= "A" && character <= "Z" || character >= "0" && character <= "9"
		|| character === "-";
}
