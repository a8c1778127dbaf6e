import tseslint from "typescript-eslint";

export default tseslint.config(
	{ ignores: ["node_modules", "build"] },
	...tseslint.configs.recommended,
	{
		files: ["**/*.ts"],
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
		// These folders run on the chip: nothing of Node may be reached from them, and the data flows one way.
		files: ["protocols/**/*.ts"],
		rules: { "no-restricted-imports": ["error", { patterns: ["node:*", "**/drivers/**", "**/meters/**", "**/services/**", "**/simulator/**"] }] },
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
);
