import { parse } from "acorn";

/**
 * Makes constants of a module's variables that are given their value where they stand, and never another one. esbuild writes every constant and class of the modules
 * that it puts together as a variable. Of a constant the engine knows that it stays in flash; for a variable it keeps a place in memory.
 *
 * A variable stays one when anything of its name is written to, wherever in the module.
 *
 * @param {string} code
 * @returns {string}
 */
export function constantBindings(code) {
	const { body } = parse(code, { ecmaVersion: "latest", sourceType: "module" });
	const written = new Set();
	findWritten(body, written);
	let result = "", at = 0;
	for (const { declarations, kind, start, type } of body) {
		if (
			type !== "VariableDeclaration" || kind === "const"
			|| !declarations.every(({ id, init }) => init && id.type === "Identifier" && !written.has(id.name))
		)
			continue;
		result += `${code.slice(at, start)}const`;
		at = start + kind.length;
	}
	return result + code.slice(at);
}

/** Names that are assigned to in a part of a module. */
function findWritten(node, written) {
	if (Array.isArray(node)) {
		for (const each of node)
			findWritten(each, written);
		return;
	}
	if (typeof node?.type !== "string")
		return;
	if (node.type === "AssignmentExpression" || node.type === "ForOfStatement" || node.type === "ForInStatement")
		addNames(node.left, written);
	else if (node.type === "UpdateExpression")
		addNames(node.argument, written);
	for (const key of Object.keys(node)) {
		if (key !== "type")
			findWritten(node[key], written);
	}
}

/** Every name in what is written to, also those that are only read there: more than need be, never less. */
function addNames(node, written) {
	if (Array.isArray(node)) {
		for (const each of node)
			addNames(each, written);
		return;
	}
	if (typeof node?.type !== "string" || node.type === "MemberExpression" || node.type === "VariableDeclaration")
		return;
	if (node.type === "Identifier")
		written.add(node.name);
	for (const key of Object.keys(node)) {
		if (key !== "type")
			addNames(node[key], written);
	}
}
