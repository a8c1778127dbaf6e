import Time from "time";
import Timer from "timer";
import { verifyP256 } from "../../../hardware/adapters/sdk-signature";

/*
	The check of an update's signature on the SDK's own arithmetic. Each line is `ok NAME`, or `not ok NAME: what was found`; `done` at the end. The
	signatures were made by Node's crypto with a key that was thrown away.
*/
const key =
	"04a70c2fdbe803e7459141531ec1ab915d88a65cdca6d311fbd68b7e10882381eb069d7a02c5ff18e82fd2e8d38d6099f7d73e4c3e556b19127451d65917a93ed1";
const otherKey =
	"0415dee5f034412ecb5c31d23ab32ec9e320a69b178840018394bb4b57649dc11f3435bbb2b8b860cc820be9575de4ddc105ca9a81a83737b7194d55124c271f0f";
const signatures = [
	"27b6a419aa5f96a0c1e20a17f7c13c117c81839e40ae612bf21ebabd6d782afdc82045a90d49cffc035093bfdedf57f9dc51fd2b5ac3db3aaf0faa6f90ace0d0",
	"5aa2322a72834b009544372d2a5b572220b60cbaf17d1d08c32b0071b565bb344e98c5c1e2ec12286a194dbb7634ed49029fdd4084857cb3dbb3600b5fe13041",
	"2ea1e853978f9ba0d6197813b269f92b9dd6465dca3d9b74f1bcfd1c2471a80642f30a97dec2df8f9a61869e55ac89c279c1df893d0364fe16867eacce02a564",
];
/** The group's order (SEC 2, 2.4.2). */
const order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
const data = Uint8Array.from({ length: 192 }, (_, index) => index);

function bytes(text: string): Uint8Array {
	const result = new Uint8Array(text.length / 2);
	for (let at = 0; at < result.length; at++)
		result[at] = parseInt(text.slice(2 * at, 2 * at + 2), 16);
	return result;
}

function report(name: string, found: boolean, wanted: boolean): void {
	trace(found === wanted ? `ok ${name}\n` : `not ok ${name}: ${found}\n`);
}

function changed(text: string, at: number): Uint8Array {
	const result = bytes(text);
	result[at]! ^= 1;
	return result;
}

const point = bytes(key), signature = signatures[0]!, zeros = "00".repeat(32), r = signature.slice(0, 64), s = signature.slice(64);
for (let index = 0; index < signatures.length; index++)
	report(`good signature ${index + 1}`, verifyP256(point, data, bytes(signatures[index]!)), true);
report("another key", verifyP256(bytes(otherKey), data, bytes(signature)), false);
for (const at of [0, 31, 32, 63])
	report(`signature with byte ${at} changed`, verifyP256(point, data, changed(signature, at)), false);
report(
	"data changed",
	verifyP256(point, changed(Array.from(data, byte => (byte < 16 ? "0" : "") + byte.toString(16)).join(""), 100), bytes(signature)),
	false,
);
// A check that does not look at the range takes these for good, whatever the data.
report("zeros", verifyP256(point, data, bytes(zeros + zeros)), false);
report("r is zero", verifyP256(point, data, bytes(zeros + s)), false);
report("s is zero", verifyP256(point, data, bytes(r + zeros)), false);
report("r is the order", verifyP256(point, data, bytes(order + s)), false);
report("s is the order", verifyP256(point, data, bytes(r + order)), false);
report("cut off", verifyP256(point, data, bytes(r)), false);
report("compressed point", verifyP256(bytes(`02${key.slice(2, 66)}`), data, bytes(signature)), false);

const times = 20, begin = Time.ticks;
for (let turn = 0; turn < times; turn++)
	verifyP256(point, data, bytes(signature));
trace(`${(Time.ticks - begin) / times} ms for one check\n`);
Timer.set(() => trace("done\n"), 0);
