/** Freezes a table with all that is in it, so that a preloaded module's tables can stay in flash. */
export function freezeTable<Table extends object>(table: Table): Readonly<Table> {
	for (const value of Object.values(table)) {
		if (typeof value === "object" && value !== null)
			freezeTable(value);
	}
	return Object.freeze(table);
}
