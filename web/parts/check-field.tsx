import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface CheckFieldProps {
	label: string;
	value: boolean;
	onValue: (value: boolean) => void;
	help?: ComponentChildren;
	error?: string | undefined;
}

/** On or off. */
export function CheckField({ label, value, onValue, help, error }: CheckFieldProps) {
	const id = useId();
	return (
		<div class={error ? "field check wrong" : "field check"}>
			<label>
				<input
					type="checkbox"
					checked={value}
					aria-describedby={help ? `${id}h` : undefined}
					onChange={event => onValue(event.currentTarget.checked)}
				/>
				<span>{label}</span>
			</label>
			{error && <p class="fault">{error}</p>}
			{help && <p class="help" id={`${id}h`}>{help}</p>}
		</div>
	);
}
