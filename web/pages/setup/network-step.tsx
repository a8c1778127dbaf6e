import type { NetworkAnswer } from "../../api/api-types";
import { fill } from "../../format/fill";
import { useTexts } from "../../languages/language";
import { Button } from "../../parts/button";
import { Card } from "../../parts/card";
import { Notice } from "../../parts/notice";
import { Waiting } from "../../parts/waiting";
import { WifiForm } from "../../parts/wifi-form";
import { useEvent, useLoad } from "../../state/hooks";

/** The Wi-Fi; nothing to choose for a device on the cable. */
export function NetworkStep({ onDone }: { onDone: () => void; }) {
	const t = useTexts();
	const { data, error, set, reload } = useLoad<NetworkAnswer>("/api/v1/network");
	useEvent<NetworkAnswer>("network", set);
	if (!data)
		return (
			<Card>
				<Waiting error={error} />
			</Card>
		);
	const cable = data.kind === "ethernet";
	const connected = data.state === "connected";
	return (
		<Card>
			{cable && <p>{t.setup.cable}</p>}
			{connected && !cable && <Notice kind="good">{fill(t.network.connected, { ssid: data.ssid })}</Notice>}
			{!cable && <WifiForm network={data} onAsk={reload} onConnected={onDone} />}
			<div class="actions">
				<Button kind={connected || cable ? "first" : "plain"} onClick={onDone}>{connected || cable ? t.common.next : t.common.skip}</Button>
			</div>
		</Card>
	);
}
