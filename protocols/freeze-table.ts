/** Freezes a table with all that is in it: what a preloaded module holds may not change, and only then stays in flash. */
export function freezeTable<Table extends object>(table: Table): Readonly<Table> {
	for (const value of Object.values(table) as unknown[]) {
		if (typeof value === "object" && value !== null)
			freezeTable(value);
	}
	return Object.freeze(table);
}
