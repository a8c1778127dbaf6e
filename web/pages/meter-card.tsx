import type { LiveMeter, MeterValue } from "../api/api-types";
import { formatNumber } from "../format/numbers";
import { formatAge } from "../format/times";
import { valueLabel } from "../format/value-label";
import { useTexts } from "../languages/language";
import { Card } from "../parts/card";
import { PowerChart } from "../parts/power-chart";
import { app } from "../state/app";
import type { TimedMeter } from "../state/live-meters";
import { powerValue } from "../state/power-samples";

/** One meter: how it is, its power over time, its values. */
export function MeterCard({ timed: { meter, told }, now }: { timed: TimedMeter; now: number; }) {
	const t = useTexts();
	const power = powerValue(meter);
	const age = meter.age === null ? undefined : meter.age + Math.max(0, (now - told) / 1000);
	const { manufacturer, model, id } = meter.identity ?? {};
	const who = [manufacturer, model, id].filter(Boolean).join(" · ");
	return (
		<Card title={meter.name} aside={<State meter={meter} age={age} />} wide={power !== undefined}>
			{who && <p class="quiet">{who}</p>}
			{meter.state === "waiting" && <p>{t.live.waitingText}</p>}
			{meter.state === "silent" && <p class="silent">{t.live.silentText}</p>}
			{power && (
				<>
					<p class="power">
						<span>{t.live.power}</span>
						<strong>
							{formatNumber(power.value)} <small>{power.unit}</small>
						</strong>
					</p>
					<PowerChart samples={app.live.samples.of(meter.name)} now={now} />
				</>
			)}
			{sections(meter.values.filter(value => value !== power && value.value !== "")).map(([name, values]) => (
				<div key={name}>
					{name && <h3>{valueLabel(name, t)}</h3>}
					<dl class="values">
						{values.map(value => (
							<div key={value.name} title={value.name}>
								<dt>{valueLabel(value.name.slice(name ? name.length + 1 : 0), t)}</dt>
								<dd class={value.unit && "amount"}>
									{formatNumber(value.value, !!value.unit)} {value.unit && <span class="unit">{unitText(value.unit)}</span>}
								</dd>
							</div>
						))}
					</dl>
				</div>
			))}
		</Card>
	);
}

function State({ meter: { state }, age }: { meter: LiveMeter; age: number | undefined; }) {
	const t = useTexts();
	return (
		<span class={`state ${state}`}>
			{state === "ok" ? "" : `${t.live[state]}${age === undefined ? "" : ", "}`}
			{age !== undefined && formatAge(age, t)}
		</span>
	);
}

/** The values by what stands before the first dot of their names: another device behind the same port. */
function sections(values: readonly MeterValue[]): [string, MeterValue[]][] {
	const found = new Map<string, MeterValue[]>();
	for (const value of values) {
		const at = value.name.indexOf(".");
		const name = at > 0 && !/^\d/.test(value.name.slice(at + 1)) ? value.name.slice(0, at) : "";
		found.set(name, [...found.get(name) ?? [], value]);
	}
	return [...found];
}

function unitText(unit: string): string {
	return unit.replace("m3", "m³");
}
