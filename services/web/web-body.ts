import { WebError } from "./web-error";
import type { WebRequest } from "./web-route";

/** The body as a JSON object. Throws a `WebError` 400 when it is none. */
export function bodyObject(request: WebRequest): Readonly<Record<string, unknown>> {
	const body = request.json();
	if (typeof body !== "object" || body === null || Array.isArray(body))
		throw new WebError(400, "the body must be a JSON object");
	return body as Record<string, unknown>;
}

/** A member of the body that must be a text. Throws a `WebError` 400 that names it. */
export function textMember(request: WebRequest, name: string): string {
	const value = bodyObject(request)[name];
	if (typeof value !== "string")
		throw new WebError(400, `${name} must be a text`, name);
	return value;
}
