type Entry = Record<string, unknown>;

/** The list of M-Bus meters without their keys: what may be shown. */
export function hideKeys(list: string): string {
	if (!list.includes("\"key\""))
		return list;
	const entries = read(list);
	for (const entry of entries)
		delete entry["key"];
	return JSON.stringify(entries);
}

/** A meter that comes without a key keeps the one that is known for its address. */
export function keepKeys(list: string, before: string): string {
	if (!list || !before.includes("\"key\""))
		return list;
	const entries = read(list), known = read(before);
	let isChanged = false;
	for (const entry of entries) {
		const key = entry["key"] === undefined ? known.find(each => String(each["address"]) === String(entry["address"]))?.["key"] : undefined;
		if (key === undefined)
			continue;
		entry["key"] = key;
		isChanged = true;
	}
	return isChanged ? JSON.stringify(entries) : list;
}

/** What is no such list has none: the check of the setting says what is wrong with it. */
function read(list: string): Entry[] {
	try {
		const entries: unknown = JSON.parse(list);
		return Array.isArray(entries) ? entries.filter((entry): entry is Entry => typeof entry === "object" && entry !== null) : [];
	}
	catch {
		return [];
	}
}
