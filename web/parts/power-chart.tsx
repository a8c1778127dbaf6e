import { fill } from "../format/fill";
import { formatCount } from "../format/numbers";
import { formatAge } from "../format/times";
import { useTexts } from "../languages/language";
import type { Sample } from "../state/power-samples";
import { chartSpan } from "../state/power-samples";

const width = 600, height = 160;
/** Milliseconds that the chart shows at least, when the page has just been opened. */
const shortest = 60_000;

/** Power over the last minutes. The line moves to the left with the time; what it shows is also said in words. */
export function PowerChart({ samples, now }: { samples: readonly Sample[]; now: number; }) {
	const t = useTexts();
	if (samples.length < 2)
		return <p class="quiet chart-empty">{t.live.chartWaiting}</p>;
	const values = samples.map(sample => sample.watts);
	const lowest = Math.min(...values), highest = Math.max(...values);
	// Zero is always in the picture, so that a small change does not look like a big one.
	const room = (Math.max(0, highest) - Math.min(0, lowest) || 1) / 20;
	const bottom = lowest < 0 ? lowest - room : 0, top = Math.max(0, highest) + room;
	const span = Math.min(chartSpan, Math.max(shortest, now - samples[0]!.time));
	const x = (time: number) => (width * (1 - (now - time) / span)).toFixed(1);
	const y = (watts: number) => (height * (top - watts) / (top - bottom)).toFixed(1);
	// A value holds until the next one.
	const steps = samples.map(({ time, watts }, index) => `${index ? `H${x(time)}` : `M${x(time)} ${y(watts)}`}V${y(watts)}`).join("");
	const line = `${steps}H${width}`;
	const words = fill(t.live.chart, {
		minutes: Math.ceil(span / 60_000),
		now: formatCount(values.at(-1)!),
		lowest: formatCount(lowest),
		highest: formatCount(highest),
	});
	return (
		<figure class="chart">
			<svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={words}>
				<path class="area" d={`${line}V${y(0)}H${x(samples[0]!.time)}z`} />
				<path class="zero" d={`M0 ${y(0)}H${width}`} />
				<path class="line" d={line} />
			</svg>
			<figcaption aria-hidden="true">
				<span>{formatAge(span / 1000, t)}</span>
				<span>↓ {formatCount(lowest)} W ↑ {formatCount(highest)} W</span>
				<span>{t.common.now}</span>
			</figcaption>
		</figure>
	);
}
