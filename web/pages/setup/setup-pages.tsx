import { useState } from "preact/hooks";
import { fill } from "../../format/fill";
import { useTexts } from "../../languages/language";
import { Page } from "../../parts/page";
import { PasswordForm } from "../../parts/password-form";
import { Card } from "../../parts/card";
import { app } from "../../state/app";
import { go, useRoute } from "../../state/route";
import { useStore } from "../../state/store";
import { DoneStep } from "./done-step";
import { LanguageStep } from "./language-step";
import { MqttStep } from "./mqtt-step";
import { NetworkStep } from "./network-step";

const steps = ["language", "password", "network", "mqtt", "done"] as const;
type Step = (typeof steps)[number];

/** First set-up, one question after the other. Its step is in the address, so that a browser that was closed goes on there. */
export function SetupPages() {
	const t = useTexts();
	const [, place] = useRoute();
	const passwordSet = useStore(app.session)!.passwordSet;
	const [chosen, setChosen] = useState(false);
	const named = steps.find(step => step === place);
	// Without a password there are the first two steps only; with one the second is over.
	const step: Step = passwordSet ? named === undefined || steps.indexOf(named) < 2 ? "network" : named : chosen ? "password" : "language";
	const to = (next: Step) => go("setup", next);
	const titles: Readonly<Record<Step, string>> = {
		language: t.setup.welcome,
		password: t.setup.passwordTitle,
		network: t.setup.networkTitle,
		mqtt: t.setup.mqttTitle,
		done: t.setup.doneTitle,
	};
	return (
		<Page title={titles[step]} aside={<p class="quiet">{fill(t.setup.step, { step: steps.indexOf(step) + 1, steps: steps.length })}</p>}>
			<progress class="steps" max={steps.length} value={steps.indexOf(step) + 1} aria-label={t.setup.title} />
			{step === "language" && (
				<LanguageStep onDone={() => setChosen(true)} />
			)}
			{step === "password" && (
				<Card>
					<p>{t.setup.passwordText}</p>
					<PasswordForm
						action={t.common.next}
						onDone={() => to("network")}
					/>
				</Card>
			)}
			{step === "network" && <NetworkStep onDone={() => to("mqtt")} />}
			{step === "mqtt" && <MqttStep onDone={() => to("done")} />}
			{step === "done" && <DoneStep />}
		</Page>
	);
}
