import { unread } from "../../meters/script/create-reader";
import type { Script } from "../../meters/script/script-description";
import { ScriptRun } from "../../meters/script/script-run";
import { composeSensor } from "../../services/tasmota/sensor-message";
import { decryptGcm } from "../decode/decrypt-gcm";

export interface Feed {
	readonly meter: number;
	readonly bytes: Uint8Array;
}

/** Between two captures: longer than any pause inside a telegram. */
const gap = 1500;
/** Bits of a character on the line. */
const characterBits = 10;
const usualBaud = 9600;

/** What a script makes of captured bytes: the SENSOR message (empty when there is nothing to publish) and the rows of the web page. */
export function play(
	script: Script,
	feeds: readonly Feed[],
	time: string,
	onFault: (text: string) => void,
): { sensor: string; rows: string; } {
	let now = 0;
	const run = new ScriptRun(script, {
		ticks: () => now,
		decrypt: decryptGcm,
		onFault: ({ number }, error) => onFault(`meter ${number}: ${error}`),
	});
	for (const { meter, bytes } of feeds) {
		const { reader, requests, meter: { parameter, telegrams, type } } = run.channel(meter)!;
		const byteTime = characterBits * 1000 / (parameter > 0 ? parameter : usualBaud);
		const asked = telegrams.length > 0 && "mMk".includes(type);
		let seen = frames(reader.counters) - 1;
		for (const byte of bytes) {
			// One answer, one request: each is asked for when the one before it has come.
			if (asked && frames(reader.counters) > seen) {
				requests.next();
				seen = frames(reader.counters);
			}
			now += byteTime;
			reader.push(Uint8Array.of(byte));
		}
		now += gap;
		reader.idle();
	}
	const members = run.sensor();
	return { sensor: members === undefined ? "" : composeSensor(time, [members]), rows: run.values.rows() };
}

/** Why a capture cannot be fed to this meter; `undefined` when it can. */
export function feedFault(script: Script, number: number): string | undefined {
	const meter = script.meters.find(each => each.number === number);
	if (!meter)
		return `there is no meter ${number}`;
	return unread(meter) ?? (meter.type === "c" ? `meter ${number} counts pulses, it has no bytes` : undefined);
}

function frames({ telegrams, checkErrors }: { telegrams: number; checkErrors: number; }): number {
	return telegrams + checkErrors;
}
