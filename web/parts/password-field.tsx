import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useTexts } from "../languages/language";
import { Field } from "./field";
import type { LineHints } from "./line-input";
import { LineInput } from "./line-input";

interface PasswordFieldProps extends LineHints {
	label: string;
	value: string;
	onValue: (value: string) => void;
	help?: ComponentChildren;
	error?: string | undefined;
}

/** A password, which may be looked at. */
export function PasswordField({ label, help, error, ...more }: PasswordFieldProps) {
	const t = useTexts();
	const [shown, setShown] = useState(false);
	return (
		<Field label={label} help={help} error={error}>
			{ids => (
				<div class="beside">
					<LineInput ids={ids} type={shown ? "text" : "password"} {...more} />
					<button type="button" aria-pressed={shown} aria-label={`${t.common.show}: ${label}`} onClick={() => setShown(!shown)}>
						{t.common.show}
					</button>
				</div>
			)}
		</Field>
	);
}
