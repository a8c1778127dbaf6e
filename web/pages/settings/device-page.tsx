import { useState } from "preact/hooks";
import type { DeviceAnswer } from "../../api/api-types";
import { formatCount } from "../../format/numbers";
import { formatDuration, formatTime } from "../../format/times";
import { useTexts } from "../../languages/language";
import { Button } from "../../parts/button";
import { Card } from "../../parts/card";
import { Confirm } from "../../parts/confirm";
import { Facts } from "../../parts/facts";
import { Refusal } from "../../parts/notice";
import { Waiting } from "../../parts/waiting";
import { app } from "../../state/app";
import { useAction, useLoad } from "../../state/hooks";

type Wish = "restart" | "settings" | "all";

/** What the device is, and how it begins anew. */
export function DevicePage() {
	const t = useTexts();
	const { data, error } = useLoad<DeviceAnswer>("/api/v1/device");
	const [wish, setWish] = useState<Wish | undefined>(undefined);
	const action = useAction();
	const fulfil = async () => {
		setWish(undefined);
		const sent = wish === "restart"
			? () => app.device.send("POST", "/api/v1/restart")
			: () => app.device.send("POST", "/api/v1/reset", { what: wish });
		if (await action.run(sent))
			app.restarting();
	};
	const d = t.device;
	const words: Readonly<Record<Wish, readonly [string, string, string]>> = {
		restart: [d.restartQuestion, d.restartText, t.common.restart],
		settings: [d.resetQuestion, d.resetSettingsText, d.resetSettings],
		all: [d.resetQuestion, d.resetAllText, d.resetAll],
	};
	return (
		<>
			<Card>
				{data
					? (
						<Facts
							rows={[
								[t.common.name, data.name],
								[d.version, data.version],
								[d.board, data.board],
								[d.chip, data.chip],
								[t.network.mac, data.mac],
								[d.uptime, formatDuration(data.uptime, t)],
								[d.reason, data.restartReason],
								[d.boots, formatCount(data.bootCount)],
								[
									d.memory,
									[data.freeMemory, data.freeHeap].flatMap(free => free === null ? [] : `${formatCount(free / 1000)} kB`).join(" · "),
								],
								[d.clock, data.time === null ? d.noClock : formatTime(data.time)],
								[
									d.mqtt,
									[data.mqtt.host, data.mqtt.state, data.mqtt.state !== "connected" && data.mqtt.lastError].filter(Boolean).join(" · "),
								],
								[t.groups.influx, data.influx.state === "off" ? "" : data.influx.lastError || data.influx.state],
							]}
						/>
					)
					: <Waiting error={error} />}
				<Refusal error={action.error} />
				<div class="actions">
					<Button busy={action.busy} onClick={() => setWish("restart")}>{t.common.restart}</Button>
				</div>
			</Card>
			<Card title={d.reset}>
				<div class="actions">
					<Button kind="danger" onClick={() => setWish("settings")}>{d.resetSettings}</Button>
					<Button kind="danger" onClick={() => setWish("all")}>{d.resetAll}</Button>
				</div>
			</Card>
			<Card title={d.interfaces}>
				<p>{d.interfacesText}</p>
			</Card>
			{wish && (
				<Confirm
					question={words[wish][0]}
					text={words[wish][1]}
					action={words[wish][2]}
					danger={wish !== "restart"}
					onYes={() => void fulfil()}
					onNo={() => setWish(undefined)}
				/>
			)}
		</>
	);
}
