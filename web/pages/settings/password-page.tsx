import { useState } from "preact/hooks";
import { useTexts } from "../../languages/language";
import { Button } from "../../parts/button";
import { Card } from "../../parts/card";
import { Notice } from "../../parts/notice";
import { PasswordForm } from "../../parts/password-form";
import { app } from "../../state/app";
import { useAction } from "../../state/hooks";

/** Another password, and the way out. */
export function PasswordPage() {
	const t = useTexts();
	const [count, setCount] = useState(0);
	const { busy, run } = useAction();
	const logout = () =>
		run(async () => {
			await app.device.send("DELETE", "/api/v1/session");
			await app.loadSession();
		});
	return (
		<>
			<Card>
				{count > 0 && <Notice kind="good">{t.password.changed}</Notice>}
				<PasswordForm key={count} old action={t.password.change} onDone={() => setCount(count + 1)} />
			</Card>
			<Card>
				<div class="actions">
					<Button busy={busy} onClick={() => void logout()}>{t.login.logout}</Button>
				</div>
			</Card>
		</>
	);
}
