import type { WebRoute } from "./web-route";

/** What a path leads to. */
export type RouteMatch =
	| { readonly route: WebRoute; readonly parts: readonly string[]; }
	/** 404, or 405 with the methods that there are. */
	| { readonly methods: readonly string[]; };

/** Finds the route of a method and a clean path. A star stands for one part that is not empty. */
export function findRoute(routes: readonly WebRoute[], method: string, path: string): RouteMatch {
	const methods: string[] = [];
	for (let index = 0; index < routes.length; index++) {
		const route = routes[index]!;
		const parts = matchPath(route.path, path);
		if (!parts)
			continue;
		if (route.method === method)
			return { route, parts };
		methods.push(route.method);
	}
	return { methods };
}

const none: readonly string[] = Object.freeze([]);

function matchPath(pattern: string, path: string): readonly string[] | undefined {
	if (pattern === path)
		return none;
	const star = pattern.indexOf("*");
	if (star < 0 || !path.startsWith(pattern.slice(0, star)))
		return undefined;
	const wanted = pattern.split("/"), given = path.split("/"), parts: string[] = [];
	if (wanted.length !== given.length)
		return undefined;
	for (let index = 0; index < wanted.length; index++) {
		if (wanted[index] === "*" && given[index])
			parts.push(given[index]!);
		else if (wanted[index] !== given[index])
			return undefined;
	}
	return parts;
}
