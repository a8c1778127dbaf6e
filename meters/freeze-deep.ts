/** Freezes an object with all that is in it. */
export function freezeDeep<Value extends object>(value: Value): Readonly<Value> {
	const members: unknown[] = Object.values(value);
	for (let index = 0; index < members.length; index++) {
		const member = members[index];
		if (typeof member === "object" && member !== null && !Object.isFrozen(member))
			freezeDeep(member);
	}
	return Object.freeze(value);
}
