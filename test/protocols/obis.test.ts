import assert from "node:assert/strict";
import { it } from "node:test";
import { isObisCode, obisChannel, obisGroup, obisValue } from "../../protocols/obis";

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
