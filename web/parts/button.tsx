import type { ComponentChildren } from "preact";

interface ButtonProps {
	children: ComponentChildren;
	onClick?: () => void;
	kind?: "first" | "danger" | "plain";
	type?: "button" | "submit";
	/** What it started still runs. */
	busy?: boolean;
	disabled?: boolean;
	/** Says more than its words, where these are the same on several buttons. */
	label?: string;
}

export function Button({ children, onClick, kind = "plain", type = "button", busy = false, disabled = false, label }: ButtonProps) {
	return (
		<button
			type={type}
			class={kind}
			aria-busy={busy}
			aria-label={label}
			disabled={disabled || busy}
			onClick={onClick}
		>
			{children}
		</button>
	);
}
