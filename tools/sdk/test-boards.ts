import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parsePartitions } from "../../simulator/flash/partition-table";
import { boardArguments } from "./build-board";
import { runCommand } from "./run-command";
import { boards, root } from "./toolchain";
import { typeFaults } from "./type-faults";

/** What the boot loader and the receivers are configured with on every board. */
const wanted = ["CONFIG_BOOTLOADER_APP_ROLLBACK_ENABLE=y", "CONFIG_PARTITION_TABLE_CUSTOM=y", "CONFIG_UART_ISR_IN_IRAM=y"];

/** Has mcconfig write what it hands to ESP-IDF for each board, and looks at partition table and configuration. Needs no compiler for the chip. */
export async function testBoards(env: NodeJS.ProcessEnv, report: (name: string, problem?: string) => void): Promise<void> {
	const table = readFileSync(path.join(root, "hardware", "partitions.csv"), "utf8");
	for (const board of boards()) {
		const output = mkdtempSync(path.join(tmpdir(), "meterwire-sdk-"));
		try {
			await runCommand("mcconfig", ["-p", `esp32:./hardware/boards/${board}`, "-o", output], { cwd: root, env });
			const files = find(output);
			const partitions = files["partitions.csv"], configuration = files["sdkconfig.mc"];
			report(
				`${board}: two slots, otadata and history`,
				partitions && JSON.stringify(parsePartitions(partitions)) === JSON.stringify(parsePartitions(table))
					? undefined
					: partitions ?? "no table",
			);
			const missing = wanted.filter(line => !configuration?.split("\n").includes(line));
			report(`${board}: types fit the SDK's typings`, typeFaults(output));
			report(`${board}: goes back to the old image by itself`, missing.length ? `without ${missing.join(", ")}` : undefined);
		}
		finally {
			rmSync(output, { recursive: true, force: true });
		}
	}
}

/** The same with one place for firmware, for one board. */
export async function testOneSlot(env: NodeJS.ProcessEnv, report: (name: string, problem?: string) => void): Promise<void> {
	const [board] = boards(), output = mkdtempSync(path.join(tmpdir(), "meterwire-sdk-"));
	try {
		await runCommand("mcconfig", [...boardArguments(board!, true, true), "-o", output], { cwd: root, env });
		const table = readFileSync(path.join(root, "hardware", "partitions-one-slot.csv"), "utf8"),
			found = find(output)["partitions.csv"] ?? "";
		const same = JSON.stringify(parsePartitions(found)) === JSON.stringify(parsePartitions(table));
		report(`${board}: --one-slot has one place for firmware`, same ? undefined : found || "no table");
	}
	finally {
		rmSync(output, { recursive: true, force: true });
	}
}

/** Texts of the files in the project's folder that mcconfig has written. */
function find(output: string): Record<string, string> {
	const files: Record<string, string> = {};
	for (const entry of readdirSync(output, { recursive: true, encoding: "utf8" })) {
		const file = path.join(output, entry), name = path.basename(entry);
		if ((name === "partitions.csv" || name === "sdkconfig.mc") && existsSync(file))
			files[name] = readFileSync(file, "utf8");
	}
	return files;
}
