import { useTexts } from "../languages/language";
import { app } from "../state/app";
import { useAction } from "../state/hooks";
import { Button } from "./button";
import type { NoticeKind } from "./notice";
import { Notice, Refusal } from "./notice";

/** Something was saved that counts from the next start on, or another reason to restart. */
export function RestartNotice({ text, kind = "good" }: { text?: string; kind?: NoticeKind; }) {
	const t = useTexts();
	const { busy, error, run } = useAction();
	const restart = async () => await run(() => app.device.send("POST", "/api/v1/restart")) && app.restarting();
	return (
		<>
			<Notice kind={kind}>
				<p>{text ?? `${t.common.saved} ${t.common.needsRestart}`}</p>
				<Button busy={busy} onClick={() => void restart()}>{t.common.restart}</Button>
			</Notice>
			<Refusal error={error} />
		</>
	);
}
