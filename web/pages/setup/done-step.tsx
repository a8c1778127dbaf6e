import { useEffect } from "preact/hooks";
import type { NetworkAnswer } from "../../api/api-types";
import { formatNumber } from "../../format/numbers";
import { valueLabel } from "../../format/value-label";
import { language, useTexts } from "../../languages/language";
import { Card } from "../../parts/card";
import { Notice } from "../../parts/notice";
import { app } from "../../state/app";
import { useEvent, useLoad } from "../../state/hooks";
import { powerValue } from "../../state/power-samples";
import { address } from "../../state/route";
import { useStore } from "../../state/store";

/** Where the device is from now on, and the first value. */
export function DoneStep() {
	const t = useTexts();
	const session = useStore(app.session);
	const meters = useStore(app.live.list);
	const { data, set } = useLoad<NetworkAnswer>("/api/v1/network");
	useEvent<NetworkAnswer>("network", set);
	// What was chosen for this browser is right for the next one too. An older device does not know the setting.
	useEffect(() => void app.device.send("PATCH", "/api/v1/settings", { language: language() }).catch(() => undefined), []);
	const meter = meters?.find(({ meter }) => meter.values.length > 0)?.meter;
	const value = meter && (powerValue(meter) ?? meter.values[0]);
	const portal = session?.portal && data?.address;
	return (
		<Card>
			<p>{t.setup.doneText}</p>
			{portal && (
				<>
					<p>
						{t.setup.address} <a href={`http://${data.address}/`}>http://{data.address}/</a>
						{data.hostname && (
							<>
								, <a href={`http://${data.hostname}.local/`}>http://{data.hostname}.local/</a>
							</>
						)}
					</p>
					<Notice kind="warning">{t.setup.moveOn}</Notice>
				</>
			)}
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
