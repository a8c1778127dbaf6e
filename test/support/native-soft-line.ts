import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { LineFormat } from "../../simulator/wire/line-format";
import type { ProbeEdge } from "../../simulator/wire/probe";

const folder = fileURLToPath(new URL("../../drivers/soft-uart/esp32", import.meta.url));

/** One command a line: `f` format, `e` an edge, `l` nothing until then, `r` reads, `t` encodes a character. */
const program = `
#include <stdio.h>
#include "soft-line.h"
static uint8_t ring[65536];
static SoftReceiverRecord receiver;
int main(void)
{
	SoftFormatRecord format = {0};
	SoftPairRecord pairs[kSoftMostPairs];
	char command;
	long long time;
	unsigned a, b, c, d, e;
	receiver.ring = ring;
	while (scanf(" %c", &command) == 1) {
		switch (command) {
			case 's':
				if (scanf("%u", &a) == 1) receiver.size = a;
				break;
			case 'f':
				if (scanf("%u %u %u %u %u %lld", &a, &b, &c, &d, &e, &time) != 6) return 1;
				format = (SoftFormatRecord){ a, (uint8_t)b, (uint8_t)c, (uint8_t)d, (uint8_t)(e & 1) };
				softReceiverFormat(&receiver, &format, time, (uint8_t)(e >> 1));
				break;
			case 'e':
				if (scanf("%lld %u", &time, &a) != 2) return 1;
				softReceiverEdge(&receiver, time, (uint8_t)a);
				break;
			case 'l':
				if (scanf("%lld", &time) != 1) return 1;
				softReceiverRun(&receiver, time);
				break;
			case 'r': {
				uint8_t bytes[65536];
				uint32_t count = softReceiverRead(&receiver, bytes, sizeof(bytes));
				for (uint32_t i = 0; i < count; i++) printf("%02x", bytes[i]);
				for (int kind = 0; kind < kSoftFaultKinds; kind++) printf(" %u", receiver.faults[kind]);
				printf("\\n");
				break;
			}
			case 't':
				if (scanf("%u %u", &a, &b) != 2) return 1;
				c = softTransmitterEncode(&format, a, (uint8_t)b, pairs);
				for (d = 0; d < c; d++) printf("%u %u ", pairs[d].space, pairs[d].mark);
				printf("\\n");
				break;
		}
	}
	return 0;
}
`;

export interface SoftLineResult {
	readonly bytes: number[];
	readonly faults: { overrun: number; framing: number; parity: number; break: number; };
}

/** The software UART's bit engine, compiled for this machine. */
export class NativeSoftLine {
	readonly #place: string;

	private constructor(place: string) {
		this.#place = place;
	}

	/** `undefined` where there is no C compiler; fails instead where `CI` is set. */
	static compile(): NativeSoftLine | undefined {
		const place = mkdtempSync(path.join(tmpdir(), "soft-line-"));
		const source = path.join(place, "main.c");
		writeFileSync(source, program);
		const flags = ["-std=gnu17", "-Wall", "-Wextra", "-Werror", "-O1", "-fsanitize=undefined", "-fno-sanitize-recover", "-I", folder];
		const compiled = spawnSync("cc", [...flags, "-o", path.join(place, "main"), source], { encoding: "utf8" });
		if (compiled.error && process.env["CI"] !== "true") {
			rmSync(place, { recursive: true });
			return undefined;
		}
		assert.equal(compiled.status, 0, compiled.stderr);
		return new NativeSoftLine(place);
	}

	close(): void {
		rmSync(this.#place, { recursive: true });
	}

	/** What it makes of edges, whose times are in ms and become whole µs; `level` is the line's before them. */
	receive(format: LineFormat, edges: readonly ProbeEdge[], { end = 0, level = format.invert ? 0 : 1, size = 65536 } = {}): SoftLineResult {
		const { baud, data, parity, stop, invert } = format;
		const code = ["none", "even", "odd"].indexOf(parity);
		const last = Math.round((end || (edges.at(-1)?.time ?? 0) + 1000) * 1000);
		const lines = [
			`s ${size}`,
			`f ${baud} ${data} ${code} ${stop} ${(invert ? 0 : 1) | level << 1} 0`,
			...edges.map(edge => `e ${Math.round(edge.time * 1000)} ${edge.level}`),
			`l ${last}`,
			"r",
		];
		const [bytes = "", overrun, framing, parity_, broken] = this.#run(lines)[0]!.split(" ");
		return {
			bytes: [...Buffer.from(bytes, "hex")],
			faults: { overrun: Number(overrun), framing: Number(framing), parity: Number(parity_), break: Number(broken) },
		};
	}

	/** Ticks of space, mark, space, … of each byte. */
	encode(format: LineFormat, hertz: number, bytes: readonly number[]): number[][] {
		const { baud, data, parity, stop } = format;
		const code = ["none", "even", "odd"].indexOf(parity);
		const lines = [`f ${baud} ${data} ${code} ${stop} 3 0`, ...bytes.map(byte => `t ${hertz} ${byte}`)];
		return this.#run(lines).map(line => line.trim().split(" ").map(Number));
	}

	#run(lines: readonly string[]): string[] {
		const { stdout, stderr, status } = spawnSync(path.join(this.#place, "main"), {
			input: lines.join("\n"),
			encoding: "utf8",
			maxBuffer: 64e6,
		});
		assert.equal(status, 0, stderr);
		return stdout.trimEnd().split("\n");
	}
}
