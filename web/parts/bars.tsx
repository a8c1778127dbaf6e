import { formatNumber } from "../format/numbers";

export interface Bar {
	readonly time: number;
	/** When, in words. */
	readonly label: string;
	/** For the axis; empty where there is no room. */
	readonly tick: string;
	/** As the device sent it. */
	readonly amount: string;
}

const height = 180, step = 10;

/** Amounts as bars. `label` says in words what they show. */
export function Bars({ bars, unit, label }: { bars: readonly Bar[]; unit: string; label: string; }) {
	const amounts = bars.map(bar => Number(bar.amount) || 0);
	const top = Math.max(0, ...amounts), bottom = Math.min(0, ...amounts);
	const scale = height / ((top - bottom) || 1);
	const width = bars.length * step;
	const highest = bars[amounts.indexOf(top)];
	return (
		<figure class="bars">
			<p class="scale" aria-hidden="true">{highest && formatNumber(highest.amount)} {unit}</p>
			<svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
				{bars.map((bar, index) => {
					const size = Math.abs(amounts[index]!) * scale;
					return size > 0 && (
						<rect
							key={bar.time}
							x={index * step + 1}
							width={step - 2}
							y={amounts[index]! > 0 ? top * scale - size : top * scale}
							height={Math.max(size, 1)}
						>
							<title>{bar.label}: {formatNumber(bar.amount)} {unit}</title>
						</rect>
					);
				})}
				<path class="zero" d={`M0 ${top * scale}H${width}`} />
			</svg>
			<div class="ticks" aria-hidden="true">
				{bars.map(({ time, tick }) => <span key={time}>{tick}</span>)}
			</div>
		</figure>
	);
}
