import { useState } from "preact/hooks";
import { DeviceError } from "../../api/device-error";
import { useTexts } from "../../languages/language";
import { Button } from "../../parts/button";
import { Card } from "../../parts/card";
import { CheckField } from "../../parts/check-field";
import { FileField } from "../../parts/file-field";
import { Notice, Refusal } from "../../parts/notice";
import { app } from "../../state/app";
import { useAction } from "../../state/hooks";

/** All settings as a file, and back. */
export function BackupPage() {
	const t = useTexts();
	const [secrets, setSecrets] = useState(false);
	const [file, setFile] = useState<File | undefined>(undefined);
	const [warnings, setWarnings] = useState<readonly string[] | undefined>(undefined);
	const { busy, error, run } = useAction();
	const restore = async () => {
		setWarnings(undefined);
		const good = await run(async () => {
			const answer = await app.device.send<{ warnings?: readonly string[]; }>(
				"PUT",
				"/api/v1/backup",
				parse(await file!.text(), t.backup.notJson),
			);
			setWarnings(answer.warnings ?? []);
		});
		if (good)
			app.restarting();
	};
	return (
		<>
			<Card title={t.backup.download}>
				<p>{t.backup.downloadText}</p>
				<CheckField label={t.backup.secrets} value={secrets} onValue={setSecrets} help={t.backup.secretsText} />
				<div class="actions">
					<a class="button first" href={`/api/v1/backup${secrets ? "?secrets=1" : ""}`} download="meterwire-backup.json">
						{t.backup.button}
					</a>
				</div>
			</Card>
			<Card title={t.backup.restore}>
				<p>{t.backup.restoreText}</p>
				<FileField label={t.update.chooseFile} accept="application/json,.json" onFile={setFile} />
				<Refusal error={error} />
				{warnings && (
					<Notice kind={warnings.length ? "warning" : "good"}>
						<p>{t.backup.done}</p>
						{warnings.length > 0 && <ul lang="en">{warnings.map(text => <li key={text}>{text}</li>)}</ul>}
					</Notice>
				)}
				<div class="actions">
					<Button busy={busy} disabled={!file} onClick={() => void restore()}>{t.backup.restoreButton}</Button>
				</div>
			</Card>
		</>
	);
}

function parse(text: string, complaint: string): unknown {
	try {
		return JSON.parse(text);
	}
	catch {
		throw new DeviceError(400, complaint);
	}
}
