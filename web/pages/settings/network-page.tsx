import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { NetworkAnswer } from "../../api/api-types";
import { useTexts } from "../../languages/language";
import { Button } from "../../parts/button";
import { Card } from "../../parts/card";
import { Facts } from "../../parts/facts";
import { Waiting } from "../../parts/waiting";
import { WifiForm } from "../../parts/wifi-form";
import { useEvent, useLoad } from "../../state/hooks";

/** How the device is in the network, and another Wi-Fi for it. */
export function NetworkPage({ form }: { form: ComponentChildren; }) {
	const t = useTexts();
	const { data, error, set, reload } = useLoad<NetworkAnswer>("/api/v1/network");
	const [choosing, setChoosing] = useState(false);
	useEvent<NetworkAnswer>("network", set);
	if (!data)
		return <Waiting error={error} />;
	const wifi = data.kind !== "ethernet";
	return (
		<>
			<Card title={wifi ? t.network.wifi : t.network.ethernet}>
				<Facts
					rows={[
						[t.common.state, data.state === "connected" ? data.ssid || t.network.ethernet : t.network.notConnected],
						[t.network.address, data.address],
						[t.network.hostname, data.hostname],
						[t.network.signal, wifi && data.rssi ? `${data.rssi} dBm` : ""],
						[t.network.mac, data.mac],
						[t.network.portal, data.portal.active ? data.portal.ssid : ""],
						[t.network.lastError, data.lastError],
					]}
				/>
				{wifi && !choosing && (
					<div class="actions">
						<Button onClick={() => setChoosing(true)}>{t.network.change}</Button>
					</div>
				)}
				{choosing && <WifiForm network={data} onAsk={reload} onConnected={() => setChoosing(false)} />}
			</Card>
			<h2>{t.network.more}</h2>
			{form}
		</>
	);
}
