import { useEffect, useState } from "preact/hooks";

function parts(): readonly string[] {
	return location.hash.slice(1).split("/").filter(Boolean).map(part => {
		try {
			return decodeURIComponent(part);
		}
		catch {
			return part;
		}
	});
}

/** The parts of the page's address behind `#/`. */
export function useRoute(): readonly string[] {
	const [route, setRoute] = useState(parts);
	useEffect(() => {
		const changed = () => setRoute(parts());
		addEventListener("hashchange", changed);
		return () => removeEventListener("hashchange", changed);
	}, []);
	return route;
}

export function go(...path: readonly string[]): void {
	location.hash = address(...path);
}

/** For a link. */
export function address(...path: readonly string[]): string {
	return `#/${path.map(encodeURIComponent).join("/")}`;
}
