import Timer from "timer";
import { decryptGCM } from "../../../hardware/adapters/sdk-gcm";

/*
	AES-128-GCM on the SDK's own ciphers: the example of the Green Book (9.2.7.2.4) and test case 4 of the GCM specification, and each of them changed.
	Each line is `ok NAME`, or `not ok NAME: what was found`; `done` at the end.
*/
function bytes(text: string): Uint8Array {
	const result = new Uint8Array(text.length / 2);
	for (let at = 0; at < result.length; at++)
		result[at] = parseInt(text.slice(2 * at, 2 * at + 2), 16);
	return result;
}

function digits(octets: Uint8Array | undefined): string {
	let text = octets ? "" : "refused";
	for (const octet of octets ?? [])
		text += (octet < 16 ? "0" : "") + octet.toString(16);
	return text;
}

function report(name: string, found: string, wanted: string): void {
	trace(found === wanted ? `ok ${name}\n` : `not ok ${name}: ${found}\n`);
}

const cases = [
	{
		name: "Green Book",
		key: "000102030405060708090a0b0c0d0e0f",
		iv: "4d4d4d0000bc614e01234567",
		additional: "30d0d1d2d3d4d5d6d7d8d9dadbdcdddedf",
		data: "411312ff935a47566827c467bc",
		tag: "7d825c3be4a77c3fcc056b6b",
		plain: "c0010000080000010000ff0200",
	},
	{
		name: "GCM test case 4",
		key: "feffe9928665731c6d6a8f9467308308",
		iv: "cafebabefacedbaddecaf888",
		additional: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
		data: "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
		tag: "5bc94fbc3221a5db94fae95ae7121a47",
		plain: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
	},
];
for (const { name, key, iv, additional, data, tag, plain } of cases) {
	const input = { key: bytes(key), iv: bytes(iv), additional: bytes(additional), data: bytes(data), tag: bytes(tag) };
	report(`${name}: read`, digits(decryptGCM(input)), plain);
	report(
		`${name}: without its tag`,
		digits(decryptGCM({ key: input.key, iv: input.iv, additional: input.additional, data: input.data })),
		plain,
	);
	for (const field of ["key", "iv", "additional", "data", "tag"] as const) {
		const changed = input[field].slice();
		changed[changed.length - 1]! ^= 1;
		report(`${name}: ${field} changed`, digits(decryptGCM({ ...input, [field]: changed })), "refused");
	}
	// A view on a part of a larger buffer, as decoders hand them over.
	const large = bytes(`ffff${data}ffff`);
	report(`${name}: part of a buffer`, digits(decryptGCM({ ...input, data: large.subarray(2, large.length - 2) })), plain);
}
// Only the tag of no data (authentication without encryption).
report(
	"no data",
	digits(decryptGCM({
		key: bytes("00000000000000000000000000000000"),
		iv: bytes("000000000000000000000000"),
		additional: new Uint8Array(0),
		data: new Uint8Array(0),
		tag: bytes("58e2fccefa7e3061367f1d57a4e7455a"),
	})),
	"",
);
Timer.set(() => trace("done\n"), 0);
