import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { UpdateAnswer } from "../../api/api-types";
import { fill } from "../../format/fill";
import { useTexts } from "../../languages/language";
import { Button } from "../../parts/button";
import { Card } from "../../parts/card";
import { CheckField } from "../../parts/check-field";
import { Confirm } from "../../parts/confirm";
import { Facts } from "../../parts/facts";
import { FileField } from "../../parts/file-field";
import { Notice, Refusal } from "../../parts/notice";
import { Progress } from "../../parts/progress";
import { TextField } from "../../parts/text-field";
import { Waiting } from "../../parts/waiting";
import { app } from "../../state/app";
import { useAction, useEvent, useLoad } from "../../state/hooks";

/** Milliseconds: the release page is far away. */
const patience = 60_000;

/** New firmware: from the release page, an address or a file. */
export function UpdatePage({ form }: { form: ComponentChildren; }) {
	const t = useTexts();
	const { data, error, set, reload } = useLoad<UpdateAnswer>("/api/v1/update");
	const [file, setFile] = useState<File | undefined>(undefined);
	const [url, setUrl] = useState("");
	const [force, setForce] = useState(false);
	const [sent, setSent] = useState<number | undefined>(undefined);
	const [checked, setChecked] = useState(false);
	const [wish, setWish] = useState<(() => Promise<unknown>) | undefined>(undefined);
	const { busy, error: refusal, run } = useAction();
	useEvent<UpdateAnswer>("update", set);
	const state = data?.state ?? "idle";
	useEffect(() => {
		if (state === "restarting")
			app.restarting();
	}, [state]);
	const check = () =>
		run(async () => {
			set(await app.device.send<UpdateAnswer>("POST", "/api/v1/update/check", undefined, patience));
			setChecked(true);
		});
	const pull = (from?: string) => app.device.send("POST", "/api/v1/update/pull", { ...(from && { url: from }), force });
	const upload = async () => {
		setSent(0);
		try {
			await app.device.upload(`/api/v1/update/image?force=${force ? 1 : 0}`, file!, setSent);
			app.restarting();
		}
		finally {
			setSent(undefined);
		}
	};
	const install = async (action: () => Promise<unknown>) => {
		setWish(undefined);
		await run(action);
		reload();
	};
	if (!data)
		return <Waiting error={error} />;
	const busyDevice = state !== "idle" && state !== "confirming";
	const working = sent !== undefined || busyDevice;
	return (
		<>
			<Card>
				<Facts
					rows={[
						[t.update.running, `${data.version} (${fill(t.update.slot, { slot: data.slot })})`],
						[t.update.channel, data.channel],
					]}
				/>
				{state === "confirming" && (
					<Notice kind="warning">
						{t.update.confirming}
						{data.missing && <p lang="en">{data.missing}</p>}
					</Notice>
				)}
				{data.rolledBack && <Notice kind="warning">{fill(t.update.rolledBack, { reason: data.rolledBack })}</Notice>}
				{data.error && <Notice kind="error">{fill(t.update.failed, { error: data.error })}</Notice>}
				<Refusal error={refusal} />
				{/* What the browser has sent may still be in its own computer: the device knows better. */}
				{working && <Working state={busyDevice ? state : "receiving"} part={busyDevice ? data.progress / 100 : 0} />}
				{!working && data.available && (
					<Notice kind="good">
						<p>{fill(t.update.available, { version: data.available.version })}</p>
						{data.available.notes && <p lang="en">{data.available.notes}</p>}
						<Button kind="first" onClick={() => setWish(() => () => pull())}>{t.update.install}</Button>
					</Notice>
				)}
				{checked && !data.available && !data.error && <Notice kind="good">{t.update.newest}</Notice>}
				<div class="actions">
					<Button busy={busy} disabled={working} onClick={() => void check()}>{t.update.check}</Button>
				</div>
			</Card>
			<Card title={t.update.file}>
				<p>{t.update.fileText}</p>
				<FileField label={t.update.chooseFile} onFile={setFile} />
				<TextField label={t.update.url} value={url} onValue={setUrl} type="url" placeholder="https://" />
				<CheckField label={t.update.force} value={force} onValue={setForce} />
				<div class="actions">
					<Button busy={busy} disabled={working || !file && !url} onClick={() => setWish(() => () => file ? upload() : pull(url))}>
						{t.update.upload}
					</Button>
				</div>
			</Card>
			{form}
			{wish && (
				<Confirm
					question={t.update.question}
					text={t.update.questionText}
					action={t.update.install}
					onYes={() => void install(wish)}
					onNo={() => setWish(undefined)}
				/>
			)}
		</>
	);
}

function Working({ state, part }: { state: UpdateAnswer["state"]; part: number; }) {
	const t = useTexts();
	const texts: Readonly<Record<string, string>> = {
		checking: t.update.checking,
		receiving: fill(t.update.receiving, { percent: Math.round(part * 100) }),
		verifying: t.update.verifying,
		restarting: t.update.restarting,
	};
	return <Progress part={part} label={t.update.progress} text={texts[state] ?? state} />;
}
