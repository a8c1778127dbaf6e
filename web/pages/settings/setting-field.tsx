import type { ComponentChildren } from "preact";
import type { Setting } from "../../api/api-types";
import { fill } from "../../format/fill";
import { useTexts } from "../../languages/language";
import { Button } from "../../parts/button";
import { CheckField } from "../../parts/check-field";
import { ChoiceField } from "../../parts/choice-field";
import { PasswordField } from "../../parts/password-field";
import { TextField } from "../../parts/text-field";
import { settingHelp, settingLabel } from "./group-titles";
import { defaultText, rangeText } from "./setting-value";
import { TimeZones } from "./time-zones";

interface SettingFieldProps {
	setting: Setting;
	value: string;
	/** A secret that is to be deleted. */
	removed: boolean;
	onValue: (value: string) => void;
	error: string | undefined;
}

/** The field that fits a setting. */
export function SettingField({ setting, value, removed, onValue, error }: SettingFieldProps) {
	const t = useTexts();
	const { name, type, choices, secret, set, maximum } = setting;
	const shared = { label: settingLabel(name, t), value, onValue, error };
	const usual = defaultText(setting, t);
	const hints: ComponentChildren = (
		<>
			{settingHelp(setting, t)} {type === "number" && `${rangeText(setting, t)}. `}
			{usual && `${fill(t.settings.standard, { value: usual })}.`}
		</>
	);
	if (secret) {
		const state = removed ? t.settings.secretRemoved : set ? t.settings.secretSet : "";
		return (
			<>
				<PasswordField {...shared} autocomplete="off" help={`${settingHelp(setting, t)} ${state}`} maxLength={maximum} />
				{set && !removed && !value && (
					<Button label={`${t.settings.secretRemove}: ${shared.label}`} onClick={() => onValue("")}>{t.settings.secretRemove}</Button>
				)}
			</>
		);
	}
	if (type === "boolean")
		return <CheckField {...shared} value={value === "on"} onValue={on => onValue(on ? "on" : "off")} help={hints} />;
	if (choices)
		return <ChoiceField {...shared} choices={choices.map(choice => [choice, choice] as const)} help={hints} />;
	if (type === "number")
		return <TextField {...shared} inputMode={setting.word === undefined ? "numeric" : "text"} help={hints} />;
	return (
		<>
			<TextField {...shared} maxLength={maximum} help={hints} list={name === "timezone" ? "zones" : undefined} />
			{name === "timezone" && <TimeZones id="zones" />}
		</>
	);
}
