import type { Partition } from "../../simulator/flash/partition-table";

/*
	The partition table as ESP-IDF's gen_esp32part.py writes it: rows of 32 bytes (esp_partition_info_t, esp_flash_partitions.h), then 0xFF.
*/
const rowLength = 32, tableLength = 0xC00, rowMagic = 0x50AA, md5Magic = 0xEBEB;
const types: Readonly<Record<string, number>> = Object.freeze({ app: 0, data: 1 });
const subtypes: Readonly<Record<string, number>> = Object.freeze({ ota: 0x00, phy: 0x01, nvs: 0x02, ota_0: 0x10, ota_1: 0x11 });

export interface BinaryPartition {
	readonly name: string;
	readonly type: number;
	readonly subtype: number;
	readonly offset: number;
	readonly length: number;
}

/** The rows as numbers. */
export function partitionNumbers(table: readonly Partition[]): BinaryPartition[] {
	return table.map(({ name, type, subtype, offset, length }) => ({
		name,
		type: types[type] ?? Number(type),
		subtype: subtypes[subtype] ?? Number(subtype),
		offset,
		length,
	}));
}

export function writePartitionTable(table: readonly Partition[]): Buffer {
	const bytes = Buffer.alloc(tableLength, 0xFF);
	for (const [index, { name, type, subtype, offset, length }] of partitionNumbers(table).entries()) {
		const at = index * rowLength;
		bytes.fill(0, at, at + rowLength);
		bytes.writeUInt16LE(rowMagic, at);
		bytes.writeUInt8(type, at + 2);
		bytes.writeUInt8(subtype, at + 3);
		bytes.writeUInt32LE(offset, at + 4);
		bytes.writeUInt32LE(length, at + 8);
		bytes.write(name, at + 12, 16, "latin1");
	}
	return bytes;
}

/** Throws an Error for what is no table. */
export function readPartitionTable(bytes: Buffer): BinaryPartition[] {
	const rows: BinaryPartition[] = [];
	for (let at = 0; at + rowLength <= bytes.length; at += rowLength) {
		const magic = bytes.readUInt16LE(at);
		if (magic === 0xFFFF || magic === md5Magic)
			break;
		if (magic !== rowMagic)
			throw new Error("partition-table.bin is no partition table");
		rows.push({
			name: bytes.toString("latin1", at + 12, at + 28).split("\0")[0]!,
			type: bytes.readUInt8(at + 2),
			subtype: bytes.readUInt8(at + 3),
			offset: bytes.readUInt32LE(at + 4),
			length: bytes.readUInt32LE(at + 8),
		});
	}
	return rows;
}
