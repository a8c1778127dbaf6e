import { parse } from "acorn";

/**
 * Makes ordinary members of the private ones in a JavaScript module: a class's first is `_0`, its second `_1`; in a class that extends another `#open` becomes
 * `_Class_open`, so that two of a kind never meet. That they are private is tested with the types, for the whole tree.
 *
 * The engine pays for private names: each function that uses one holds on to it (a slot of 16 bytes in flash for each name in each function, some 7,000 in
 * all), each instance has a slot of memory for each private method and one more for all private members, and each name has a slot and its text.
 *
 * Throws where a member would get a name that the module uses otherwise, or a private name is used in a way that ordinary ones are not.
 *
 * @param {string} code
 * @returns {string}
 */
export function publicMembers(code) {
	const changes = [], names = new Set(), taken = new Set();
	let anonymous = 0;

	const visit = (node, scopes) => {
		if (Array.isArray(node)) {
			for (const each of node)
				visit(each, scopes);
			return;
		}
		if (typeof node?.type !== "string")
			return;
		switch (node.type) {
			case "PrivateIdentifier":
				change(node, scopes);
				return;
			case "BinaryExpression":
				if (node.left.type === "PrivateIdentifier")
					throw new Error(`#${node.left.name} in …: an object cannot be asked for an ordinary member like this`);
				break;
			case "MemberExpression":
			case "PropertyDefinition":
			case "MethodDefinition":
			case "Property": {
				const name = node.key ?? node.property;
				if (!node.computed && name.type === "Identifier")
					taken.add(name.name);
				break;
			}
			case "ClassDeclaration":
			case "ClassExpression":
				// What it extends is worked out before it is there.
				visit(node.superClass, scopes);
				visit(node.body, [...scopes, scopeOf(node)]);
				return;
		}
		for (const key of Object.keys(node)) {
			if (key !== "type" && key !== "start" && key !== "end")
				visit(node[key], scopes);
		}
	};
	const scopeOf = ({ body, id, superClass }) => {
		const prefix = `_${id?.name ?? `Class${++anonymous}`}_`, scope = new Map();
		for (const { key } of body.body) {
			// Getter and setter are one member.
			if (key?.type === "PrivateIdentifier" && !scope.has(key.name))
				scope.set(key.name, superClass ? prefix + key.name : `_${scope.size.toString(36)}`);
		}
		return scope;
	};
	const change = ({ end, name, start }, scopes) => {
		// The parser has found each of them declared.
		const scope = scopes.findLast(each => each.has(name));
		names.add(scope.get(name));
		changes.push({ start, end, text: scope.get(name) });
	};

	visit(parse(code, { ecmaVersion: "latest", sourceType: "module" }), []);
	const twice = [...names].find(name => taken.has(name));
	if (twice)
		throw new Error(`a private member would get the name ${twice}, which is there already`);
	let result = "", at = 0;
	for (const { start, end, text } of changes.sort((one, other) => one.start - other.start)) {
		result += code.slice(at, start) + text;
		at = end;
	}
	return result + code.slice(at);
}
