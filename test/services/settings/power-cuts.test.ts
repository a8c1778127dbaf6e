import "../../support/xs-shims";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Settings } from "../../../services/settings/settings";
import { type Damage, damages, PowerCut, PowerCutStorage } from "../../support/power-cut-storage";
import { Random } from "../../support/random";

type Values = Readonly<Record<string, string>>;

/** Takes several entries of the storage. */
const meters = (count: number) =>
	JSON.stringify(
		Array.from({ length: count }, (_, at) => ({ address: `${10000000 + at}`, name: `Heat${at}`, key: "00112233445566778899AABBCCDDEEFF" })),
	);

function values(settings: Settings): Values {
	return { mqttHost: settings.get("mqttHost"), mqttPort: settings.text("mqttPort"), mbusMeters: settings.get("mbusMeters") };
}

/** Changes with the power cut at write `at`; returns whether it was cut, and what the next start reads. */
function changeWithCut(entries: Map<string, string>, to: Values, at: number, damage: Damage): { cut: boolean; storage: PowerCutStorage; } {
	const storage = new PowerCutStorage(entries, at, damage);
	try {
		assert.equal(new Settings({ storage }).change(to), undefined);
		return { cut: false, storage };
	}
	catch (error) {
		assert.ok(error instanceof PowerCut);
		return { cut: true, storage };
	}
}

const states: readonly Values[] = [
	{ mqttHost: "", mqttPort: "1883", mbusMeters: "" },
	{ mqttHost: "one", mqttPort: "8883", mbusMeters: meters(15) },
	{ mqttHost: "two", mqttPort: "1884", mbusMeters: meters(30) },
	{ mqttHost: "three", mqttPort: "1885", mbusMeters: meters(3) },
	{ mqttHost: "four", mqttPort: "1886", mbusMeters: "" },
];

for (const damage of damages) {
	test(`the power is cut at each write, which leaves it ${damage}: the old settings or the new, and the next change works`, () => {
		let cuts = 0;
		for (const from of states) {
			for (const to of states.filter(state => state !== from)) {
				const before = new PowerCutStorage();
				new Settings({ storage: before }).change(states[3]!);
				new Settings({ storage: before }).change(from);
				for (let at = 0;; at++) {
					const { cut, storage } = changeWithCut(before.entries, to, at, damage);
					const after = values(new Settings({ storage: new PowerCutStorage(storage.entries) }));
					assert.ok([from, to].some(state => equal(state, after)), `${at}: ${JSON.stringify(after)}`);
					const next = new PowerCutStorage(storage.entries);
					new Settings({ storage: next }).change(states[1]!);
					assert.deepEqual(values(new Settings({ storage: next })), states[1]);
					if (!cut) {
						assert.deepEqual(after, to);
						break;
					}
					cuts++;
				}
			}
		}
		assert.ok(cuts >= 32, `${cuts}`);
	});

	test(`the move from one entry for each setting, cut at each write, which leaves it ${damage}`, () => {
		const { mqttHost, mqttPort, mbusMeters } = states[2]!;
		const old = Object.entries({ mqttHost, mqttPort, mbusMeters }) as [string, string][];
		for (let at = 0;; at++) {
			const storage = new PowerCutStorage(old, at, damage);
			// What is thrown on the way is a warning: the device starts.
			assert.deepEqual(values(new Settings({ storage })), states[2]);
			const again = new PowerCutStorage(storage.entries);
			assert.deepEqual(values(new Settings({ storage: again })), states[2], `cut at ${at}`);
			assert.ok(!again.entries.has("mqttHost"));
			if (storage.writes <= at)
				break;
		}
	});
}

test("10,000 random power cuts", () => {
	const random = new Random(7);
	let entries = new Map<string, string>(), last: Values = states[0]!, cuts = 0, changed = 0;
	while (cuts < 10_000) {
		const to = states[random.below(states.length)]!;
		const { cut, storage } = changeWithCut(entries, to, random.below(12), damages[random.below(damages.length)]!);
		entries = storage.entries;
		if (cut)
			cuts++;
		else
			assert.ok(++changed);
		const after = values(new Settings({ storage: new PowerCutStorage(entries) }));
		assert.ok(equal(after, to) || cut && equal(after, last), `cut ${cuts}: ${JSON.stringify({ last, to, after })}`);
		last = after;
	}
	assert.ok(changed > 1000, `${changed}`);
});

function equal(a: Values, b: Values): boolean {
	return Object.keys(a).every(name => a[name] === b[name]);
}
