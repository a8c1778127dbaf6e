import { useState } from "preact/hooks";
import { fill } from "../format/fill";
import { useTexts } from "../languages/language";
import { Button } from "../parts/button";
import { Card } from "../parts/card";
import { Notice, Refusal } from "../parts/notice";
import { Page } from "../parts/page";
import { PasswordField } from "../parts/password-field";
import { app } from "../state/app";
import { useAction } from "../state/hooks";

/** Asks for the password. */
export function LoginPage() {
	const t = useTexts();
	const [password, setPassword] = useState("");
	const { busy, error, run } = useAction();
	const login = () =>
		run(async () => {
			await app.device.send("POST", "/api/v1/session", { password });
			await app.loadSession();
		});
	const wrong = error?.status === 401 || error?.status === 403;
	return (
		<Page title={t.login.title}>
			<Card>
				<form
					onSubmit={event => {
						event.preventDefault();
						void login();
					}}
				>
					{/* Keepers of passwords want a name beside the password. */}
					<input type="text" name="username" autocomplete="username" value="admin" hidden readOnly />
					<PasswordField
						label={t.common.password}
						value={password}
						onValue={setPassword}
						autocomplete="current-password"
						error={wrong ? t.login.wrong : undefined}
					/>
					{error?.status === 429
						? <Notice kind="error">{fill(t.login.wait, { seconds: error.wait || "…" })}</Notice>
						: !wrong && <Refusal error={error} />}
					<div class="actions">
						<Button type="submit" kind="first" busy={busy} disabled={!password}>{t.login.button}</Button>
					</div>
				</form>
				<p class="quiet">{t.login.forgotten}</p>
			</Card>
		</Page>
	);
}
