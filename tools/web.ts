/*
	`npm run web`: makes the device's page from `web/`: files for the flash in `hardware/page/`, and prints what they weigh over the wire.
	Exit status 1 when something does not compile or all together weigh more than the limit.
*/
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { makePage } from "./page/make-page";
import { writePage } from "./page/write-page";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
/** Where the files are, with `page.json`, which names them. */
export const webFolder = path.join(root, "hardware", "page");
/** Most bytes of all files together, as they go over the wire. */
const limit = 60_000;

/** Makes the page. Throws an `Error` with the compiler's words, or when it is too big. */
export async function buildWeb(output = webFolder): Promise<readonly { name: string; size: number; }[]> {
	const sizes = writePage(await makePage(path.join(root, "web")), output);
	const total = sizes.reduce((sum, { size }) => sum + size, 0);
	if (total > limit)
		throw new Error(`the page weighs ${total} bytes, and may weigh ${limit}`);
	return sizes;
}

/** Makes the page where it was never made, or when a source of it has changed since. */
export async function ensureWeb(): Promise<void> {
	const made = path.join(webFolder, "page.json");
	if (existsSync(made) && statSync(made).mtimeMs > newest())
		return;
	await buildWeb();
}

/** When the youngest of the page's sources was written. */
function newest(): number {
	const folders = ["web", "tools/page"].map(name => path.join(root, name));
	const files = folders.flatMap(folder => readdirSync(folder, { recursive: true, encoding: "utf8" }).map(name => path.join(folder, name)));
	return Math.max(...files.map(file => statSync(file).mtimeMs), statSync(path.join(root, "package-lock.json")).mtimeMs);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	if (process.argv.length > 2) {
		console.error(`Unknown option ${process.argv[2]}. There are none.`);
		process.exit(2);
	}
	try {
		const sizes = await buildWeb();
		const { policy } = JSON.parse(readFileSync(path.join(webFolder, "page.json"), "utf8")) as { policy: string; };
		for (const { name, size } of sizes)
			console.log(`${name.padEnd(20)} ${String(size).padStart(6)} bytes`);
		console.log(`${"all".padEnd(20)} ${String(sizes.reduce((sum, { size }) => sum + size, 0)).padStart(6)} bytes of ${limit}`);
		console.log(policy);
	}
	catch (error) {
		console.error((error as Error).message);
		process.exit(1);
	}
}
