import { useEffect } from "preact/hooks";
import type { DeviceAnswer } from "../../api/api-types";
import { formatNumber } from "../../format/numbers";
import { valueLabel } from "../../format/value-label";
import { language, useTexts } from "../../languages/language";
import { Card } from "../../parts/card";
import { NewAddress } from "../../parts/new-address";
import { Notice } from "../../parts/notice";
import { app } from "../../state/app";
import { useLoad } from "../../state/hooks";
import { powerValue } from "../../state/power-samples";
import { address } from "../../state/route";
import { useStore } from "../../state/store";

/** Milliseconds between two looks at how the device gets on with its broker. */
const look = 3000;

/** Where the device is from now on, and the first value; also that the broker which was given cannot be reached. */
export function DoneStep() {
	const t = useTexts();
	const meters = useStore(app.live.list);
	// What was chosen for this browser is right for the next one too. An older device does not know the setting.
	useEffect(() => void app.device.send("PATCH", "/api/v1/settings", { language: language() }).catch(() => undefined), []);
	const { data: device, reload } = useLoad<DeviceAnswer>("/api/v1/device");
	useEffect(() => {
		const timer = setInterval(reload, look);
		return () => clearInterval(timer);
	}, []);
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
			{device?.mqtt.host && device.mqtt.state === "waiting" && (
				<Notice kind="warning">
					<p>{t.device.mqtt}: {device.mqtt.lastError}</p>
					<a href={address("settings", "mqtt")}>{t.settings.title}</a>
				</Notice>
			)}
			<div class="actions">
				<a class="button first" href={address("live")}>{t.setup.open}</a>
				{!value && <a class="button" href={address("ports")}>{t.live.toPorts}</a>}
			</div>
		</Card>
	);
}
