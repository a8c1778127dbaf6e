import { parse } from "acorn";
import type { Node } from "acorn";
import { minify } from "terser";
import type { MinifyOptions } from "terser";
import { arrowFunctions } from "../arrow-functions.mjs";
import { constantBindings } from "../constant-bindings.mjs";
import { literalConstants } from "../literal-constants.mjs";

/** What modules of the SDK keep in memory. The linker warns of it, so it has to be known by its name (`headless.ts`). */
export const sdkState: readonly string[] = ["globalCerts", "ssl_cache_default"];

/**
 * Puts functions that are called in one place only into that place, and makes the names short. What would only write the same in other words does not make byte code shorter.
 */
const inlined: MinifyOptions = {
	module: true,
	ecma: 2020,
	compress: {
		passes: 3,
		unsafe_arrows: true,
		...Object.fromEntries(
			[
				"arguments",
				"booleans",
				"comparisons",
				"computed_props",
				"conditionals",
				"hoist_props",
				"if_return",
				"join_vars",
				"loops",
				"negate_iife",
				"properties",
				"sequences",
				"switches",
				"typeofs",
			].map(name => [name, false]),
		),
	},
	format: { beautify: true },
};

/**
 * Modules that esbuild has put together into one, as small as it gets in flash. Throws where terser makes nothing of it.
 */
export async function shrinkModule(code: string): Promise<string> {
	// Constants of one module that others use are in the same one only now.
	const plain = arrowFunctions(literalConstants(constantBindings(code))), names = memberNames(plain);
	const small = await minify(plain, {
		...inlined,
		mangle: { module: true, reserved: [...sdkState], nth_identifier: { get: place => names[place] ?? `$${place.toString(36)}` } },
	});
	if (!small.code)
		throw new Error("terser has made nothing of the firmware");
	return small.code;
}

/**
 * Names of members, those that come up most first: variables and functions are called by them, so that they need no names of their own. Each name takes six bytes of the engine's
 * tables at least. (In byte code a name is a number, short or long.)
 */
function memberNames(code: string): string[] {
	const counts = new Map<string, number>();
	const see = (value: unknown): void => {
		if (Array.isArray(value))
			value.forEach(see);
		else if (typeof (value as Node | null)?.type === "string") {
			const { computed, key, property } = value as Node & {
				computed?: boolean;
				key?: Node & { name?: string; };
				property?: Node & { name?: string; };
			};
			const name = computed ? undefined : (key ?? property)?.name;
			// terser gives these names to private members, too, of which none may be called so.
			if (name !== undefined && name !== "constructor")
				counts.set(name, (counts.get(name) ?? 0) + 1);
			Object.values(value as Node).forEach(see);
		}
	};
	see(parse(code, { ecmaVersion: "latest", sourceType: "module" }));
	return [...counts].sort(([, one], [, other]) => other - one).map(([name]) => name);
}
