import assert from "node:assert/strict";
import { askDevice } from "../support/ask-device";
import { captures } from "../support/corpora";
import { Random } from "../support/random";
import { SimulatedDevice } from "../support/simulated-device";

const own = [
	">D\nr=\"1,1-0:1.7.0(@\"\n>B\ntper=20\n->sensor53 c1 55\n>M 2\n+1,3,o,16,115200,EON,1\n1,1-0:32.7.0(@1,Voltage,V,volts_l1,1\n%r%0.001,Power,W,Power,16\n1,=m 1+2 @1,S,,S,1\n1,=d 2 10 @1,D,,D,1\n+2,5,c,1,-20,Gas\n2,1-0:1.8.0*255(@1,Gas,m3,Count,0\n#\n",
	">D\n>B\n>M 2\n+1,3,m,0,9600,A,1(4),5,01040000,01040034\n1,010404ffffffff@i0:1,Voltage,V,Voltage,1\n+2,3,mE2,0,4800,B,1,5,02040000,r020400340002\n2,020404ffffffff@i1:1,Power,W,Power,1\n1,=so3,512\n1,=so6,100\n#\n",
	">D\nc=0\n>B\n>F\nc+=1\nswitch c\ncase 3\nsml(1 0 300)\nsml(1 1 \"2F3F210D0A\")\ncase 23\nsml(1 0 9600)\ncase 40\nc=0\nends\n>M 1\n+1,3,k,0,1200,K,5,10,3F1001003C,3F10010056\n1,3F10003Ckstr@i0:1000,Heat,MWh,Heat,3\n#\n",
	">D\n>B\n>M 2\n+1,[192.0.2.30],m,0,502,T,1,10,01040000\n1,010404ffffffff@i0:1,V,V,V,1\n+2,3,r,0,2400,E\n2,=so4,000102030405060708090A0B0C0D0E0F\n2,pm(1.8.0)@1000,In,kWh,In,3\n#\n",
	">D\n>B\n>S\nif upsecs==5\nthen\n=#wake\nendif\n>M 1\n+1,3,rE1,0,2400,HEAT,1\n1,0406uuUUuuUUs@1,Energy,kWh,Energy,0\n#wake\nsml(-1 1 \"2400:8N1\")\nfor c 1 72 1\nsml(1 1 \"55555555555555555555\")\nnext\ndelay(350)\nsml(-1 1 \"2400:8E1\")\nsml(1 1 \"105BFE5916\")\n#\n",
];
const published = (captures("tasmota-scripts", ".txt") ?? []).map(({ bytes }) => Buffer.from(bytes).toString());
const pieces = [
	"4294967296",
	"1e9",
	"@",
	",",
	"\n",
	"%r%",
	"\"",
	"\\",
	"é",
	"\0",
	"((",
	"=so2,ff",
	"sml(1 0 999999)",
	">M 9",
	"300:8E1",
	"+1,",
	"+2,4,",
];
const numbers = ["0", "99999999", "7", "255", "-5", "3.5"];

function damage(text: string, random: Random): string {
	const at = random.below(text.length);
	switch (random.below(4)) {
		case 0:
			return text.slice(0, at) + pieces[random.below(pieces.length)]! + text.slice(at);
		case 1:
			return text.slice(0, at) + text.slice(at + 1 + random.below(10));
		case 2: {
			const all = [...text.matchAll(/\d+/g)], one = all[random.below(all.length)];
			return one ? text.slice(0, one.index) + numbers[random.below(numbers.length)]! + text.slice(one.index + one[0].length) : text;
		}
		default: {
			const lines = text.split("\n"), one = random.below(lines.length), other = random.below(lines.length);
			[lines[one], lines[other]] = [lines[other]!, lines[one]!];
			return lines.join("\n");
		}
	}
}

/** Saves damaged scripts on a running device, one after the other: it never crashes, and those that are accepted run for some seconds. */
export async function fuzzScripts(seed: number, rounds: number): Promise<void> {
	const random = new Random(seed), sources = [...own, ...published];
	const device = await SimulatedDevice.open({
		p1: { meter: "sx631" },
		mbus: { modbus: ["sdm630", "sdm630-2"] },
		optical: { meter: "multical" },
		pulse1: { rate: 720, width: 60 },
	});
	let accepted = 0;
	try {
		await device.run(20);
		for (let round = 0; round < rounds; round++) {
			let text = sources[random.below(sources.length)]!;
			for (let count = random.below(5); count > 0; count--)
				text = damage(text, random);
			const { status, json } = await askDevice(device, "PUT", "/api/v1/script", { body: { text } });
			assert.equal(status, 200, text);
			if (!(json as { errors: unknown[]; }).errors.length) {
				accepted++;
				await device.run(6);
			}
			const { restarts, exceptions } = device.simulation.machine;
			assert.deepEqual({ restarts, exceptions }, { restarts: 0, exceptions: 0 }, text);
		}
		assert.ok(accepted > rounds / 4, `${accepted} of ${rounds} ran`);
	}
	finally {
		await device.close();
	}
}
