import { useState } from "preact/hooks";
import type { MbusAnswer } from "../api/api-types";
import { fill } from "../format/fill";
import { useTexts } from "../languages/language";
import { Button } from "../parts/button";
import { Card } from "../parts/card";
import { ChoiceField } from "../parts/choice-field";
import { Refusal } from "../parts/notice";
import { Progress } from "../parts/progress";
import { app } from "../state/app";
import { useAction } from "../state/hooks";

/** Starts a search, shows how far it is, ends it. */
export function MbusScan({ scan, onStarted }: { scan: MbusAnswer["scan"]; onStarted: () => void; }) {
	const t = useTexts();
	const [kind, setKind] = useState("all");
	const { busy, error, run } = useAction();
	const start = async () => await run(() => app.device.send("POST", "/api/v1/mbus/scan", { kind })) && onStarted();
	const cancel = async () => await run(() => app.device.send("DELETE", "/api/v1/mbus/scan")) && onStarted();
	return (
		<Card title={t.mbus.scan}>
			{scan.running
				? (
					<>
						<Progress
							part={scan.progress / 100}
							label={t.mbus.progress}
							text={fill(t.mbus.running, { percent: Math.round(scan.progress), found: scan.found })}
						/>
						<p class="quiet">{scan.text}</p>
						<div class="actions">
							<Button busy={busy} onClick={() => void cancel()}>{t.mbus.cancel}</Button>
						</div>
					</>
				)
				: (
					<div class="line">
						<ChoiceField
							label={t.mbus.scanKind}
							value={kind}
							onValue={setKind}
							choices={[["all", t.mbus.all], ["primary", t.mbus.primary], ["secondary", t.mbus.secondary]]}
						/>
						<Button kind="first" busy={busy} onClick={() => void start()}>{t.mbus.scan}</Button>
					</div>
				)}
			<Refusal error={error} />
		</Card>
	);
}
