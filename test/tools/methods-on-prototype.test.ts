import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { methodsOnPrototype } from "../../tools/sdk/methods-on-prototype.mjs";

describe("private methods of a build for the chip", () => {
	it("become methods of the prototype, where they are declared and where they are used", () => {
		const source = [
			"export class Port {",
			"\treadonly #options: Options;",
			"\t#open(): void {",
			"\t\tthis.#options.onOpen(() => this.#open());",
			"\t\tother?.#state;",
			"\t}",
			"\tasync #read(): Promise<void> {}",
			"\tget #state(): string {",
			"\t\t// #open and \"#read\" stay as they are in words",
			"\t\treturn this.#openings;",
			"\t}",
			"\t#openings = \"\";",
			"}",
		];
		const wanted = [
			"export class Port {",
			"\treadonly #options: Options;",
			"\t_open(): void {",
			"\t\tthis.#options.onOpen(() => this._open());",
			"\t\tother?._state;",
			"\t}",
			"\tasync _read(): Promise<void> {}",
			"\tget _state(): string {",
			"\t\t// #open and \"#read\" stay as they are in words",
			"\t\treturn this.#openings;",
			"\t}",
			"\t#openings = \"\";",
			"}",
		];
		assert.equal(methodsOnPrototype(source.join("\n")), wanted.join("\n"));
	});

	it("stay private in a class that extends another, and where a field has the same name", () => {
		for (
			const source of ["class A extends B {\n\t#open() {}\n}", "class A {\n\t#open() {}\n}\nclass B {\n\t#open = 1;\n}", "const a = 1;\n"]
		)
			assert.equal(methodsOnPrototype(source), source);
	});
});
