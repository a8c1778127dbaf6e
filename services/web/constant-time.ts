/** Compares two texts in a time that does not tell how much of them is the same; only whether their lengths differ. */
export function isSameSecret(one: string, other: string): boolean {
	const { length } = one;
	if (other.length !== length)
		return false;
	let difference = 0;
	for (let at = 0; at < length; at++)
		difference |= one.charCodeAt(at) ^ other.charCodeAt(at);
	return difference === 0;
}
