import { useEffect } from "preact/hooks";
import { useTexts } from "../languages/language";
import { Card } from "../parts/card";
import { Page } from "../parts/page";
import { Waiting } from "../parts/waiting";
import { app } from "../state/app";
import { useSeconds } from "../state/hooks";
import { address } from "../state/route";
import { useStore } from "../state/store";
import { MeterCard } from "./meter-card";

/** Every meter with what it says now. */
export function LivePage() {
	const t = useTexts();
	const meters = useStore(app.live.list);
	const now = useSeconds();
	useEffect(() => void app.loadLive(), []);
	return (
		<Page title={t.live.title}>
			{!meters
				? <Waiting error={undefined} />
				: meters.length
				? <div class="cards">{meters.map(timed => <MeterCard key={timed.meter.name} timed={timed} now={now} />)}</div>
				: (
					<Card title={t.live.none}>
						<p>{t.live.noneHint}</p>
						<p>
							<a href={address("ports")}>{t.live.toPorts}</a>
						</p>
					</Card>
				)}
		</Page>
	);
}
