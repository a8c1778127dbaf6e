/** How far something is; `part` from 0 to 1. */
export function Progress({ part, label, text }: { part: number; label: string; text: string; }) {
	return (
		<div class="progress">
			<progress max={1} value={part} aria-label={label} />
			<p role="status">{text}</p>
		</div>
	);
}
