import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Setting } from "../../api/api-types";
import { useTexts } from "../../languages/language";
import { Button } from "../../parts/button";
import { Card } from "../../parts/card";
import { Notice, Refusal } from "../../parts/notice";
import { RestartNotice } from "../../parts/restart-notice";
import { app } from "../../state/app";
import { useAction } from "../../state/hooks";
import { SettingField } from "./setting-field";
import { checkSetting, settingText } from "./setting-value";

interface SettingsFormProps {
	settings: readonly Setting[];
	onSaved: () => void;
	/** Between the fields and the button; gets what stands in the fields. */
	extra?: ((value: (name: string) => string) => ComponentChildren) | undefined;
	/** The button's word. */
	action?: string;
	/** Whether nothing but the button says that it was saved. */
	quiet?: boolean;
}

/** Fields for some settings. Only what was changed is sent; what the device says against one stands at its field. */
export function SettingsForm({ settings, onSaved, extra, action, quiet = false }: SettingsFormProps) {
	const t = useTexts();
	const form = useRef<HTMLFormElement>(null);
	const [changes, setChanges] = useState<Readonly<Record<string, string>>>({});
	const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
	const [outcome, setOutcome] = useState<"saved" | "restart" | "nothing" | undefined>(undefined);
	const { busy, error, run, clear } = useAction();
	const value = (name: string) => changes[name] ?? settingText(settings.find(setting => setting.name === name));
	const changed = settings.filter(({ name }) =>
		changes[name] !== undefined && changes[name] !== settingText(settings.find(one => one.name === name))
	);

	const show = (errors: Readonly<Record<string, string>>) => {
		setFaults(errors);
		setTimeout(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
	};
	const save = async () => {
		setOutcome(undefined);
		const wrong = Object.fromEntries(changed.flatMap(setting => {
			const fault = checkSetting(setting, value(setting.name), t);
			return fault ? [[setting.name, fault]] : [];
		}));
		setFaults({});
		if (Object.keys(wrong).length) {
			clear();
			return show(wrong);
		}
		// A secret that is to go looks as one that was not touched.
		const sent = settings.filter(setting => changed.includes(setting) || setting.secret && changes[setting.name] !== undefined);
		if (!sent.length) {
			setOutcome("nothing");
			return onSaved();
		}
		await run(async () => {
			const body = Object.fromEntries(sent.map(({ name }) => [name, value(name)]));
			const { restart } = await app.device.send<{ restart: boolean; }>("PATCH", "/api/v1/settings", body);
			setChanges({});
			setOutcome(restart ? "restart" : "saved");
			onSaved();
		}).then(good => good || undefined);
	};
	const refused = error?.errors ?? {};
	const fault = (name: string) => faults[name] ?? (error?.field === name ? error.message : refused[name]);
	const wrongFields = settings.some(({ name }) => fault(name));
	if (!settings.length)
		return null;
	return (
		<Card>
			<form
				ref={form}
				onSubmit={event => {
					event.preventDefault();
					void save();
				}}
			>
				{settings.map(setting => (
					<SettingField
						key={setting.name}
						setting={setting}
						value={value(setting.name)}
						removed={!!setting.secret && changes[setting.name] === ""}
						error={fault(setting.name)}
						onValue={text => setChanges({ ...changes, [setting.name]: text })}
					/>
				))}
				{extra?.(value)}
				{wrongFields ? <Notice kind="error">{t.settings.wrong}</Notice> : <Refusal error={error} />}
				{!quiet && outcome === "saved" && <Notice kind="good">{t.common.saved}</Notice>}
				{!quiet && outcome === "nothing" && <Notice kind="good">{t.settings.nothing}</Notice>}
				{outcome === "restart" && !quiet && <RestartNotice />}
				<div class="actions">
					<Button type="submit" kind="first" busy={busy}>{action ?? t.common.save}</Button>
				</div>
			</form>
		</Card>
	);
}
