import { Field } from "./field";

/** A file of the reader's. */
export function FileField({ label, accept, onFile }: { label: string; accept?: string; onFile: (file: File | undefined) => void; }) {
	return (
		<Field label={label}>
			{ids => <input {...ids} type="file" accept={accept} onChange={event => onFile(event.currentTarget.files?.[0])} />}
		</Field>
	);
}
