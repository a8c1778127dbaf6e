import type { InputHTMLAttributes } from "preact";
import type { FieldIds } from "./field";

/** What a line of text may be told besides its value. */
export interface LineHints {
	readonly autocomplete?: "current-password" | "new-password" | "off";
	readonly inputMode?: "text" | "numeric";
	readonly maxLength?: number | undefined;
	readonly required?: boolean;
	readonly placeholder?: string;
	/** Id of a list of proposals. */
	readonly list?: string | undefined;
}

interface LineInputProps extends LineHints {
	readonly ids: FieldIds;
	readonly type: "text" | "password" | "url";
	readonly value: string;
	readonly onValue: (value: string) => void;
}

/** A line of text that nobody improves while it is typed: names and keys are no prose. */
export function LineInput({ ids, onValue, ...more }: LineInputProps) {
	// Preact's types want the type of an input to be known when the page is compiled.
	const attributes = {
		...ids,
		...more,
		autocapitalize: "none",
		spellcheck: false,
		onInput: (event: { currentTarget: HTMLInputElement; }) => onValue(event.currentTarget.value),
	} as InputHTMLAttributes;
	return <input {...attributes} />;
}
