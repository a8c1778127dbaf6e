import { useEffect } from "preact/hooks";
import { formatNumber } from "../../format/numbers";
import { valueLabel } from "../../format/value-label";
import { language, useTexts } from "../../languages/language";
import { Card } from "../../parts/card";
import { NewAddress } from "../../parts/new-address";
import { app } from "../../state/app";
import { powerValue } from "../../state/power-samples";
import { address } from "../../state/route";
import { useStore } from "../../state/store";

/** Where the device is from now on, and the first value. */
export function DoneStep() {
	const t = useTexts();
	const meters = useStore(app.live.list);
	// What was chosen for this browser is right for the next one too. An older device does not know the setting.
	useEffect(() => void app.device.send("PATCH", "/api/v1/settings", { language: language() }).catch(() => undefined), []);
	const meter = meters?.find(({ meter }) => meter.values.length > 0)?.meter;
	const value = meter && (powerValue(meter) ?? meter.values[0]);
	return (
		<Card>
			<p>{t.setup.doneText}</p>
			<NewAddress step="done" />
			<p class="power" role="status">
				<span>{t.setup.firstValue}</span>
				{value
					? <strong>{valueLabel(value.name, t)}: {formatNumber(value.value)} {value.unit}</strong>
					: <span class="quiet">{t.setup.waiting}</span>}
			</p>
			<div class="actions">
				<a class="button first" href={address("live")}>{t.setup.open}</a>
			</div>
		</Card>
	);
}
