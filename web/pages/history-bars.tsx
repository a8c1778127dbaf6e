import type { HistoryRow } from "../api/api-types";
import { fill } from "../format/fill";
import { addNumbers, formatNumber } from "../format/numbers";
import { useTexts } from "../languages/language";
import { Bars } from "../parts/bars";
import type { Period } from "./history-window";
import { rowLabel, rowTick, slotTimes } from "./history-window";

/** The rows as bars and as a table. */
export function HistoryBars(
	{ rows: given, unit, period, from, to }: { rows: readonly HistoryRow[]; unit: string; period: Period; from: number; to: number; },
) {
	const t = useTexts();
	const rows = given.map(({ time, amount, total }) => ({ time, amount: amount ?? "", total: total ?? "" })).sort((a, b) => a.time - b.time);
	const times = slotTimes(period, from, to);
	if (!rows.length)
		return <p>{t.history.empty}</p>;
	const sum = `${formatNumber(addNumbers(rows.map(row => row.amount)))} ${unit}`;
	const highest = rows.reduce((most, row) => Number(row.amount) > Number(most.amount) ? row : most);
	const words = fill(t.history.chart, {
		count: rows.length,
		from: rowLabel(period, rows[0]!.time),
		to: rowLabel(period, rows.at(-1)!.time),
		sum,
		highest: `${formatNumber(highest.amount)} ${unit}`,
	});
	return (
		<>
			<p class="power">
				<span>{t.history.sum}</span>
				<strong>{sum}</strong>
			</p>
			<Bars
				bars={times.map((time, index) => ({
					time,
					label: rowLabel(period, time),
					tick: rowTick(period, time),
					amount: addNumbers(rows.filter(row => row.time >= time && row.time < (times[index + 1] ?? to)).map(row => row.amount)),
				}))}
				unit={unit}
				label={words}
			/>
			<details>
				<summary>{t.history.table}</summary>
				<div class="scroll" tabIndex={0}>
					<table>
						<thead>
							<tr>
								<th scope="col">{t.history.time}</th>
								<th scope="col" class="number">{t.history.amount} ({unit})</th>
								<th scope="col" class="number">{t.history.total} ({unit})</th>
							</tr>
						</thead>
						<tbody>
							{rows.map(({ time, amount, total }) => (
								<tr key={time}>
									<th scope="row">{rowLabel(period, time)}</th>
									<td class="number">{formatNumber(amount)}</td>
									<td class="number">{formatNumber(total)}</td>
								</tr>
							))}
						</tbody>
					</table>
				</div>
			</details>
		</>
	);
}
