import assert from "node:assert/strict";
import { test } from "node:test";
import "../../support/xs-shims";
import type { Can, CanFrame, CanOptions } from "../../../drivers/can/can";
import { CanSource } from "../../../meters/script/can-source";
import { compileScript } from "../../../meters/script/compile-script";
import { ScriptRun } from "../../../meters/script/script-run";

function make(lines: string) {
	const script = compileScript(`>M 1\n${lines}\n#\n`), faults: string[] = [];
	assert.deepEqual(script.errors, []);
	const run = new ScriptRun(script, { ticks: () => 0, onFault: (_meter, error) => faults.push(error) });
	return { run, faults, script, ...run.channels[0]! };
}

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

const tcp = "+1,[192.0.2.30],m,0,502,A,1,10,01040000,r010400340001\n1,010404ffffffff@i0:1,,,U,2\n1,010402UUuu@i1:1,,,P,0";
test("Modbus TCP: requests have a head and no check", () => {
	const { requests } = make(tcp);
	assert.equal(Buffer.from(requests.next()!).toString("hex"), "000100000006010400340001");
	assert.equal(Buffer.from(requests.next()!).toString("hex"), "000200000006010400000002");
});

for (const size of [1, 2, 5, 100])
	test(`Modbus TCP in pieces of ${size}: late answers, refusals and other protocols give nothing`, () => {
		const { requests, reader, run, faults } = make(tcp);
		requests.next();
		requests.next();
		const feed = (text: string) => {
			const bytes = hex(text);
			for (let at = 0; at < bytes.length; at += size)
				reader.push(bytes.subarray(at, at + size));
			reader.idle();
		};
		feed("0001 0000 0005 01 04 02 0007");
		feed("0002 0000 0003 01 84 02");
		feed("0002 0000 0007 01 03 04 43662666");
		feed("0002 0001 0007 01 04 04 43662666");
		feed("0002 0000 0007 01 04 04 4366");
		assert.equal(run.sensor(), undefined);
		assert.equal(faults.length, 5, faults.join());
		feed("0002 0000 0007 01 04 04 43662666");
		assert.equal(run.sensor(), "\"A\":{\"U\":230.15}");
	});

test("a meter in the network that is no Modbus, and an address that is none", () => {
	assert.match(compileScript(">M 1\n+1,[meter],m,0,502,A\n").errors[0]!.message, /no IPv4 address/);
	const { reader, run } = make("+1,[192.0.2.30],k,0,502,A\n1,3F10@1,,,P,0");
	reader.push(hex("403f10"));
	assert.equal(run.sensor(), undefined);
});

test("old PZEM: the request's address and sum, the answer's sum", () => {
	const { requests, reader, run } = make("+1,3,p,0,9600,PZEM,1,10,B0,B1\n1,a0UUuu@i0:10,,V,U,1\n1,a1UUuuuu@1,,,X,0");
	assert.equal(Buffer.from(requests.next()!).toString("hex"), "b1c0a80101001b");
	assert.equal(Buffer.from(requests.next()!).toString("hex"), "b0c0a80101001a");
	reader.push(hex("00 a0 08fc 00 00 00 a5"));
	reader.idle();
	assert.equal(run.sensor(), undefined);
	reader.push(hex("77 a0 08fc 00 00 00"));
	reader.push(hex("a4"));
	assert.equal(run.sensor(), "\"PZEM\":{\"U\":230.0}");
});

class FakeCan implements Can {
	static last: FakeCan;
	readonly sent: CanFrame[] = [];
	readonly frames: CanFrame[] = [];
	readonly options: CanOptions;
	closed = false;

	constructor(options: CanOptions) {
		this.options = options;
		FakeCan.last = this;
	}

	read(): CanFrame | undefined {
		return this.frames.shift();
	}

	write(frame: CanFrame): void {
		this.sent.push(frame);
	}

	close(): void {
		this.closed = true;
	}
}

test("CAN: frames of a bus give values, requests become frames", () => {
	const { meter, reader, run, requests } = make(
		"+1,7,C,0,3204,CAN,6,10,908040FE080000000000000000\n1,=so8,00000000\n1,=so9,1081407f\n1,1081407f0801750000UUuuUUuu@1024,,V,U,1\n1,100124800501uuUU@10,,C,T,1",
	);
	const source = new CanSource("can", { io: FakeCan }, meter), can = FakeCan.last;
	assert.deepEqual({ baud: can.options.baud, filter: can.options.filter }, { baud: 250_000, filter: { mask: 0, code: 0x1081407F } });
	source.listen(bytes => reader.push(bytes));
	source.send(requests.next()!);
	assert.deepEqual(can.sent, [{ id: 0x108040FE, extended: true, data: new Uint8Array(8) }]);
	can.frames.push(
		{ id: 0x1081407F, extended: true, data: hex("0175 0000 0000cc00") },
		{ id: 0x10012480, extended: true, data: hex("01 d700 0000") },
		{ id: 0x123, extended: false, data: hex("") },
	);
	can.options.onReadable!.call(can, 3);
	assert.equal(run.sensor(), "\"CAN\":{\"U\":51.0,\"T\":21.5}");
	assert.equal(reader.counters.telegrams, 2);
	source.close();
	assert.ok(can.closed);
	assert.throws(() => new CanSource("can", { io: FakeCan }, { ...meter, parameter: 99 }), /last two digits/);
});

test("counters read as text lines in any slicing", () => {
	for (const size of [1, 3, 100]) {
		const { reader, run } = make("+1,5,c,1,-10,Gas\n1,1-0:1.8.0*255(@100,,m3,Count,2\n1,1-0:1.7.0*255(@1,,,Rate,1");
		const bytes = Buffer.from("1-0:1.8.0*255(123456)\n1-0:1.7.0*255(12.0000)\n");
		for (let at = 0; at < bytes.length; at += size)
			reader.push(bytes.subarray(at, at + size));
		assert.equal(run.sensor(), "\"Gas\":{\"Count\":1234.56,\"Rate\":12.0}");
	}
});
