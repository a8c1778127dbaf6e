import { useState } from "preact/hooks";
import type { HistoryRow, Series } from "../api/api-types";
import { valueLabel } from "../format/value-label";
import { useTexts } from "../languages/language";
import { Button } from "../parts/button";
import { Card } from "../parts/card";
import { ChoiceField } from "../parts/choice-field";
import { Icon } from "../parts/icon";
import { Page } from "../parts/page";
import { Waiting } from "../parts/waiting";
import { useLoad } from "../state/hooks";
import { HistoryBars } from "./history-bars";
import type { Period } from "./history-window";
import { historyWindow, windowTitle } from "./history-window";

/** What was used per quarter hour, day or month. */
export function HistoryPage() {
	const t = useTexts();
	const { data, error } = useLoad<{ series: readonly Series[]; }>("/api/v1/history");
	const [chosen, setChosen] = useState(0);
	const [period, setPeriod] = useState<Period>("quarter");
	const [back, setBack] = useState(0);
	const series = data?.series[chosen] ?? data?.series[0];
	const { from, to } = historyWindow(period, back);
	const query = series && new URLSearchParams({ meter: series.meter, value: series.value, period, from: String(from), to: String(to) });
	const rows = useLoad<{ unit?: string; rows: readonly HistoryRow[]; }>(query && `/api/v1/history/data?${query}`);
	if (!data)
		return (
			<Page title={t.history.title}>
				<Waiting error={error} />
			</Page>
		);
	if (!series)
		return (
			<Page title={t.history.title}>
				<Card>
					<p>{t.history.none}</p>
				</Card>
			</Page>
		);
	return (
		<Page title={t.history.title}>
			<Card wide>
				<div class="line">
					<ChoiceField
						label={t.history.series}
						value={String(chosen)}
						onValue={value => setChosen(Number(value))}
						choices={data.series.map((one, index) => [String(index), `${one.meter}: ${valueLabel(one.value, t)}`])}
					/>
					<ChoiceField
						label={t.history.period}
						value={period}
						onValue={value => {
							setPeriod(value as Period);
							setBack(0);
						}}
						choices={[["quarter", t.history.quarter], ["day", t.history.day], ["month", t.history.month]]}
					/>
				</div>
				<div class="paging">
					<Button label={t.history.earlier} onClick={() => setBack(back + 1)}>
						<Icon name="back" />
					</Button>
					<h2 aria-live="polite">{windowTitle(period, from)}</h2>
					<Button label={t.history.later} disabled={back === 0} onClick={() => setBack(back - 1)}>
						<Icon name="next" />
					</Button>
				</div>
				{rows.data
					? <HistoryBars rows={rows.data.rows} unit={rows.data.unit ?? series.unit ?? ""} period={period} from={from} to={to} />
					: <Waiting error={rows.error} />}
				<div class="actions">
					<a class="button" href={`/api/v1/history/data.csv?${query}`} download={`${series.meter}-${series.value}.csv`}>{t.history.csv}</a>
				</div>
			</Card>
		</Page>
	);
}
