import { useState } from "preact/hooks";
import { useTexts } from "../languages/language";
import { app } from "../state/app";
import { useAction } from "../state/hooks";
import { Button } from "./button";
import { Refusal } from "./notice";
import { PasswordField } from "./password-field";

/** Sets the device's password. `old`: there is one already, which has to be given. */
export function PasswordForm({ old = false, action, onDone }: { old?: boolean; action: string; onDone: () => void; }) {
	const t = useTexts();
	const [before, setBefore] = useState("");
	const [password, setPassword] = useState("");
	const [again, setAgain] = useState("");
	const [tried, setTried] = useState(false);
	const { busy, error, run } = useAction();
	const short = password.length < 8;
	const different = password !== again;
	const change = async () => {
		setTried(true);
		if (short || different)
			return;
		const body = { password, ...(old && { old: before }) };
		const good = await run(async () => {
			await app.device.send("PUT", "/api/v1/password", body);
			await app.loadSession();
		});
		if (good)
			onDone();
	};
	const field = error?.field;
	return (
		<form
			onSubmit={event => {
				event.preventDefault();
				void change();
			}}
		>
			<input type="text" name="username" autocomplete="username" value="admin" hidden readOnly />
			{old && (
				<PasswordField
					label={t.password.old}
					value={before}
					onValue={setBefore}
					autocomplete="current-password"
					error={field === "old" ? error?.message : undefined}
				/>
			)}
			<PasswordField
				label={old ? t.password.fresh : t.common.password}
				value={password}
				onValue={setPassword}
				autocomplete="new-password"
				maxLength={63}
				help={t.setup.passwordHint}
				error={tried && short ? t.setup.tooShort : field === "password" ? error?.message : undefined}
			/>
			<PasswordField
				label={t.setup.repeat}
				value={again}
				onValue={setAgain}
				autocomplete="new-password"
				maxLength={63}
				error={tried && !short && different ? t.setup.different : undefined}
			/>
			{!field && <Refusal error={error} />}
			<div class="actions">
				<Button type="submit" kind="first" busy={busy}>{action}</Button>
			</div>
		</form>
	);
}
