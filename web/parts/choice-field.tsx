import type { ComponentChildren } from "preact";
import { Field } from "./field";

interface ChoiceFieldProps {
	label: string;
	value: string;
	onValue: (value: string) => void;
	/** Value and text. */
	choices: readonly (readonly [string, string])[];
	help?: ComponentChildren;
	error?: string | undefined;
}

/** One of several. */
export function ChoiceField({ label, value, onValue, choices, help, error }: ChoiceFieldProps) {
	return (
		<Field label={label} help={help} error={error}>
			{ids => (
				<select {...ids} value={value} onChange={event => onValue(event.currentTarget.value)}>
					{choices.map(([name, text]) => <option key={name} value={name} selected={name === value}>{text}</option>)}
				</select>
			)}
		</Field>
	);
}
