import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { LinkedFile } from "../../tools/sdk/link/linked-file";
import { readLinkedNames } from "../../tools/sdk/link/linked-names";
import { shrinkLinked } from "../../tools/sdk/link/shrink-linked";
import { instructions, numberOf } from "./linked-samples";

/** `next` and references are places in the list. */
interface Row {
	readonly next?: number;
	readonly id?: string;
	readonly flag?: string;
	readonly kind: string;
	readonly value: string;
}

const names = ["engine", "asked", "local", "native", "main"], keyPlaces = names.map((_, index) => index + 1);
const distances = { asked: 1, engine: 2 } as Record<string, number>;

function text(
	rows: readonly Row[],
	{ gone = [] as readonly string[], main = [numberOf("BEGIN_STRICT"), 0, numberOf("END")] as readonly number[] } = {},
): string {
	const keys = names.map((name, index): Row => ({
		...(index + 1 < names.length && { next: index + 2 }),
		id: String(index + 1),
		flag: "0x87",
		kind: "KEY_X",
		value: `.key = { "${name}", 0x1${index} }`,
	}));
	const all: Row[] = [
		{ flag: "XS_NO_FLAG", kind: "REFERENCE", value: `.reference = @${keys.length + rows.length + 2}` },
		...keys,
		...rows,
		{ flag: "XS_NO_FLAG", kind: "REFERENCE", value: ".reference = NULL" },
	];
	const lines = all.map(({ next, id = "XS_NO_ID", flag = "0x8e", kind, value }, place) => {
		const follows = next === undefined ? "NULL" : `(txSlot*)&gxHeap[${next}]`;
		const inner = value.replace(/@(\d+)/g, "(txSlot*)&gxHeap[$1]");
		return `/* ${place} */\t{ ${follows}, {.ID = ${id}, .flag = ${flag}, .kind = XS_${kind}_KIND}, .value = { ${inner} } }`;
	});
	const table = (name: string, entries: readonly string[]) =>
		`static const txSlot* const ${name}[n] ICACHE_FLASH1_ATTR = {\n${entries.map(entry => `\t${entry}`).join(",\n")}\n};\n\n`;
	return `#define mxHeapCount ${all.length}
static const xsHostBuilder gxBuilders[1] = {
	{ fx_isNaN, 1, xsID_engine },
};
static const txU1 gxCode1[${main.length}] = {
	${main.map(byte => `0x${byte.toString(16).padStart(2, "0")}, `).join("")}
};
static const txSlot gxHeap[mxHeapCount] = {
${lines.join(",\n")}};

static const txSlot gxStack[mxStackCount] = {
	{ NULL, {.ID = XS_NO_ID, .flag = 0x0, .kind = XS_REFERENCE_KIND}, .value = { .reference = (txSlot*)&gxHeap[${keys.length + 1}] } },
};

${table("gxColors", ["0", ...names.map(name => String(distances[name] ?? 0))]).replace("txSlot* const", "txID")}${
		table("gxKeys", ["NULL", ...keyPlaces.map(place => gone.includes(names[place - 1]!) ? "NULL" : `(txSlot*)&gxHeap[${place}]`)])
	}${table("gxNames", ["(txSlot*)&gxHeap[1]", "NULL"])}`;
}

const hex = (...bytes: readonly (number | undefined)[]) => bytes.map(byte => `\\x${byte!.toString(16).padStart(2, "0")}`).join("");
const [begin, end, newLocal, closure, getProperty, makeFunction] = [
	"BEGIN_STRICT",
	"END",
	"NEW_LOCAL",
	"NEW_CLOSURE",
	"GET_PROPERTY",
	"FUNCTION",
].map(
	numberOf,
) as [number, number, number, number, number, number];
const first = names.length + 1, kept = { lastOfEngine: "engine", engine: new Set<string>(), native: new Set(["native"]) };

/** A function with what it holds on to: an instance, its code, and an environment with these variables. */
function functionAt(place: number, code: string, id: string, variables: readonly number[]): Row[] {
	const environment = place + 2;
	return [
		{ next: place + 1, kind: "INSTANCE", value: ".instance = { NULL, NULL }" },
		{ id, flag: "0x8b", kind: "CODE_X", value: `.code = { (txByte*)"${code}", ${variables.length ? `@${environment}` : "NULL"} }` },
		...(variables.length
			? [
				{ next: environment + 1, kind: "INSTANCE", value: ".instance = { NULL, NULL }" },
				{ next: environment + 2, id: "0", flag: "0x83", kind: "UNDEFINED", value: ".number = 0" },
				...variables.map((variable, index): Row => ({
					...(index + 1 < variables.length && { next: environment + 3 + index }),
					id: index ? "xsID_asked" : "xsID_local",
					kind: "CLOSURE",
					value: `.closure = @${variable}`,
				})),
			]
			: []),
	];
}

/** What stands behind each other from a slot on. */
function kinds(file: LinkedFile, slot: LinkedFile["slots"][number] | string | undefined): string {
	const said: string[] = [];
	for (let each = slot; typeof each === "object"; each = each.next)
		said.push(`${each.kind} ${each.id}`);
	return said.join(", ");
}

describe("what the linker wrote, made smaller", () => {
	it("stays as it is when nothing is taken out", () => {
		const source = text([{ kind: "REFERENCE", value: ".reference = NULL" }]), file = new LinkedFile(source);
		const written = new LinkedFile(file.toString());
		assert.deepEqual(written.slots.map(({ id, flag, kind }) => [id, flag, kind]), file.slots.map(({ id, flag, kind }) => [id, flag, kind]));
		assert.deepEqual(written.slots.map(slot => kinds(written, slot)), file.slots.map(slot => kinds(file, slot)));
		file.remove(new Set());
		assert.deepEqual(
			new Set(new LinkedFile(file.toString()).slots.map(({ kind }) => kind)),
			new Set([...file.slots.map(({ kind }) => kind)]),
		);
	});

	it("puts texts and code into tables without gaps, where texts share their ends", () => {
		const value = (kind: string, said: string): Row => ({ kind, value: said });
		const code = `\\x0${begin}\\x00\\x0${end.toString(16)}`.replaceAll("\\\\", "\\");
		const rows = [
			value("STRING_X", ".string = \"kWh\""),
			value("STRING_X", ".string = \"\\xc2\"\"\\xb0\"\"C \\\"\\\\\""),
			value("STRING_X", ".string = \"Total kWh\""),
			value("CODE_X", `.code = { (txByte*)"${code}", NULL }`),
			value("CODE_X", `.code = { (txByte*)"${code}", @${first} }`),
		];
		const written = new LinkedFile(text(rows)).toString();
		const table = (name: string) =>
			Buffer.from(new RegExp(`txU1 ${name}\\[\\d+\\] =\\n((?:\\t".*"\\n)+);`).exec(written)![1]!.replace(/[^0-9a-f]/g, ""), "hex").toString(
				"latin1",
			);
		const texts = table("gxTexts"), at = (place: string) => texts.slice(Number(place), texts.indexOf("\0", Number(place)));
		assert.deepEqual([...written.matchAll(/\.string = \(txString\)\(gxTexts \+ (\d+)\)/g)].map(([, place]) => at(place!)), [
			"kWh",
			"\xc2\xb0C \"\\",
			"Total kWh",
		]);
		assert.deepEqual([...written.matchAll(/\.key = \{ \(txString\)\(gxTexts \+ (\d+)\), 0x1\d \}/g)].map(([, place]) => at(place!)), names);
		assert.equal(texts.split("\0").filter(each => each === "kWh").length, 0);
		assert.equal([...written.matchAll(/\.code = \{ \(txByte\*\)\(gxByteCode \+ 0\), /g)].length, 2);
		assert.equal(table("gxByteCode"), String.fromCharCode(begin, 0, end));
	});

	it("shares environments, and their ends", () => {
		const rows: Row[] = [{ kind: "INTEGER", value: ".integer = 1" }, { kind: "INTEGER", value: ".integer = 2" }], code = hex(begin, 0, end);
		for (const variables of [[first, first + 1], [first, first + 1], [first + 1, first + 1], [first]])
			rows.push(...functionAt(first + rows.length, code, "XS_NO_ID", variables));
		const { file, slots } = shrinkLinked(text(rows), instructions, kept);
		const codes = file.slots.filter(({ kind }) => kind === "CODE_X").map(({ value }) => value[1]) as LinkedFile["slots"][number][];
		assert.deepEqual(codes.map(slot => kinds(file, slot)), [
			...Array.from({ length: 3 }, () => "INSTANCE XS_NO_ID, UNDEFINED XS_NO_ID, CLOSURE XS_NO_ID, CLOSURE XS_NO_ID"),
			"INSTANCE XS_NO_ID, UNDEFINED XS_NO_ID, CLOSURE XS_NO_ID",
		]);
		assert.equal(codes[0], codes[1]);
		assert.notEqual(codes[0], codes[2]);
		// One environment of four slots, and the last variable of another; and the names that nothing asks for.
		assert.equal(slots.before - slots.after, 4 + 1 + 3);
		const marks = ["INTEGER", "KEY_X", "INSTANCE", "CODE_X", "CLOSURE", "UNDEFINED", "REFERENCE"];
		assert.deepEqual([...new Set(file.slots.map(({ kind }) => kind))].filter(kind => !marks.includes(kind)), []);
	});

	it("takes names out that only functions and variables are called by, and no other", () => {
		const code = hex(begin, 0, newLocal, 3, 0, closure, 3, 0, makeFunction, 5, 0, end);
		const { file } = shrinkLinked(text(functionAt(first, code, "xsID_local", [])), instructions, kept);
		assert.deepEqual([...file.keys.values()], ["engine", "native"]);
		const slot = file.slots.find(({ kind }) => kind === "CODE_X")!;
		assert.ok(String(slot.value[0]).includes(hex(begin, 0, numberOf("NEW_TEMPORARY"), closure, 0, 0, makeFunction, 0, 0, end)));
		assert.equal(slot.id, "XS_NO_ID");
		assert.deepEqual(file.slots.filter(({ kind }) => kind === "KEY_X").map(slot => kinds(file, slot)), ["KEY_X 1, KEY_X 4", "KEY_X 4"]);
		for (
			const [what, options] of [["asked for in code", {}], ["asked for by a module that is not preloaded", {
				main: [begin, 0, getProperty, 3, 0, end],
			}]] as const
		) {
			const asks = hex(begin, 0, getProperty, "main" in options ? 2 : 3, 0, end);
			const { keys } = shrinkLinked(text(functionAt(first, asks, "xsID_local", []), options), instructions, kept).file;
			assert.ok([...keys.values()].includes("local"), what);
		}
		const property = [{ next: first + 1, kind: "INSTANCE", value: ".instance = { NULL, NULL }" }, {
			id: "xsID_asked",
			kind: "INTEGER",
			value: ".integer = 7",
		}];
		assert.ok([...shrinkLinked(text(property), instructions, kept).file.keys.values()].includes("asked"));
	});

	it("keeps properties at their distance, and fills the places between", () => {
		const code = hex(begin, 0, end), rows: Row[] = [];
		// A function whose environment's slots will be shared, an object behind it, and slots that may lie anywhere.
		rows.push(...functionAt(first, code, "XS_NO_ID", [first + 12]), ...functionAt(first + 5, code, "XS_NO_ID", [first + 12]));
		rows.push({ next: first + 11, kind: "INSTANCE", value: ".instance = { NULL, NULL }" }, {
			id: "xsID_asked",
			kind: "INTEGER",
			value: ".integer = 7",
		});
		rows.push(...Array.from({ length: 6 }, (): Row => ({ kind: "INTEGER", value: ".integer = 9" })));
		const file = shrinkLinked(text(rows), instructions, kept).file;
		const place = file.slots.findIndex(({ id }) => id === "xsID_asked");
		assert.equal(file.slots[place - 1]!.kind, "INSTANCE");
		assert.equal(file.slots[place - 1]!.next, file.slots[place]);
		assert.equal(file.slots.filter(({ kind }) => kind === "INTEGER").length, 7);
	});

	it("keeps the elements of an array behind one another", () => {
		const rows: Row[] = [
			{ next: first + 1, kind: "INSTANCE", value: ".instance = { NULL, NULL }" },
			{ id: "0", flag: "0x83", kind: "ARRAY", value: `.array = { @${first + 3}, 2 }` },
			{ flag: "0x80", kind: "INTEGER", value: ".integer = 2 * sizeof(txSlot)" },
			{ kind: "INTEGER", value: ".integer = 1" },
			{ kind: "INTEGER", value: ".integer = 2" },
		];
		const file = shrinkLinked(text(rows), instructions, kept).file;
		const element = file.slots.find(({ kind }) => kind === "ARRAY")!.value[1] as LinkedFile["slots"][number],
			place = file.slots.indexOf(element);
		assert.deepEqual(file.slots.slice(place - 1, place + 2).map(({ value }) => value[0]), [
			".integer = 2 * sizeof(txSlot)",
			".integer = 1",
			".integer = 2",
		]);
	});

	it("refuses a file that is not the linker's", () => {
		assert.throws(() => new LinkedFile("int main;"), /no table gxHeap/);
		assert.throws(() => new LinkedFile(text([]).replace(".kind = XS_KEY_X_KIND", "kind")), /is no slot/);
		assert.throws(() => new LinkedFile(text([]).replace("gxKeys", "keys")), /no table gxKeys/);
		assert.throws(() => shrinkLinked(text([]), instructions, { ...kept, lastOfEngine: "rawJSON" }), /no name rawJSON/);
	});

	it("takes functions of the engine out of which no code is left, with their names and builders", () => {
		const rows: Row[] = [
			{ next: first + 1, kind: "INSTANCE", value: ".instance = { NULL, NULL }" },
			{ next: first + 2, id: "xsID_engine", kind: "HOST_FUNCTION", value: ".hostFunction = { &gxBuilders[0], 7 }" },
			{ next: first + 3, id: "xsID_native", kind: "HOST_FUNCTION", value: ".hostFunction = { &gxBuilders[1], 8 }" },
			{ id: "0", flag: "0x83", kind: "HOST_FUNCTION", value: ".hostFunction = { &gxBuilders[2], 9 }" },
		];
		const builders =
			"gxBuilders[3] = {\n\t{ fxDeadStrip, 1, xsID_engine },\n\t{ fx_isNaN, 1, xsID_native },\n\t{ fxDeadStrip, 1, xsID_main },\n}";
		const source = text(rows).replace(/gxBuilders\[1\] = \{[^;]*\}/, builders);
		for (const [engine, left] of [[[], ["native", "main"]], [["engine"], ["engine", "native", "main"]]] as const) {
			const { file } = shrinkLinked(source, instructions, { ...kept, engine: new Set(engine) });
			assert.deepEqual([...file.keys.values()], left);
			const object = file.slots.find(({ kind }) => kind === "INSTANCE");
			assert.equal(kinds(file, object), "INSTANCE XS_NO_ID, HOST_FUNCTION xsID_native, HOST_FUNCTION XS_NO_ID");
			assert.match(file.head, /gxBuilders\[2\] = \{\n\t\{ fx_isNaN, 1, xsID_native \},\n\t\{ fxDeadStrip, 1, xsID_main \},\n\};/);
			const values = file.slots.filter(({ kind }) => kind === "HOST_FUNCTION").map(({ value }) => value[0]).sort();
			assert.deepEqual(values, [".hostFunction = { &gxBuilders[0], 8 }", ".hostFunction = { &gxBuilders[1], 9 }"]);
		}
	});

	it("reads the names of the engine, those that its code asks for, and those of native code", () => {
		const folder = mkdtempSync(path.join(tmpdir(), "meterwire-names-")), file = (name: string) => path.join(folder, name);
		try {
			assert.throws(() => readLinkedNames(folder, []), /xsCommon\.c/);
			writeFileSync(file("xsCommon.c"), "");
			assert.throws(() => readLinkedNames(folder, []), /no table of names/);
			writeFileSync(
				file("xsCommon.c"),
				"const txString gxIDStrings[XS_ID_COUNT] = {\n\t\"@\",\n\t\"a\\\"};\",\n#if 1\n\t\"last\",\n#endif\n};\n",
			);
			writeFileSync(
				file("xsArray.c"),
				"\tslot = fxNextHostFunctionProperty(the, slot, fx_at, 1, mxID(_at), 4);\n\tmxGetID(mxID(_length));\n",
			);
			writeFileSync(file("uart.c.xsi"), "\0SYMB\0onReadable\0");
			const names = readLinkedNames(folder, ["-b", file("uart.c.xsi"), file("main.xsb")]);
			assert.equal(names.lastOfEngine, "last");
			assert.deepEqual([...names.engine], ["length"]);
			assert.ok(names.native.has("onReadable"));
		}
		finally {
			rmSync(folder, { recursive: true });
		}
	});
});
