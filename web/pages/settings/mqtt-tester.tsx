import { useState } from "preact/hooks";
import type { MqttTest } from "../../api/api-types";
import { useTexts } from "../../languages/language";
import { Button } from "../../parts/button";
import { Notice, Refusal } from "../../parts/notice";
import { app } from "../../state/app";
import { useAction } from "../../state/hooks";

/** Milliseconds: a name that is looked up in vain, and a handshake, take their time. */
const patience = 60_000;

/** Tries the broker with what stands in the fields, and says at which step it fails. */
export function MqttTester({ value }: { value: (name: string) => string; }) {
	const t = useTexts();
	const { busy, error, run } = useAction();
	const [result, setResult] = useState<MqttTest | undefined>(undefined);
	const test = () =>
		run(async () => {
			setResult(undefined);
			const password = value("mqttPassword");
			const body = {
				host: value("mqttHost"),
				port: Number(value("mqttPort")) || 1883,
				tls: value("mqttTls") === "on",
				user: value("mqttUser"),
				...(password && { password }),
			};
			setResult(await app.device.send<MqttTest>("POST", "/api/v1/mqtt/test", body, patience));
		});
	const steps: Readonly<Record<string, string>> = { name: t.mqtt.name, tcp: t.mqtt.tcp, tls: t.mqtt.tls, login: t.mqtt.login };
	return (
		<div class="test">
			<Button busy={busy} disabled={!value("mqttHost")} onClick={() => void test()}>{t.mqtt.test}</Button>
			{busy && <p role="status">{t.mqtt.testing}</p>}
			{!busy && result?.ok && <Notice kind="good">{t.mqtt.good}</Notice>}
			{!busy && result && !result.ok && (
				<Notice kind="error">
					{steps[result.step ?? ""] ?? t.mqtt.other}
					{result.error && <small lang="en">{result.error}</small>}
				</Notice>
			)}
			<Refusal error={error} />
		</div>
	);
}
