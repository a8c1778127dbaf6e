import { BytePool } from "./byte-pool";

/** A text in which slots are named: `["…", slot, "…"]`. */
type Pieces = readonly (string | Slot)[];

/** One slot of the preloaded heap, 16 bytes in flash. */
export interface Slot {
	/** The property or the name that comes next; of an array's element its index, as the linker writes it. */
	next: Slot | string | undefined;
	/** `XS_NO_ID`, `xsID_name`, or a number with or without a comment. */
	id: string;
	/** Two hexadecimal digits, or a name. */
	readonly flag: string;
	/** Without `XS_` and `_KIND`. */
	readonly kind: string;
	/** What stands between the braces of its value. */
	value: Pieces;
}

/** What a slot without an identifier says. */
export const noID = "XS_NO_ID";

const heapBegins = "static const txSlot gxHeap[mxHeapCount] = {\n";
const row = /^\/\* \d+ \*\/\t\{ (.*?), \{\.ID = (.*?), \.flag = (\w+), \.kind = XS_(\w+)_KIND ?\}, \.value = \{ ?(.*?) ?\} ?\}(?:,|\};)$/;
const address = /\(txSlot\*\)&gxHeap\[(\d+)\]/;
const hole: Slot = { next: undefined, id: noID, flag: "XS_NO_FLAG", kind: "UNINITIALIZED", value: [".number = 0"] };

/**
 * `mc.xs.c`, which the SDK's linker (`xsl`, 8.2.3) writes of the preloaded modules: a heap of slots that stays in flash, and tables that lead into it.
 *
 * The engine finds a property at a distance from its object that its name gives (`xslOpt.c`, `gxColors`, `fxOrdinaryGetProperty`). So slots keep their places, but for
 * those that nothing is fixed to; they go into the places of slots that are taken out.
 */
export class LinkedFile {
	/** The slots by place. The first and the last are marks. */
	#slots: Slot[] = [];
	/** Slots that lie behind one another: elements of an array, with a mark before them. */
	readonly #elements = new Set<Slot>();
	#before: string;
	#after: Pieces;
	readonly #keys: (Slot | undefined)[];
	readonly #names: (Slot | undefined)[];
	readonly #colors: readonly number[];
	readonly #numbers = new Map<string, number>();
	/** What the linker itself lets the engine find where it is not: at the end of its objects, symbols that nobody asks them for. */
	readonly #strange: ReadonlyMap<Slot, Slot>;

	/** Throws where it is not written as the SDK 8.2.3 does. */
	constructor(text: string) {
		const begin = text.indexOf(heapBegins) + heapBegins.length, end = text.indexOf("};\n", begin) + 2;
		if (begin < heapBegins.length || end < 2)
			throw new Error("there is no table gxHeap");
		this.#before = text.slice(0, begin);
		const rows = text.slice(begin, end).split("\n").map(line => {
			const found = row.exec(line);
			if (!found)
				throw new Error(`gxHeap: ${line.slice(0, 100)} is no slot`);
			return found;
		});
		this.#slots = rows.map(([, , id, flag, kind]) => ({
			next: undefined,
			id: id === "0" ? noID : id!,
			flag: flag!,
			kind: kind!,
			value: [],
		}));
		for (const [index, [, next, , , , value]] of rows.entries()) {
			const slot = this.#slots[index]!;
			slot.value = this.#pieces(value!);
			slot.next = next === "NULL" ? undefined : this.#pieces(next!).find(piece => piece !== "") ?? next;
		}
		this.#findElements();
		let rest = text.slice(end);
		const table = (name: string): string[] => {
			const found = new RegExp(`\\b${name}\\[\\w+\\] ICACHE_FLASH1_ATTR = \\{\\n([^}]*)\\};`).exec(rest);
			if (!found)
				throw new Error(`there is no table ${name}`);
			rest = rest.replace(found[1]!, `@${name}@`);
			return found[1]!.match(/[^,\s]+/g) ?? [];
		};
		const slotsOf = (name: string) =>
			table(name).map(entry => this.#pieces(entry).find((piece): piece is Slot => typeof piece !== "string"));
		this.#colors = rest.includes("gxColors[") ? table("gxColors").map(Number) : [];
		this.#keys = slotsOf("gxKeys");
		this.#names = slotsOf("gxNames");
		this.#after = this.#pieces(rest);
		for (const [id, name] of this.keys)
			this.#numbers.set(`xsID_${name}`, id);
		this.#strange = this.#strangers();
	}

	get slots(): readonly Slot[] {
		return this.#slots;
	}

	/** Numbers of the names that have a slot, with their texts. */
	get keys(): ReadonlyMap<number, string> {
		return new Map(this.#keys.flatMap((slot, id) => {
			const [, name] = /^\.key = \{ "(.*)", 0x/.exec(String(slot?.value[0])) ?? [];
			return name === undefined ? [] : [[id, name] as const];
		}));
	}

	/** What the linker writes before the heap: code of modules that are not preloaded, names of native functions. */
	get head(): string {
		return this.#before;
	}

	/**
	 * Takes functions of the engine out of the objects whose they are where nothing of the engine's code is left of them (`fxDeadStrip`): calling one would end the machine; now
	 * there is none. Returns their slots, for `remove`.
	 */
	dropDeadFunctions(): Set<Slot> {
		const table = /(static const xsHostBuilder gxBuilders\[)\d+(\] = \{\n)([^;]*)(\};)/.exec(this.#before);
		if (!table)
			throw new Error("there is no table gxBuilders");
		const rows = table[3]!.trimEnd().split("\n"), gone = new Set<Slot>(), kept = new Map<string, string>();
		const named = new Set([...this.#slots.flatMap(({ value }) => value), ...this.#after].filter(piece => typeof piece !== "string"));
		const builderOf = ({ kind, value }: Slot) => kind === "HOST_FUNCTION" ? /&gxBuilders\[(\d+)\]/.exec(String(value[0]))?.[1] : undefined;
		const isDead = (slot: Slot): boolean => {
			const builder = builderOf(slot);
			return builder !== undefined && rows[Number(builder)]!.startsWith("\t{ fxDeadStrip,") && slot.id !== noID && !isInternal(slot)
				&& !named.has(slot);
		};
		for (const object of this.#slots) {
			let last = object;
			for (let slot = object.kind === "INSTANCE" ? object.next : undefined; typeof slot === "object"; slot = slot.next) {
				if (isDead(slot)) {
					gone.add(slot);
					last.next = slot.next;
				}
				else
					last = slot;
			}
		}
		// Builders that nothing is made by any more, and the others under new numbers.
		for (const slot of [...this.#slots, ...this.#after]) {
			const text = typeof slot === "string" ? slot : gone.has(slot) ? "" : String(slot.value[0]);
			for (const [, number] of text.matchAll(/&gxBuilders\[(\d+)\]/g))
				kept.set(number!, "");
		}
		const numbers = [...kept.keys()].map(Number).sort((one, other) => one - other);
		for (const [place, number] of numbers.entries())
			kept.set(String(number), String(place));
		const change = (text: string) =>
			text.replace(/(&gxBuilders\[)(\d+)/g, (_, begin: string, number: string) => begin + (kept.get(number) ?? number));
		for (const slot of this.#slots)
			slot.value = slot.value.map(piece => typeof piece === "string" ? change(piece) : piece);
		this.#after = this.#after.map(piece => typeof piece === "string" ? change(piece) : piece);
		const list = numbers.map(number => `${rows[number]}\n`).join("");
		this.#before = this.#before.replace(table[0], () => `${table[1]}${numbers.length}${table[2]}${list}${table[4]}`);
		return gone;
	}

	/** Takes names that nothing asks for out of the tables; their numbers stay free. Returns their slots, for `remove`. */
	dropKeys(ids: ReadonlySet<number>): Set<Slot> {
		const gone = new Set<Slot>();
		for (const id of ids) {
			const slot = this.#keys[id];
			if (slot)
				gone.add(slot);
			this.#keys[id] = undefined;
		}
		const behind = (slot: Slot | string | undefined): Slot | undefined => {
			let next = slot;
			while (typeof next === "object" && gone.has(next))
				next = next.next;
			return next as Slot | undefined;
		};
		for (const [index, slot] of this.#names.entries())
			this.#names[index] = behind(slot);
		for (const slot of this.#slots) {
			if (slot.kind === "KEY_X" && !gone.has(slot))
				slot.next = behind(slot.next);
		}
		return gone;
	}

	/** Takes slots out, to which nothing leads any more. */
	remove(gone: ReadonlySet<Slot>): void {
		const [first, ...slots] = this.#slots, last = slots.pop()!;
		// As far as this, properties lie at the distance of their names from their objects.
		const fixed = this.#fixed(), fixedEnd = slots.findLastIndex(slot => fixed.has(slot) && !gone.has(slot)) + 1;
		const rest = slots.slice(fixedEnd).filter(slot => !gone.has(slot));
		// Objects first, to the places that are free; what is left of them has no name within its distance.
		const free = rest.filter(slot => this.#isFree(slot)).sort((one, other) =>
			Number(other.kind === "INSTANCE") - Number(one.kind === "INSTANCE")
		);
		const filled = slots.slice(0, fixedEnd).map(slot => gone.has(slot) ? free.shift() ?? hole : slot);
		const apart = Math.max(0, ...this.#colors) - free.filter(({ kind }) => kind !== "INSTANCE").length;
		const bound = rest.filter(slot => !this.#isFree(slot));
		this.#slots = [first!, ...filled, ...free, ...Array.from({ length: Math.max(0, apart) }, () => hole), ...bound, last];
		for (const [slot, object] of this.#strangers()) {
			if (this.#strange.get(slot) !== object)
				throw new Error(
					`gxHeap[${this.#slots.indexOf(slot)}]: ${slot.id} would be found in gxHeap[${this.#slots.indexOf(object)}], whose it is not`,
				);
		}
	}

	toString(): string {
		const places = new Map(this.#slots.map((slot, place) => [slot, place])), count = this.#slots.length;
		const say = (pieces: Pieces) =>
			pieces.map(piece => typeof piece === "string" ? piece : `(txSlot*)&gxHeap[${places.get(piece)}]`).join("");
		const table = (slots: readonly (Slot | undefined)[]) => slots.map(slot => `\t${slot ? say([slot]) : "NULL"},\n`).join("");
		const pools = this.#pools();
		const rows = this.#slots.map(({ next, id, flag, kind, value }, place) =>
			`/* ${place} */\t{ ${
				next === undefined ? "NULL" : say([next])
			}, {.ID = ${id}, .flag = ${flag}, .kind = XS_${kind}_KIND}, .value = { ${
				// The first slot tells where the heap ends.
				place ? pools.change(say(value)) : `.reference = (txSlot*)&gxHeap[${count}]`} } }`
		);
		const after = say(this.#after).replace("@gxKeys@", () => table(this.#keys)).replace("@gxNames@", () => table(this.#names))
			.replace("@gxColors@", () => this.#colors.map(color => `\t${color},\n`).join(""));
		const before = this.#before.slice(0, -heapBegins.length).replace(/^#define mxHeapCount \d+$/m, `#define mxHeapCount ${count}`);
		return `${before}${pools.tables}${heapBegins}${rows.join(",\n")}};${after}`;
	}

	/** Tables of the texts and the code that slots lead to, and what changes a slot's value to name its place there. */
	#pools(): { readonly tables: string; change(value: string): string; } {
		const texts = new BytePool("gxTexts", true), code = new BytePool("gxByteCode", false);
		const places = new Map<string, string>(), found: { literal: string; bytes: Buffer; }[] = [];
		for (const { value } of this.#slots) {
			const [, start, literal] = literalValue.exec(String(value[0])) ?? [];
			if (literal === undefined)
				continue;
			if (start!.startsWith(".code"))
				places.set(literal, code.add(bytesOf(literal)));
			else
				found.push({ literal, bytes: Buffer.concat([bytesOf(literal), Buffer.of(0)]) });
		}
		// The longest first: others may end like them.
		for (const { literal, bytes } of found.sort((one, other) => other.bytes.length - one.bytes.length))
			places.set(literal, texts.add(bytes));
		return {
			tables: `${texts}${code}`,
			change: value =>
				value.replace(
					literalValue,
					(_, start: string, literal: string) =>
						`${start.replace("(txByte*)", "")}(${start.startsWith(".code") ? "txByte*" : "txString"})(${places.get(literal)})`,
				),
		};
	}

	#findElements(): void {
		const places = new Map(this.#slots.map((slot, place) => [slot, place]));
		for (const { kind, value } of this.#slots) {
			const first = kind === "ARRAY" ? value[1] : undefined;
			if (typeof first !== "object")
				continue;
			const mark = places.get(first)! - 1, length = /^\.integer = (\d+) \*/.exec(String(this.#slots[mark]?.value[0]))?.[1];
			if (!length)
				throw new Error(`gxHeap[${mark}]: an array without elements`);
			for (let place = mark; place <= mark + Number(length); place++)
				this.#elements.add(this.#slots[place]!);
		}
	}

	/** Properties at the distance that their name gives, and the objects whose they are. */
	#fixed(): Set<Slot> {
		const places = new Map(this.#slots.map((slot, place) => [slot, place])), fixed = new Set<Slot>();
		for (const object of this.#slots) {
			for (const property of object.kind === "INSTANCE" ? propertiesOf(object) : []) {
				if (property.id !== noID && places.get(property) === places.get(object)! + this.#colorOf(property))
					fixed.add(property).add(object);
			}
		}
		return fixed;
	}

	/** Whether a slot may lie anywhere: it is never looked for by a name, and nothing by its place. */
	#isFree(slot: Slot): boolean {
		return (slot.id === noID || slot.kind === "INSTANCE") && slot.flag !== "XS_NO_FLAG" && !this.#elements.has(slot);
	}

	/** Slots that the engine would find as properties of objects whose they are not, with the objects. */
	#strangers(): Map<Slot, Slot> {
		const owners = new Map<Slot, Slot>(), strangers = new Map<Slot, Slot>();
		for (const object of this.#slots) {
			for (const property of object.kind === "INSTANCE" ? propertiesOf(object) : [])
				owners.set(property, object);
		}
		for (const [place, slot] of this.#slots.entries()) {
			// Nobody asks an object for a private member by an ordinary look-up.
			const isNamed = slot.kind !== "INSTANCE" && slot.id !== noID && !isPrivate(slot);
			const color = isNamed ? this.#colorOf(slot) : 0, object = this.#slots[place - color];
			if (color && object?.kind === "INSTANCE" && owners.get(slot) !== object)
				strangers.set(slot, object);
		}
		return strangers;
	}

	/** At what distance the engine looks for a name; 0: it looks along the list. */
	#colorOf({ id }: Slot): number {
		return this.#colors[this.#numbers.get(id) ?? parseInt(id, 10)] ?? 0;
	}

	#pieces(text: string): Pieces {
		return text.split(address).map((piece, index) => index % 2 ? this.#slots[Number(piece)] ?? `(txSlot*)&gxHeap[${piece}]` : piece);
	}
}

/** A text, a name or code that stands in a slot's value, as a literal of C. */
const literalValue = /^(\.(?:string = |key = \{ |code = \{ \(txByte\*\)))("(?:[^"\\]|\\.|"")*")/;

/** What a literal of C stands for that the linker has written: with no escapes but for hexadecimal digits, quotes and backslashes. */
function bytesOf(literal: string): Buffer {
	const text = literal.slice(1, -1).replace(
		/\\x([0-9a-f]{2})|\\(.)|""/g,
		(_, digits?: string, sign = "") => digits ? String.fromCharCode(parseInt(digits, 16)) : sign as string,
	);
	return Buffer.from(text, "latin1");
}

/** Whether a slot has the name of a private member. */
export function isPrivate({ id }: Slot): boolean {
	return id.includes("/* #");
}

/** `XS_INTERNAL_FLAG` (`xs/sources/xsAll.h`). */
const internalFlag = 1;

/** Whether a slot is one that the engine keeps for itself. */
function isInternal({ flag }: Slot): boolean {
	return Boolean(parseInt(flag, 16) & internalFlag);
}

/** An object's own properties, without what the engine keeps for itself. */
function* propertiesOf(object: Slot): Generator<Slot, void> {
	for (let slot = object.next; typeof slot === "object"; slot = slot.next) {
		if (!isInternal(slot))
			yield slot;
	}
}
