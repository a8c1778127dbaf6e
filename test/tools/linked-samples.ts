import { readInstructions } from "../../tools/sdk/link/code-in-flash";

/** Some of the engine's instructions, with the SDK's lengths; their numbers are the places in this list. */
const sizes: Readonly<Record<string, number>> = {
	NO: 1,
	BEGIN_STRICT: 2,
	BRANCH_1: 2,
	BRANCH_2: 3,
	BRANCH_4: 5,
	CODE_1: 2,
	CODE_2: 3,
	CODE_4: 5,
	CODE_ARCHIVE_1: 2,
	CODE_ARCHIVE_2: 3,
	CODE_ARCHIVE_4: 5,
	CONST_LOCAL_1: 2,
	CONST_LOCAL_2: 3,
	END: 1,
	FUNCTION: 0,
	GET_PROPERTY: 0,
	INTEGER_1: 2,
	LET_LOCAL_1: 2,
	LET_LOCAL_2: 3,
	NEW_CLOSURE: 0,
	NEW_LOCAL: 0,
	NEW_TEMPORARY: 1,
	POP: 1,
	PULL_LOCAL_1: 2,
	RESET_LOCAL_1: 2,
	STRING_1: -1,
	STRING_2: -2,
	STRING_4: -4,
	STRING_ARCHIVE_1: -1,
	STRING_ARCHIVE_2: -2,
	STRING_ARCHIVE_4: -4,
	VAR_LOCAL_1: 2,
};

export const instructions = readInstructions(
	`const txS1 gxCodeSizes[XS_CODE_COUNT] = {\n${
		Object.entries(sizes).map(([name, size]) => `\t${size} /* XS_CODE_${name} */,\n`).join("")
	}};`,
);

/** An instruction's number in the table. */
export function numberOf(name: string): number {
	return instructions.names.indexOf(`XS_CODE_${name}`);
}
