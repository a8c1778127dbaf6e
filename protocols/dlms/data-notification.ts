import { hex } from "../octets";
import type { MeterIdentity, MeterTime, Reading } from "../reading";
import { AxdrReader } from "./axdr-reader";
import { DlmsError } from "./dlms-error";
import { readHead } from "./notification-head";
import { NOTIFICATION } from "./notification-size";
import { ValueCollector } from "./value-collector";

export interface Notification {
	readonly time: MeterTime | undefined;
	readonly meter: MeterIdentity;
	readonly readings: readonly Reading[];
	readonly warnings: readonly string[];
}

/** Registers that name the meter, the best first: Kamstrup's GS1 number, device number, logical device name, serial number. */
const IDENTIFIERS: readonly string[] = Object.freeze(["1-1:0.0.5*255", "0-0:96.1.0*255", "0-0:42.0.0*255", "0-0:96.1.1*255"]);
/** Registers that name its model. */
const MODELS: readonly string[] = Object.freeze(["0-0:96.1.7*255", "1-1:96.1.1*255"]);
const DEVICE_NAME = "0-0:42.0.0*255";

/** Reads a data notification. Throws a `DlmsError` where it is none, or broken. */
export function readNotification(message: Uint8Array, listObjects?: boolean): Notification {
	if (message[0] !== NOTIFICATION)
		throw new DlmsError(
			`a message with tag ${hex(message[0] ?? 0)}, which is no data notification`,
		);
	const reader = new AxdrReader(message);
	const time = readHead(reader);
	const collector = new ValueCollector(listObjects);
	collector.read(reader);
	// A lost part would move every value to another place.
	if (reader.left > 0)
		throw new DlmsError(`${reader.left} octets behind the end of the data`);
	const { readings, listName } = collector;
	const warnings = readings.length ? [] : ["a list of values without codes that is not known"];
	return { time, meter: identify(readings, listName), readings, warnings };
}

function identify(readings: readonly Reading[], listName: string): MeterIdentity {
	const id = firstText(readings, IDENTIFIERS), model = firstText(readings, MODELS);
	// The logical device name begins with the maker's three letters (IEC 62056-6-2, "logical device name").
	const maker = firstText(readings, [DEVICE_NAME])?.slice(0, 3) ?? (listName.indexOf("_") === 3 ? listName.slice(0, 3) : "");
	return { ...(id && { id }), ...(isMaker(maker) && { manufacturer: maker }), ...(model && { model }) };
}

function firstText(readings: readonly Reading[], codes: readonly string[]): string | undefined {
	for (const code of codes) {
		const value = readings.find(({ id, index }) => id === code && index === undefined)?.value;
		if (typeof value === "string" && value !== "")
			return value;
	}
	return;
}

function isMaker(text: string): boolean {
	return text.length === 3 && [...text].every(letter => letter >= "A" && letter <= "Z");
}
