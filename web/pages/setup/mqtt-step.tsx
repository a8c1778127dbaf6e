import { useTexts } from "../../languages/language";
import { Button } from "../../parts/button";
import { Card } from "../../parts/card";
import { NewAddress } from "../../parts/new-address";
import { Waiting } from "../../parts/waiting";
import { useLoad } from "../../state/hooks";
import { MqttTester } from "../settings/mqtt-tester";
import { SettingsForm } from "../settings/settings-form";
import type { SettingsAnswer } from "../settings/settings-pages";

const names = ["mqttHost", "mqttPort", "mqttTls", "mqttUser", "mqttPassword"];

/** The broker, with a test before it is kept. */
export function MqttStep({ onDone }: { onDone: () => void; }) {
	const t = useTexts();
	const { data, error } = useLoad<SettingsAnswer>("/api/v1/settings");
	return (
		<>
			<Card>
				<NewAddress step="mqtt" />
				<p>{t.setup.mqttText}</p>
				<Button onClick={onDone}>{t.common.skip}</Button>
			</Card>
			{data
				? (
					<SettingsForm
						settings={data.settings.filter(({ name }) => names.includes(name))}
						onSaved={onDone}
						extra={value => <MqttTester value={value} />}
						action={t.common.next}
						quiet
					/>
				)
				: (
					<Card>
						<Waiting error={error} />
					</Card>
				)}
		</>
	);
}
