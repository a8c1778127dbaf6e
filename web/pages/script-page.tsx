import { useEffect, useState } from "preact/hooks";
import type { ScriptAnswer, ScriptCheck } from "../api/api-types";
import { fill } from "../format/fill";
import { useTexts } from "../languages/language";
import { Button } from "../parts/button";
import { Card } from "../parts/card";
import { Notice, Refusal } from "../parts/notice";
import { Page } from "../parts/page";
import { RestartNotice } from "../parts/restart-notice";
import { ScriptEditor } from "../parts/script-editor";
import { Waiting } from "../parts/waiting";
import { app } from "../state/app";
import { useAction, useLoad } from "../state/hooks";

/** Milliseconds after the last key until the device is asked. */
const pause = 700;

/** The meter script: written here, checked on the device. */
export function ScriptPage() {
	const t = useTexts();
	const { data, error } = useLoad<ScriptAnswer>("/api/v1/script");
	const [text, setText] = useState<string | undefined>(undefined);
	const [check, setCheck] = useState<ScriptCheck | undefined>(undefined);
	const [outcome, setOutcome] = useState<"saved" | "waiting" | "refused" | "restored" | undefined>(undefined);
	const [savedText, setSavedText] = useState<string | undefined>(undefined);
	const checking = useAction();
	const saving = useAction();
	const shown = text ?? data?.text ?? "";
	const ask = () => checking.run(async () => setCheck(await app.device.send<ScriptCheck>("POST", "/api/v1/script/check", { text: shown })));
	useEffect(() => {
		if (text === undefined)
			return;
		const timer = setTimeout(() => void ask(), pause);
		return () => clearTimeout(timer);
	}, [text]);
	if (!data)
		return (
			<Page title={t.script.title}>
				<Waiting error={error} />
			</Page>
		);
	const edit = (fresh: string) => {
		setText(fresh);
		setOutcome(undefined);
	};
	const save = () =>
		saving.run(async () => {
			const answer = await app.device.send<ScriptCheck>("PUT", "/api/v1/script", { text: shown });
			setCheck(answer);
			setOutcome(answer.errors.length ? "refused" : answer.restart ? "waiting" : "saved");
			if (!answer.errors.length)
				setSavedText(shown);
		});
	const meters = check?.meters ?? data.meters;
	return (
		<Page title={t.script.title}>
			<Card>
				<p>{t.script.intro}</p>
				<ScriptEditor text={shown} check={check} onText={edit} />
				<p role="status" class="quiet">
					{checking.busy
						? t.script.checking
						: check && (check.errors.length ? fill(t.script.errors, { count: check.errors.length }) : t.script.fine)}
					{shown !== (savedText ?? data.text) && ` · ${t.script.changed}`}
				</p>
				<Refusal error={checking.error ?? saving.error} />
				{outcome === "saved" && <Notice kind="good">{t.script.saved}</Notice>}
				{outcome === "waiting" && <RestartNotice />}
				{outcome === "refused" && <Notice kind="error">{t.script.notSaved}</Notice>}
				{outcome === "restored" && <Notice kind="good">{t.script.restored}</Notice>}
				<div class="actions">
					<Button kind="first" busy={saving.busy} onClick={() => void save()}>{t.common.save}</Button>
					<Button busy={checking.busy} onClick={() => void ask()}>{t.script.check}</Button>
					{data.previous && (
						<Button
							onClick={() => {
								edit(data.previous);
								setOutcome("restored");
							}}
						>
							{t.script.restore}
						</Button>
					)}
				</div>
			</Card>
			{meters.length > 0 && (
				<Card title={t.script.meters}>
					<div class="scroll" tabIndex={0}>
						<table>
							<thead>
								<tr>
									{["#", t.script.prefix, t.script.type, t.script.port, t.script.lines].map(name => <th key={name} scope="col">{name}</th>)}
								</tr>
							</thead>
							<tbody>
								{meters.map(({ number, prefix, type, port, lines }) => (
									<tr key={number}>
										<td>{number}</td>
										<td>{prefix}</td>
										<td>{type}</td>
										<td>{port}</td>
										<td>{lines}</td>
									</tr>
								))}
							</tbody>
						</table>
					</div>
				</Card>
			)}
		</Page>
	);
}
