import { minify } from "terser";
import type { MinifyOptions } from "terser";
import { arrowFunctions } from "../arrow-functions.mjs";
import { constantBindings } from "../constant-bindings.mjs";
import { literalConstants } from "../literal-constants.mjs";

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
			]
				.concat("sequences", "switches", "typeofs").map(name => [name, false]),
		),
	},
	format: { beautify: true },
};

/** Modules that esbuild has put together into one, as small as it gets in flash. Throws where terser makes nothing of it. */
export async function shrinkModule(code: string): Promise<string> {
	// Constants of one module that others use are in the same one only now.
	const small = await minify(arrowFunctions(literalConstants(constantBindings(code))), inlined);
	if (!small.code)
		throw new Error("terser has made nothing of the firmware");
	return small.code;
}
