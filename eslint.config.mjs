import tseslint from "typescript-eslint";

export default tseslint.config(
	{ ignores: ["node_modules", "build"] },
	...tseslint.configs.recommended,
	{
		files: ["**/*.ts", "**/*.tsx"],
		rules: {
			"@typescript-eslint/no-non-null-assertion": "off",
			"@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", caughtErrors: "none" }],
			"@typescript-eslint/consistent-type-imports": "error",
			"eqeqeq": "error",
			"prefer-const": "error",
			"no-var": "error",
		},
	},
	{
		// Preloaded modules: SDK 8.2.3 leaks memory and in the end crashes for a RegExp that was made on the build machine (xs/sources/xsre.c,
		// fxAllocateRegExpData). One in an instance or in a function is made on the chip and works.
		files: ["protocols/**/*.ts", "drivers/**/*.ts", "meters/**/*.ts", "services/**/*.ts"],
		rules: {
			"no-restricted-syntax": [
				"error",
				{
					selector:
						"Program > :matches(VariableDeclaration, ExportNamedDeclaration > VariableDeclaration) Literal[regex]:not(:function Literal)",
					message: "No RegExp at module level: keep it in an instance, or use string functions.",
				},
				{ selector: "PropertyDefinition[static=true] Literal[regex]", message: "No RegExp in a static property." },
			],
		},
	},
	{
		// These folders run on the chip: nothing of Node may be reached from them, and the data flows one way.
		files: ["protocols/**/*.ts"],
		rules: {
			"no-restricted-imports": ["error", { patterns: ["node:*", "**/drivers/**", "**/meters/**", "**/services/**", "**/simulator/**"] }],
		},
	},
	{
		files: ["drivers/**/*.ts"],
		rules: { "no-restricted-imports": ["error", { patterns: ["node:*", "**/meters/**", "**/services/**", "**/simulator/**"] }] },
	},
	{
		files: ["meters/**/*.ts"],
		rules: { "no-restricted-imports": ["error", { patterns: ["node:*", "**/services/**", "**/simulator/**"] }] },
	},
	{
		files: ["services/**/*.ts"],
		rules: { "no-restricted-imports": ["error", { patterns: ["node:*", "**/simulator/**"] }] },
	},
	{
		// The page runs in a browser and knows the device by its HTTP interface only.
		files: ["web/**/*.ts", "web/**/*.tsx"],
		rules: {
			"no-restricted-imports": [
				"error",
				{ patterns: ["node:*", "**/protocols/**", "**/drivers/**", "**/meters/**", "**/services/**", "**/simulator/**"] },
			],
		},
	},
);
