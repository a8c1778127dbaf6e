/** Milliseconds, 0 to 10000, as microseconds for native code. Throws a RangeError. */
export function counterMicroseconds(time: number): number {
	if (!(time >= 0 && time <= 10_000))
		throw new RangeError("time");
	return Math.round(time * 1000);
}
