/*
	`npm run release -- BOARD…`: builds each board (`all` stands for every one) and puts into `build/release/` what is published: an image for the first
	installation, the signed update file, a manifest for ESP Web Tools, the channel's file, sizes and sums. Exit status 2 for bad usage, 1 when
	something fails.
		--channel stable|early   whose file is written (default stable)
		--notes TEXT             a few words on what is new
		--minimum VERSION        oldest version that may install it
		--key FILE               private key in PEM (default: the newest of keys/private)
		--output DIR             where to (default build/release)
		--no-build               takes the files of the last build
*/
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { version } from "../services/version";
import { isVersion } from "../services/update/version-order";
import { KeyFiles } from "./release/key-files";
import { packageBoard, releaseFiles } from "./release/package-board";
import { publicKeyOf } from "./release/update-file";
import { buildBoard, buildFolder, chipOf } from "./sdk/build-board";
import { boards, giveUp, Missing, requireIDF, root, sdkEnvironment } from "./sdk/toolchain";
import { ensureWeb } from "./web";

interface Arguments {
	readonly boards: string[];
	channel: string;
	notes: string;
	minimum: string;
	key: string | undefined;
	output: string;
	build: boolean;
}

function parse(words: readonly string[]): Arguments {
	const known = boards();
	const result: Arguments = {
		boards: [],
		channel: "stable",
		notes: "",
		minimum: "",
		key: undefined,
		output: path.join("build", "release"),
		build: true,
	};
	for (let at = 0; at < words.length; at++) {
		const word = words[at]!;
		if (word === "--no-build")
			result.build = false;
		else if (word === "all")
			result.boards.push(...known);
		else if (known.includes(word))
			result.boards.push(word);
		else if (["--channel", "--notes", "--minimum", "--key", "--output"].includes(word)) {
			const value = words[++at];
			if (value === undefined)
				throw new Missing(2, `${word} needs a value.`);
			Object.assign(result, { [word.slice(2)]: value });
		}
		else
			throw new Missing(
				2,
				word.startsWith("-") ? `Unknown option ${word}.` : `There is no board ${word}. There are: ${known.join(", ")}, all.`,
			);
	}
	if (!result.boards.length)
		throw new Missing(2, `Name one board or more: ${known.join(", ")}, all.`);
	if (result.channel !== "stable" && result.channel !== "early")
		throw new Missing(2, `--channel ${result.channel}: should be stable or early.`);
	if (result.minimum && !isVersion(result.minimum))
		throw new Missing(2, `--minimum ${result.minimum}: should look like 0.1.0.`);
	return result;
}

try {
	const { boards: names, channel, notes, minimum, key, output, build } = parse(process.argv.slice(2));
	const keys = new KeyFiles(path.join(root, "keys"));
	const privateKey = keys.signer(key);
	if (!keys.public.some(each => each.key === publicKeyOf(privateKey)))
		throw new Missing(1, "The public part of the key that signs is not in keys/public.json: devices would refuse the next update.");
	if (build) {
		requireIDF(process.env);
		await ensureWeb();
	}
	const packages = [];
	for (const board of [...new Set(names)]) {
		// A release takes no settings.json with it: that holds the passwords of whoever builds.
		const folder = build ? await buildBoard({ board, env: sdkEnvironment(process.env), settings: [] }) : buildFolder(board);
		const read = (name: string) => {
			const file = path.join(folder, name);
			if (!existsSync(file))
				throw new Missing(1, `${board}: there is no ${path.relative(root, file)}.`);
			return readFileSync(file);
		};
		packages.push(packageBoard(
			{
				board,
				chip: chipOf(board),
				app: read("xs_esp32.bin"),
				bootLoader: read("bootloader.bin"),
				partitionTable: read("partition-table.bin"),
			},
			{ version, privateKey, ...(minimum && { minimumVersion: minimum }) },
		));
	}
	const target = path.resolve(root, output);
	mkdirSync(target, { recursive: true });
	const page = { name: "index.html", data: readFileSync(path.join(root, "tools", "flasher", "index.html")) };
	for (const { name, data } of [...releaseFiles(packages, { version, channel, notes }), page]) {
		writeFileSync(path.join(target, name), data);
		console.log(`${String(data.length).padStart(9)}  ${path.relative(process.cwd(), path.join(target, name))}`);
	}
}
catch (error) {
	giveUp(error);
}
