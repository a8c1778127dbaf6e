import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { app } from "../state/app";
import { useStore } from "../state/store";

/** A page with its heading, which is also the window's. */
export function Page({ title, children, aside }: { title: string; children: ComponentChildren; aside?: ComponentChildren; }) {
	const session = useStore(app.session);
	useEffect(() => {
		document.title = `${title} · ${session?.name ?? "Meterwire"}`;
	}, [title, session?.name]);
	return (
		<>
			<div class="heading">
				<h1 tabIndex={-1}>{title}</h1>
				{aside}
			</div>
			{children}
		</>
	);
}
