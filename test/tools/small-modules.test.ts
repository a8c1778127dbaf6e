import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { arrowFunctions } from "../../tools/sdk/arrow-functions.mjs";
import { literalConstants } from "../../tools/sdk/literal-constants.mjs";
import { publicMembers } from "../../tools/sdk/public-members.mjs";

describe("private members of a build for the chip", () => {
	it("become ordinary ones, numbered in each class, by whole names in one that extends another", () => {
		const source = `class A {
	#options; static #count = 0;
	#open(other) { this.#options.onOpen(() => other?.#state); A.#count++; }
	get #state() { return "#open"; } set #state(value) {}
	inner = class { #options = 1; look(a) { return this.#options + a.#state; } };
}
class B extends A { #options; [this.#x]; get() { return this.#options; } static x = class { #x; }; }`;
		assert.throws(() => publicMembers(source), /'#x' must be declared/);
		assert.equal(
			publicMembers(source.replace("[this.#x]; ", "")),
			`class A {
	_0; static _1 = 0;
	_2(other) { this._0.onOpen(() => other?._3); A._1++; }
	get _3() { return "#open"; } set _3(value) {}
	inner = class { _0 = 1; look(a) { return this._0 + a._3; } };
}
class B extends A { _B_options; get() { return this._B_options; } static x = class { _0; }; }`,
		);
	});

	it("are refused where an ordinary name would not do", () => {
		assert.throws(() => publicMembers("class A { #a; has(b) { return #a in b; } }"), /#a in/);
		assert.throws(() => publicMembers("class A { #a; _0 = 1; }"), /_0, which is there already/);
	});
});

describe("plain functions of a build for the chip", () => {
	it("become arrow functions at the top, so that they are there before anything runs", () => {
		const source = `import { a } from "b";
const table = [first, second];
export function first(x, { y = 1 } = {}) { return second(x, y); }
async function second(...all) { return all; }
function self() { return this; }
function* steps() {}
function count() { return arguments.length; }
function outer() { return function() { return this; }; }`;
		assert.equal(
			arrowFunctions(source),
			`export const first = (x, { y = 1 } = {}) => { return second(x, y); };
const second = async (...all) => { return all; };
const outer = () => { return function() { return this; }; };
import { a } from "b";
const table = [first, second];


function self() { return this; }
function* steps() {}
function count() { return arguments.length; }
`,
		);
	});
});

describe("constants of a build for the chip", () => {
	it("stand where they are used", () => {
		const source = `const A = 5, B = "ab", C = -1, D = 7, E = { A }, F = true, G = "a text that is long", H = A + 1;
export const I = 3;
export { A };
function f(D, { A: x, B }) { return D + A + x + B + G; }
const g = ({ C = 4 }) => C + I + F, h = A.toString() + A.length;
class K { A = A; [A] = 1; m() { this.A = A; return { A, q: A, [A]: A }; } }`;
		assert.equal(
			literalConstants(source),
			`const A = 5, B = "ab", C = -1, D = 7, E = { A: 5 }, F = true, G = "a text that is long", H = 5 + 1;
export const I = 3;
export { A };
function f(D, { A: x, B }) { return D + 5 + x + B + G; }
const g = ({ C = 4 }) => C + 3 + true, h = (5).toString() + (5).length;
class K { A = 5; [5] = 1; m() { this.A = 5; return { A: 5, q: 5, [5]: 5 }; } }`,
		);
	});
});
