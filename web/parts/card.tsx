import type { ComponentChildren } from "preact";

/** One thing on a page. */
export function Card({ title, aside, children, wide = false }: {
	title?: ComponentChildren;
	/** Beside the title. */
	aside?: ComponentChildren;
	children: ComponentChildren;
	wide?: boolean;
}) {
	return (
		<section class={wide ? "card wide" : "card"}>
			{title && (
				<header>
					<h2>{title}</h2>
					{aside}
				</header>
			)}
			{children}
		</section>
	);
}
