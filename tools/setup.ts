/*
	`npm run setup`: installs what a build for the chip needs, by xs-dev (https://github.com/HipsterBrown/xs-dev): the Moddable SDK with its tools, and
	ESP-IDF in the version that goes with it. Says what it will do first. `--dry-run` only says it.
*/
import { runCommand } from "./sdk/run-command";
import { giveUp, Missing, openTerminal, root } from "./sdk/toolchain";

/** xs-dev 1 takes the version of ESP-IDF from the SDK. */
const steps: readonly (readonly string[])[] = [["xs-dev@1", "setup", "--release", "8.2.3"], ["xs-dev@1", "setup", "--device", "esp32"]];

try {
	const args = process.argv.slice(2);
	const unknown = args.find(word => word !== "--dry-run");
	if (unknown)
		throw new Missing(2, `Unknown word ${unknown}. Only --dry-run is known.`);
	console.log(
		"This installs the Moddable SDK 8.2.3 and ESP-IDF v6.0 into your home folder, some 4 GB, by running:",
	);
	for (const step of steps)
		console.log(`  npx ${step.join(" ")}`);
	console.log("It takes about 20 minutes and may ask for your password. What is there already it leaves as it is.");
	if (args.includes("--dry-run"))
		process.exit(0);
	for (const step of steps) {
		const status = await runCommand("npx", ["--yes", ...step], { cwd: root, env: process.env });
		if (status)
			throw new Missing(1, `\`npx ${step.join(" ")}\` failed: see its message above.`);
	}
	console.log(`Done. ${openTerminal} Then \`npm run build -- BOARD\`.`);
}
catch (error) {
	giveUp(error);
}
