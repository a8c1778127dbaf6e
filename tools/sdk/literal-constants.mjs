import { parse } from "acorn";

const longestText = 12;

/**
 * Writes a module's own constants that are numbers, short texts or truth values where they are used. The engine has each function hold on to each constant that
 * it uses: a slot of 16 bytes in flash.
 *
 * Constants whose name means something else anywhere in the module stay as they are.
 *
 * @param {string} code
 * @returns {string}
 */
export function literalConstants(code) {
	const { body } = parse(code, { ecmaVersion: "latest", sourceType: "module" });
	const values = new Map(), declared = new Map();
	const declare = name => declared.set(name, (declared.get(name) ?? 0) + 1);
	for (const node of body) {
		const declaration = node.type === "ExportNamedDeclaration" && node.declaration || node;
		if (declaration.type !== "VariableDeclaration" || declaration.kind !== "const")
			continue;
		for (const { id, init } of declaration.declarations) {
			const value = id.type === "Identifier" && valueOf(init);
			if (value !== undefined && value !== false)
				values.set(id.name, value);
		}
	}
	const uses = [];
	walk(body, undefined, undefined, (node, parent, key) => {
		if (node.type !== "Identifier" || isOnlyName(parent, key))
			return;
		if (declares(parent, key))
			declare(node.name);
		else if (values.has(node.name))
			uses.push({ node, parent, key });
	});
	let result = "", at = 0;
	for (const { node, parent, key } of uses.sort((one, other) => one.node.start - other.node.start)) {
		const { end, name, start } = node;
		// In a pattern, an assignment, or under a name that is declared twice it is another one; exports name the constant itself.
		if (declared.get(name) !== 1 || parent.type === "ExportSpecifier" || start < at)
			continue;
		const isShorthand = parent.type === "Property" && parent.shorthand && key === "value";
		// 5.toString() is no JavaScript.
		const isAsked = parent.type === "MemberExpression" && key === "object", text = values.get(name);
		result += code.slice(at, start) + (isShorthand ? `${name}: ` : "") + (isAsked ? `(${text})` : text);
		at = end;
	}
	return result + code.slice(at);
}

/** The literal's text, in brackets where a sign stands before it. */
function valueOf(node) {
	if (node?.type === "Literal" && !node.regex && !node.bigint) {
		if (typeof node.value === "string")
			return node.value.length <= longestText ? node.raw : undefined;
		return node.raw;
	}
	const isNegative = node?.type === "UnaryExpression" && node.operator === "-" && typeof node.argument.value === "number";
	return isNegative ? `(-${node.argument.raw})` : undefined;
}

function isOnlyName(parent, key) {
	switch (parent?.type) {
		case "MemberExpression":
			return key === "property" && !parent.computed;
		case "PropertyDefinition":
		case "MethodDefinition":
			return key === "key" && !parent.computed;
		case "Property":
			return key === "key" && !parent.computed;
		case "LabeledStatement":
		case "BreakStatement":
		case "ContinueStatement":
			return true;
		case "ImportSpecifier":
			return key === "imported";
		case "ExportSpecifier":
			return key === "exported";
	}
	return false;
}

/** Whether an identifier at this place of its parent stands for something new, or is written to. */
function declares(parent, key) {
	switch (parent?.type) {
		case "VariableDeclarator":
		case "FunctionDeclaration":
		case "FunctionExpression":
		case "ClassDeclaration":
		case "ClassExpression":
			return key === "id" || key === "params";
		case "ArrowFunctionExpression":
			return key === "params";
		case "AssignmentPattern":
		case "AssignmentExpression":
			return key === "left";
		case "UpdateExpression":
		case "RestElement":
		case "CatchClause":
		case "ArrayPattern":
		case "ImportSpecifier":
		case "ImportDefaultSpecifier":
		case "ImportNamespaceSpecifier":
			return true;
	}
	return false;
}

function walk(node, parent, key, see) {
	if (Array.isArray(node)) {
		for (const each of node)
			walk(each, parent, key, see);
		return;
	}
	if (typeof node?.type !== "string")
		return;
	see(node, parent, key);
	// What a pattern's property is bound to is declared by the pattern.
	if (node.type === "ObjectPattern") {
		for (const property of node.properties) {
			if (property.type === "Property") {
				if (property.computed)
					walk(property.key, property, "key", see);
				walk(property.value, { type: "ArrayPattern" }, "value", see);
			}
			else
				walk(property, node, "properties", see);
		}
		return;
	}
	const shorthand = node.type === "Property" && node.shorthand;
	for (const name of Object.keys(node)) {
		if (name !== "type" && !(shorthand && name === "key"))
			walk(node[name], node, name, see);
	}
}
