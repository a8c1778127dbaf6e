/*
	Runs inside an engine: compiles a script, feeds its meters, answers with what came out. The command is JSON: the script's text, and for each
	feed the meter's number and its bytes as numbers.
*/
import "../../../simulator/host/shims";
import { compileScript } from "../../../meters/script/compile-script";
import { ScriptRun } from "../../../meters/script/script-run";

Object.assign(globalThis, {
	handleCommand(command: ArrayBuffer) {
		const { script, feeds } = JSON.parse(String.fromArrayBuffer(command)) as { script: string; feeds: [number, number[]][]; };
		let now = 0;
		const immediate: string[] = [];
		const compiled = compileScript(script);
		const run = new ScriptRun(compiled, { ticks: () => now, onImmediate: member => immediate.push(member) });
		feeds.forEach(([meter, bytes]) => {
			const channel = run.channel(meter);
			if (!channel)
				return;
			channel.requests.next();
			channel.reader.push(Uint8Array.from(bytes));
			channel.reader.idle();
			now += 1500;
		});
		const { errors, warnings, lines } = compiled;
		const answer = { errors, warnings, lines, immediate, sensor: run.sensor() ?? null, rows: run.values.rows() };
		return { result: ArrayBuffer.fromString(JSON.stringify(answer)) };
	},
});
