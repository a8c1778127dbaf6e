import config from "mc/config";

/** Public keys that were given to the build (`npm run build` takes them from `keys/public.json`); none: updates over the network are refused. */
export function buildKeys(): string[] {
	const keys = config["updateKeys"];
	return typeof keys === "string" ? keys.split(",").filter(key => key) : [];
}
