/*
	`npm run build -- BOARD`: builds the firmware for a board of `hardware/boards`. `npm run flash -- BOARD` (`--deploy`) also writes it to the board
	that is plugged in. `--debug` builds with what a debugger needs; `--one-slot` for an image that is too long for an update slot: the board takes no updates
	over the network then. Settings come from `settings.json` when there is one.
	Exit status 2 for bad usage, 1 when the SDK is missing or the build fails.
*/
import { statSync } from "node:fs";
import path from "node:path";
import { checks, runCheck } from "./check";
import { buildSettings } from "./sdk/build-settings";
import { projectKeys } from "../simulator/engine/bundle";
import { buildBoard, runMake, slotLength } from "./sdk/build-board";
import { boards, giveUp, Missing, requireIDF, sdkEnvironment } from "./sdk/toolchain";
import { ensureWeb } from "./web";

interface Arguments {
	board: string;
	deploy: boolean;
	debug: boolean;
	oneSlot: boolean;
}

const options = ["--deploy", "--debug", "--one-slot"];

function parse(args: readonly string[]): Arguments {
	const known = boards().join(", ");
	const unknown = args.find(word => word.startsWith("-") && !options.includes(word));
	if (unknown)
		throw new Missing(2, `Unknown option ${unknown}. Known are ${options.join(", ")}.`);
	const names = args.filter(word => !word.startsWith("-"));
	if (names.length !== 1)
		throw new Missing(2, `Name one board: ${known}.`);
	const [board] = names as [string];
	if (!boards().includes(board))
		throw new Missing(2, `There is no board ${board}. There are: ${known}.`);
	return { board, deploy: args.includes("--deploy"), debug: args.includes("--debug"), oneSlot: args.includes("--one-slot") };
}

/** mcconfig's step for each file takes types out and does not look at them. */
function requireTypes(): void {
	for (const check of checks.filter(({ name }) => name.startsWith("types"))) {
		const { ok, text } = runCheck(check);
		if (!ok)
			throw new Missing(1, `${text}\n${check.name}: see above.`);
	}
}

try {
	const { board, deploy, debug, oneSlot } = parse(process.argv.slice(2));
	const settings = buildSettings();
	const env = sdkEnvironment(process.env);
	requireIDF(process.env);
	await ensureWeb();
	requireTypes();
	const build = { board, env, debug, oneSlot, settings };
	const image = path.join(await buildBoard(build), "xs_esp32.bin");
	const { size } = statSync(image), slot = slotLength(oneSlot);
	console.log(
		`${board}: ${path.relative(process.cwd(), image)}, ${size} bytes, ${Math.round(100 * size / slot)} % of ${
			oneSlot ? "the flash's only place for it" : "an update slot"
		}`,
	);
	if (!projectKeys().length)
		console.log("There is no keys/public.json: this firmware takes no updates over the network. `npm run keys` makes a pair.");
	if (deploy && await runMake(build, "deploy"))
		throw new Missing(1, `${board}: writing to the board failed, see above.`);
}
catch (error) {
	giveUp(error);
}
