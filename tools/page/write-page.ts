import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "./page-file";

/** Packs the page's files, and writes them with `page.json`, which tells the device their addresses. Returns what each weighs. */
export function writePage({ files, policy }: Page, output: string): readonly { name: string; size: number; }[] {
	mkdirSync(output, { recursive: true });
	const packed = files.map(({ path, name, type, text }) => {
		const bytes = pack(text);
		// RFC 1952, 2.3.1: which system packed it; unknown, so that every system makes the same bytes.
		bytes[9] = 255;
		const tag = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
		return { path, name: `${name}.gz`, type, tag, bytes };
	});
	const list = packed.map(({ path, name, type, tag }) => ({ path, file: name, type, tag }));
	for (const { name, bytes } of packed)
		replace(path.join(output, name), bytes);
	// Last: it stands for the whole.
	replace(path.join(output, "page.json"), `${JSON.stringify({ policy, files: list }, undefined, "\t")}\n`);
	for (const name of readdirSync(output))
		if (name.endsWith(".gz") && !list.some(({ file }) => file === name))
			rmSync(path.join(output, name));
	return packed.map(({ name, bytes }) => ({ name, size: bytes.length }));
}

/** Small blocks or large ones: one file is smaller with these, another with those. */
function pack(text: string): Buffer {
	const packed = [6, 7, 8, 9].map(memLevel => gzipSync(text, { level: 9, memLevel }));
	return packed.reduce((best, one) => one.length < best.length ? one : best);
}

/** In one step: somebody else may be reading or making the same file. */
function replace(file: string, data: string | Uint8Array): void {
	const fresh = `${file}.${process.pid}`;
	writeFileSync(fresh, data);
	renameSync(fresh, file);
}
