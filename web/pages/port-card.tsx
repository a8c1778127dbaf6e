import { useState } from "preact/hooks";
import type { PortState } from "../api/api-types";
import { fill } from "../format/fill";
import { lookUp, portName } from "../format/look-up";
import { formatCount } from "../format/numbers";
import { formatAge } from "../format/times";
import { useTexts } from "../languages/language";
import { Button } from "../parts/button";
import { Card } from "../parts/card";
import { Facts } from "../parts/facts";
import { Icon } from "../parts/icon";
import { Notice, Refusal } from "../parts/notice";
import { app } from "../state/app";
import { useAction } from "../state/hooks";
import { address } from "../state/route";

/** One port: what was recognised, what is wrong and how to mend it, what was counted. */
export function PortCard({ port }: { port: PortState; }) {
	const t = useTexts();
	const { busy, error, run } = useAction();
	const [told, setTold] = useState(false);
	const detect = async () => setTold(await run(() => app.device.send("POST", `/api/v1/ports/${encodeURIComponent(port.port)}/detect`)));
	const counters = { ...port.faults, ...port.decoder };
	// An input that counts has no telegrams, and nothing to find.
	const isSerial = !port.port.startsWith("pulse");
	return (
		<Card title={portName(port.port, t)} aside={port.meter !== port.port && <span class="quiet">{port.meter}</span>}>
			<ul class="diagnosis">
				{port.diagnosis.map(({ code, level }) => (
					<li key={code} class={level}>
						<Icon name={level} />
						<div>
							<span class="hidden">{t.common[level]}:</span>
							<strong>{lookUp(t.diagnosis, code) || code}</strong>
							{lookUp(t.cures, code) && <p>{lookUp(t.cures, code)}</p>}
						</div>
					</li>
				))}
			</ul>
			<Facts
				rows={[
					[t.ports.detected, port.detected || t.ports.nothing],
					[t.ports.activity, [port.activity, port.note].filter(Boolean).join(" · ")],
					[t.ports.lastTelegram, port.age === null ? t.common.never : formatAge(port.age, t)],
					[t.ports.telegrams, isSerial ? formatCount(port.decoder["telegrams"] ?? 0) : ""],
					[
						t.ports.bytes,
						isSerial ? `${formatCount(port.bytes)} (${fill(t.ports.perSecond, { count: formatCount(port.bytesPerSecond) })})` : "",
					],
					[t.ports.lastError, port.lastError],
				]}
			/>
			<details>
				<summary>{t.ports.counters}</summary>
				<Facts
					rows={Object.entries(counters).filter(([name]) => name !== "bytes" && name !== "telegrams").map(([name, count]) => [
						lookUp(t.ports, name) || name,
						formatCount(count),
					])}
				/>
			</details>
			<Refusal error={error} />
			{told && <Notice kind="good">{t.ports.detecting}</Notice>}
			{isSerial && (
				<div class="actions">
					<a class="button" href={address("ports", port.port)}>{t.ports.showTelegrams}</a>
					<Button busy={busy} onClick={() => void detect()}>{t.ports.detect}</Button>
				</div>
			)}
		</Card>
	);
}
