import type { ComponentChildren } from "preact";

/** Names and what they are; rows without a value are left out. */
export function Facts({ rows }: { rows: readonly (readonly [string, ComponentChildren])[]; }) {
	const shown = rows.filter(([, value]) => value !== undefined && value !== null && value !== "");
	return (
		<dl class="facts">
			{shown.map(([name, value]) => (
				<div key={name}>
					<dt>{name}</dt>
					<dd>{value}</dd>
				</div>
			))}
		</dl>
	);
}
