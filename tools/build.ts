/*
	`npm run build -- BOARD`: builds the firmware for a board of `hardware/boards`. `npm run flash -- BOARD` (`--deploy`) also writes it to the board
	that is plugged in. `--debug` builds with what a debugger needs. Settings come from `settings.json` when there is one.
	Exit status 2 for bad usage, 1 when the SDK is missing or the build fails.
*/
import { existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { checks, runCheck } from "./check";
import { buildSettings } from "./sdk/build-settings";
import { runCommand } from "./sdk/run-command";
import { boards, giveUp, Missing, requireIDF, root, sdkEnvironment } from "./sdk/toolchain";
import { ensureWeb } from "./web";

interface Arguments {
	board: string;
	deploy: boolean;
	debug: boolean;
}

function parse(args: readonly string[]): Arguments {
	const known = boards().join(", ");
	const unknown = args.find(word => word.startsWith("-") && word !== "--deploy" && word !== "--debug");
	if (unknown)
		throw new Missing(2, `Unknown option ${unknown}. Known are --deploy and --debug.`);
	const names = args.filter(word => !word.startsWith("-"));
	if (names.length !== 1)
		throw new Missing(2, `Name one board: ${known}.`);
	const [board] = names as [string];
	if (!boards().includes(board))
		throw new Missing(2, `There is no board ${board}. There are: ${known}.`);
	return { board, deploy: args.includes("--deploy"), debug: args.includes("--debug") };
}

/** mcconfig's step for each file takes types out and does not look at them. */
function requireTypes(): void {
	for (const check of checks.filter(({ name }) => name.startsWith("types"))) {
		const { ok, text } = runCheck(check);
		if (!ok)
			throw new Missing(1, `${text}\n${check.name}: see above.`);
	}
}

/** Bytes of the smaller of the two update slots: 4 MB of flash, divided by the SDK. */
const slot = 0x1f0000;

try {
	const { board, deploy, debug } = parse(process.argv.slice(2));
	const settings = buildSettings();
	const env = sdkEnvironment(process.env);
	requireIDF(process.env);
	await ensureWeb();
	requireTypes();
	const output = path.join(root, "build", "sdk");
	mkdirSync(output, { recursive: true });
	const image = path.join(output, "bin", "esp32", board, debug ? "debug" : "release", path.basename(root), "xs_esp32.bin");
	// mcconfig makes the whole of this word lower case, so the path to the board must not hold a folder of the user's.
	const target = `esp32:./hardware/boards/${board}`;
	const make = (goal: string) =>
		runCommand("mcconfig", [...(debug ? ["-d"] : []), "-m", "-p", target, "-t", goal, "-o", output, ...settings], { cwd: root, env });

	// The SDK's makefile goes on after a failure of the last step, so an image of an earlier build must not pass for this one's.
	rmSync(image, { force: true });
	if (await make("build") || !existsSync(image))
		throw new Missing(1, `${board}: the build failed, see above.`);
	const { size } = statSync(image);
	if (size > slot)
		throw new Missing(1, `${board}: the image has ${size} bytes, and an update slot only ${slot}.`);
	console.log(`${board}: ${path.relative(process.cwd(), image)}, ${size} bytes, ${Math.round(100 * size / slot)} % of an update slot`);
	if (deploy && await make("deploy"))
		throw new Missing(1, `${board}: writing to the board failed, see above.`);
}
catch (error) {
	giveUp(error);
}
