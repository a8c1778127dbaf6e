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
		// These folders run on the chip, whose linker leaves the engine's RegExp out as long as no module can reach it: 23 kB of flash. The names of
		// three of a String's methods count as its use, whose member they are: the linker knows names only.
		files: ["main.ts", "protocols/**/*.ts", "drivers/**/*.ts", "meters/**/*.ts", "services/**/*.ts", "hardware/**/*.ts"],
		rules: {
			"no-restricted-syntax": [
				"error",
				{
					selector: ":matches(Literal[regex], Identifier[name='RegExp'])",
					message:
						"No RegExp on the chip: one alone brings 23 kB of the engine into flash. Use string functions, or protocols/text-shape.ts.",
				},
				{
					selector:
						":matches(MemberExpression[computed=false] > .property, :matches(MethodDefinition, PropertyDefinition, Property, TSMethodSignature, TSPropertySignature) > .key):matches(Identifier[name=/^(match|matchAll|search)$/])",
					message: "A member of this name brings the engine's RegExp into flash, 23 kB: call it something else.",
				},
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
