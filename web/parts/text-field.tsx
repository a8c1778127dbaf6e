import type { ComponentChildren } from "preact";
import { Field } from "./field";
import type { LineHints } from "./line-input";
import { LineInput } from "./line-input";

interface TextFieldProps extends LineHints {
	label: string;
	value: string;
	onValue: (value: string) => void;
	type?: "text" | "url";
	help?: ComponentChildren;
	error?: string | undefined;
}

/** One line of text. */
export function TextField({ label, help, error, type = "text", ...more }: TextFieldProps) {
	return (
		<Field label={label} help={help} error={error}>
			{ids => <LineInput ids={ids} type={type} {...more} />}
		</Field>
	);
}
