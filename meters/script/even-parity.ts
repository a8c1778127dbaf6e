/** Seven bits with the bit above them that makes the number of ones even: 7E1 over a line of 8N1. */
export function evenParity(byte: number): number {
	let ones = 0;
	for (let rest = byte & 0x7F; rest; rest &= rest - 1)
		ones ^= 1;
	return byte & 0x7F | ones << 7;
}
