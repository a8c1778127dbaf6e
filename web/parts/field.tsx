import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

/** What an input needs so that its label, help and error are read with it. */
export interface FieldIds {
	"id": string;
	"aria-describedby": string | undefined;
	"aria-invalid": boolean;
}

interface FieldProps {
	label: string;
	help?: ComponentChildren;
	error?: string | undefined;
	children: (ids: FieldIds) => ComponentChildren;
}

/** A label, an input, what it is for, and what is wrong with what stands in it. */
export function Field({ label, help, error, children }: FieldProps) {
	const id = useId();
	const described = [error && `${id}e`, help && `${id}h`].filter(Boolean).join(" ");
	return (
		<div class={error ? "field wrong" : "field"}>
			<label for={id}>{label}</label>
			{children({ id, "aria-describedby": described || undefined, "aria-invalid": !!error })}
			{error && <p class="fault" id={`${id}e`}>{error}</p>}
			{help && <p class="help" id={`${id}h`}>{help}</p>}
		</div>
	);
}
