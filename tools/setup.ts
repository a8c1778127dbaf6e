/*
	`npm run setup`: installs what a build for the chip needs, by xs-dev (https://github.com/HipsterBrown/xs-dev): the Moddable SDK with its tools, and
	ESP-IDF in the version that goes with it. Says what it will do first. `--dry-run` only says it.
*/
import { runCommand } from "./sdk/run-command";
import { giveUp, Missing, root } from "./sdk/toolchain";

const steps: readonly (readonly string[])[] = [["xs-dev", "setup"], ["xs-dev", "setup", "--device", "esp32"]];

try {
	const args = process.argv.slice(2);
	const unknown = args.find(word => word !== "--dry-run");
	if (unknown)
		throw new Missing(2, `Unknown word ${unknown}. Only --dry-run is known.`);
	console.log(
		"This installs the Moddable SDK (Meterwire is written for 8.2.3) and ESP-IDF v6.0 into your home folder, some 4 GB, by running:",
	);
	for (const step of steps)
		console.log(`  npx ${step.join(" ")}`);
	console.log("It takes about 20 minutes, may ask for your password, and adds MODDABLE and IDF_PATH to the profile of your shell.");
	if (args.includes("--dry-run"))
		process.exit(0);
	for (const step of steps) {
		const status = await runCommand("npx", ["--yes", ...step], { cwd: root, env: process.env });
		if (status)
			throw new Missing(1, `\`npx ${step.join(" ")}\` failed: see its message above.`);
	}
	console.log("Done. Open a new terminal; then `npm run build -- BOARD`.");
}
catch (error) {
	giveUp(error);
}
