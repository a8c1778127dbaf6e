import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

/** One row of the flash's partition table. Offset and length in bytes. */
export interface Partition {
	readonly name: string;
	readonly type: string;
	readonly subtype: string;
	readonly offset: number;
	readonly length: number;
}

/** The boards' table, `hardware/partitions.csv`, or the one with one place for firmware. */
export function boardPartitions(oneSlot = false): Partition[] {
	return parsePartitions(readFileSync(path.join(root, "hardware", oneSlot ? "partitions-one-slot.csv" : "partitions.csv"), "utf8"));
}

/** Reads a table in ESP-IDF's form, every offset given. Throws an Error that names the line. */
export function parsePartitions(text: string): Partition[] {
	const partitions: Partition[] = [];
	for (const [index, line] of text.split("\n").entries()) {
		if (!line.trim() || line.trimStart().startsWith("#"))
			continue;
		const [name = "", type = "", subtype = "", offset = "", length = ""] = line.split(",").map(field => field.trim());
		const partition = { name, type, subtype, offset: Number(offset || NaN), length: Number(length || NaN) };
		if (!name || !(partition.offset >= 0) || !(partition.length > 0))
			throw new Error(`partition table, line ${index + 1}: "${line}"`);
		partitions.push(partition);
	}
	return partitions;
}
