import { createHash } from "node:crypto";
import { boardPartitions } from "../../simulator/flash/partition-table";
import { Missing } from "../sdk/toolchain";
import { chips, partitionTableAt } from "./chips";
import { partitionNumbers, readPartitionTable } from "./partition-binary";
import { makeUpdateFile } from "./update-file";

/** What the compiler has made for a board. */
export interface BoardFiles {
	readonly board: string;
	readonly chip: string;
	readonly app: Buffer;
	readonly bootLoader: Buffer;
	readonly partitionTable: Buffer;
}

export interface PackageOptions {
	readonly version: string;
	readonly minimumVersion?: string;
	/** PKCS #8 in PEM. */
	readonly privateKey: string;
}

/** A file of a release. */
export interface ReleaseFile {
	readonly name: string;
	readonly data: Buffer;
}

/** One board's part of a release. */
export interface BoardPackage {
	readonly board: string;
	readonly chip: string;
	readonly files: readonly ReleaseFile[];
	/** Name of the signed update file. */
	readonly update: string;
	readonly appLength: number;
	readonly slotLength: number;
	readonly bootLoaderLength: number;
}

const imageMagic = 0xE9, chipIdAt = 12;

/**
 * Everything after the compiler: looks whether its files belong together, merges the image for the first installation, signs the one for updates, and
 * writes the manifest for ESP Web Tools. Throws `Missing` with the reason.
 */
export function packageBoard(files: BoardFiles, options: PackageOptions): BoardPackage {
	const { board, chip, app, bootLoader, partitionTable } = files, { version } = options;
	const facts = chips[chip];
	if (!facts)
		throw new Missing(1, `${board}: the chip ${chip} is not known here.`);
	const table = boardPartitions(), place = (name: string) => table.find(each => each.name === name)!;
	if (JSON.stringify(readTable(board, partitionTable)) !== JSON.stringify(partitionNumbers(table)))
		throw new Missing(1, `${board}: the build's partition table is not that of hardware/partitions.csv.`);
	for (const [name, image] of [["app", app], ["boot loader", bootLoader]] as const) {
		if (image[0] !== imageMagic || image.length < 24)
			throw new Missing(1, `${board}: the ${name} is no image for an ESP32.`);
		if (image.readUInt16LE(chipIdAt) !== facts.id)
			throw new Missing(1, `${board}: the ${name} is for another chip than ${chip}.`);
	}
	if (bootLoader.length > partitionTableAt - facts.bootLoaderAt)
		throw new Missing(1, `${board}: the boot loader has ${bootLoader.length} bytes and reaches into the partition table.`);
	const slot = place("ota_0");
	if (app.length > slot.length)
		throw new Missing(1, `${board}: the image has ${app.length} bytes, and an update slot only ${slot.length}.`);

	const stem = `meterwire-${version}-${board}`, data = place("otadata");
	const empty = Buffer.alloc(data.length, 0xFF);
	const parts: [string, number, Buffer][] = [
		[`${stem}-bootloader.bin`, facts.bootLoaderAt, bootLoader],
		[`${stem}-partitions.bin`, partitionTableAt, partitionTable],
		[`${stem}-otadata.bin`, data.offset, empty],
		[`${stem}-app.bin`, slot.offset, app],
	];
	const manifest = {
		name: `Meterwire for ${board}`,
		version,
		new_install_prompt_erase: true,
		builds: [{ chipFamily: facts.family, parts: parts.map(([path, offset]) => ({ path, offset })) }],
	};
	const update = `${stem}.update`;
	return {
		board,
		chip,
		files: [
			...parts.map(([name, , part]) => ({ name, data: part })),
			{ name: `${stem}-first-install.bin`, data: merge(parts) },
			{ name: update, data: makeUpdateFile(app, { board, chip, ...options }) },
			{ name: `meterwire-${board}.json`, data: json(manifest) },
		],
		update,
		appLength: app.length,
		slotLength: slot.length,
		bootLoaderLength: bootLoader.length,
	};
}

/** The files that all boards share: the channel's, the report, the sums. */
export function releaseFiles(
	boards: readonly BoardPackage[],
	{ version, channel, notes }: { version: string; channel: string; notes: string; },
): ReleaseFile[] {
	const sum = (data: Buffer) => createHash("sha256").update(data).digest("hex");
	const offer = {
		name: "Meterwire",
		version,
		notes,
		builds: boards.map(({ board, chip, update, files }) => {
			const { data } = files.find(({ name }) => name === update)!;
			return { board, chip, path: update, size: data.length, sha256: sum(data) };
		}),
	};
	const files: ReleaseFile[] = boards.flatMap(each => each.files);
	files.push({ name: `${channel}.json`, data: json(offer) }, { name: "sizes.md", data: Buffer.from(report(boards, version)) });
	files.push({ name: "SHA256SUMS", data: Buffer.from(files.map(({ name, data }) => `${sum(data)}  ${name}\n`).join("")) });
	return files;
}

function report(boards: readonly BoardPackage[], version: string): string {
	const rows = boards.map(({ board, chip, appLength, slotLength, bootLoaderLength }) =>
		`| ${board} | ${chip} | ${appLength} | ${slotLength} | ${(100 * appLength / slotLength).toFixed(1)} % | ${
			slotLength - appLength
		} | ${bootLoaderLength} |`
	);
	return [
		`# Meterwire ${version}: sizes in bytes`,
		"",
		"| board | chip | image | update slot | used | free | boot loader |",
		"|---|---|---|---|---|---|---|",
		...rows,
		"",
	].join("\n");
}

function merge(parts: readonly [string, number, Buffer][]): Buffer {
	const length = Math.max(...parts.map(([, offset, data]) => offset + data.length));
	const image = Buffer.alloc(length, 0xFF);
	for (const [, offset, data] of parts)
		data.copy(image, offset);
	return image;
}

function readTable(board: string, bytes: Buffer): unknown {
	try {
		return readPartitionTable(bytes);
	}
	catch (error) {
		throw new Missing(1, `${board}: ${(error as Error).message}.`);
	}
}

function json(value: unknown): Buffer {
	return Buffer.from(`${JSON.stringify(value, undefined, "\t")}\n`);
}
