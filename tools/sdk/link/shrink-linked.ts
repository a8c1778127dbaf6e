import { ByteCode } from "./byte-code";
import { bytesOfDigits, digitsOf } from "./code-in-flash";
import type { Instructions } from "./code-in-flash";
import { isPrivate, LinkedFile, noID } from "./linked-file";
import type { Slot } from "./linked-file";

export interface Shrunk {
	readonly file: LinkedFile;
	/** Slots of the heap, 16 bytes each. */
	readonly slots: { readonly before: number; readonly after: number; };
	/** Bytes of the functions' code. */
	readonly code: { readonly before: number; readonly after: number; };
}

export interface LinkedNames {
	/** Names that the engine begins with, the last of them. */
	readonly lastOfEngine: string;
	/** Those of them that its code asks objects for. */
	readonly engine: ReadonlySet<string>;
	/** Names that native code asks for. */
	readonly native: ReadonlySet<string>;
}

/** Instructions whose identifier is only what a function or variable is called. */
const labels = /^XS_CODE_(?:(?:ASYNC_|ASYNC_GENERATOR_|CONSTRUCTOR_|GENERATOR_)?FUNCTION|NAME|NEW_CLOSURE)$/;
const label = 0;

/**
 * Makes what the linker writes (`mc.xs.c`) smaller, without another meaning:
 * - code loses the zeros behind it, names of local variables, instructions that another can do with, and long branches where short ones do;
 * - what a function holds on to loses its names, and functions that hold on to the same share the list, or its end;
 * - names go by which only functions and variables were called;
 * - texts and code lie without gaps.
 *
 * Throws where the file is not as the SDK 8.2.3 writes it.
 */
export function shrinkLinked(text: string, instructions: Instructions, names: LinkedNames): Shrunk {
	const file = new LinkedFile(text), functions = new Map<Slot, ByteCode>();
	const before = file.slots.length, code = { before: 0, after: 0 };
	for (const slot of file.slots) {
		const bytes = codeOf(slot);
		if (!bytes)
			continue;
		const byteCode = new ByteCode(bytes, instructions);
		byteCode.dropLocalNames();
		byteCode.joinPops();
		functions.set(slot, byteCode);
		code.before += bytes.length;
	}
	const dead = file.dropDeadFunctions();
	dropEnvironmentNames(file);
	const shared = shareEnvironments(file), unnamed = dropNames(file, functions, dead, instructions, names);
	file.remove(new Set([...dead, ...shared, ...unnamed]));
	for (const [slot, byteCode] of functions) {
		const { bytes } = byteCode;
		slot.value = [
			`.code = { (txByte*)"${digitsOf(bytes)}", `,
			...slot.value.slice(1).length ? slot.value.slice(1) : ["NULL }"],
		];
		code.after += bytes.length;
	}
	return { file, slots: { before, after: file.slots.length }, code };
}

const codeText = /^\.code = \{ \(txByte\*\)"((?:\\x[0-9a-f]{2})+)", /;

function codeOf({ kind, value }: Slot): Buffer | undefined {
	const digits = kind === "CODE_X" ? codeText.exec(String(value[0]))?.[1] : undefined;
	return digits === undefined ? undefined : bytesOfDigits(digits);
}

/** What each function holds on to: an instance, a mark, and a slot for each variable. */
function environments(file: LinkedFile): Slot[] {
	const found = new Set<Slot>();
	for (const { kind, value } of file.slots) {
		const environment = kind === "CODE_X" ? value[1] : undefined;
		if (typeof environment === "object")
			found.add(environment);
	}
	return [...found];
}

/** The engine takes variables by their order, and names them only where it says that one has no value yet. Private members it finds by the name that is held. */
function dropEnvironmentNames(file: LinkedFile): void {
	for (const environment of environments(file)) {
		for (let slot = environment.next; typeof slot === "object"; slot = slot.next) {
			if (slot.kind === "CLOSURE" && !isPrivate(slot))
				slot.id = noID;
		}
	}
}

/** Lists that are the same from some variable on have that part in common. Nothing asks whether two are one, and nothing writes to them. */
function shareEnvironments(file: LinkedFile): Iterable<Slot> {
	const numbers = new Map(file.slots.map((slot, number) => [slot, number]));
	const known = new Map<string, Slot>(), same = new Map<Slot, Slot>();
	const nameOf = (piece: Slot | string | undefined) => typeof piece === "object" ? numbers.get(piece) : piece;
	for (const environment of environments(file)) {
		const list = [environment];
		for (let slot = environment.next; typeof slot === "object"; slot = slot.next)
			list.push(slot);
		// From the end, so that what comes next is settled.
		for (const slot of list.reverse()) {
			if (typeof slot.next === "object")
				slot.next = same.get(slot.next) ?? slot.next;
			const key = [nameOf(slot.next), slot.id, slot.flag, slot.kind, ...slot.value.map(nameOf)].join(" "), one = known.get(key) ?? slot;
			known.set(key, one);
			if (one !== slot)
				same.set(slot, one);
		}
	}
	for (const slot of file.slots) {
		const environment = slot.kind === "CODE_X" ? slot.value[1] : undefined;
		if (typeof environment === "object" && same.has(environment))
			slot.value = [slot.value[0]!, same.get(environment)!, ...slot.value.slice(2)];
	}
	return same.keys();
}

/** Takes out names that only functions and variables are called by, and those of functions that are gone. */
function dropNames(
	file: LinkedFile,
	functions: ReadonlyMap<Slot, ByteCode>,
	dead: ReadonlySet<Slot>,
	instructions: Instructions,
	names: LinkedNames,
): Iterable<Slot> {
	const keys = file.keys, numbers = new Map([...keys].map(([id, name]) => [name, id])), used = new Set<number>();
	const lastOfEngine = numbers.get(names.lastOfEngine);
	if (lastOfEngine === undefined)
		throw new Error(`there is no name ${names.lastOfEngine}`);
	const numberOf = (id: string) => id.startsWith("xsID_") ? numbers.get(id.slice(5)) ?? 0 : parseInt(id, 10) || 0;
	for (const slot of file.slots) {
		const { id, kind, value } = slot;
		if (dead.has(slot))
			continue;
		if (kind !== "CODE_X" && kind !== "CALLBACK_X" && kind !== "KEY_X" && kind !== "INSTANCE")
			used.add(numberOf(id));
		// Modules, symbols and items name by number.
		if (/^(?:AT|MODULE|MODULE_SOURCE|PROGRAM|SYMBOL)$/.test(kind))
			used.add(Number(/(\d+)\D*$/.exec(String(value.at(-1)))?.[1]));
	}
	for (const byteCode of functions.values())
		byteCode.forEachID((id, instruction) => {
			if (!labels.test(instruction))
				used.add(id);
		});
	for (const [, name] of file.head.matchAll(/\bxsID_(\w+)/g))
		used.add(numberOf(`xsID_${name}`));
	// Modules that are not preloaded.
	for (const [, digits] of file.head.matchAll(/\bgxCode\d+\[\d+\] = \{([^}]*)\}/g))
		new ByteCode(Buffer.from(digits!.replace(/0x|[\s,]/g, ""), "hex"), instructions).forEachID(id => used.add(id));
	const ofDead = new Set([...dead].map(({ id }) => numberOf(id)));
	const isGone = ([id, name]: readonly [number, string]) =>
		!used.has(id) && !names.native.has(name) && !name.startsWith("#") && (id > lastOfEngine || ofDead.has(id) && !names.engine.has(name));
	const gone = new Set([...keys].filter(isGone).map(([id]) => id));
	for (const slot of file.slots) {
		if ((slot.kind === "CODE_X" || slot.kind === "CALLBACK_X") && gone.has(numberOf(slot.id)))
			slot.id = noID;
	}
	for (const byteCode of functions.values())
		byteCode.changeIDs((id, instruction) => labels.test(instruction) && gone.has(id) ? label : id);
	return file.dropKeys(gone);
}
