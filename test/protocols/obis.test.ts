import assert from "node:assert/strict";
import { it } from "node:test";
import { isObisCode, isRegisterCode, obisChannel, obisGroup, obisValue } from "../../protocols/obis";
import { forTextsNear } from "../support/texts-near";

it("OBIS codes are told from other texts", () => {
	for (const code of ["1-0:1.8.0", "0-1:24.2.1", "1-0:1.8.0*255", "255-255:255.255.255*255"])
		assert.ok(isObisCode(code));
	for (const text of ["", "1.8.0", "1-0:1.8", "1-0:1.8.0(", "x-0:1.8.0", "1-0:1.8.0*", "1-0:1.8.1234", "1-0:1.8.0\n"])
		assert.ok(!isObisCode(text));
});

it("OBIS codes are taken apart", () => {
	assert.equal(obisGroup("0-1:24.2.1"), "24.2");
	assert.equal(obisValue("0-1:24.2.1*255"), "24.2.1");
	assert.equal(obisValue("0-1:24.2.1"), "24.2.1");
	assert.equal(obisChannel("0-12:24.2.1"), 12);
	assert.ok(Number.isNaN(obisChannel("24.2.1")));
});

it("addresses of IEC 62056-21 are told from other texts", () => {
	for (const code of ["1-0:1.8.0*255", "1.8.0", "C.1.0", "FF", "1-0:FF&12", ".8", "0.0.0.1.2"])
		assert.ok(isRegisterCode(code), code);
	for (
		const text of ["FF.1", "FFF", "1.8.0.0.0.0", "1-:1.8.0", "1:1.8.0", "1.8..0", "1.8.0*", "1.8.0*1&2", "1.8.0&1*2", "c.1", "AB.1", "1234"]
	)
		assert.ok(!isRegisterCode(text), text);
	const shape = /^(?:\d{1,3}-\d{1,3}:)?(?:FF|(?:\d{1,3}|[A-Z])?(?:\.(?:\d{1,3}|[A-Z])){0,4})(?:[*&]\d{1,3})?$/;
	forTextsNear(shape, "0189-:.*&FFAZaz ", text => assert.equal(isRegisterCode(text), shape.test(text), JSON.stringify(text)), 20_000);
});
