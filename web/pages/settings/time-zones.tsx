/** POSIX TZ texts of the zones that the page's readers live in (IANA tz database, the last line of each zone's file). */
const zones = [
	["CET-1CEST,M3.5.0,M10.5.0/3", "Amsterdam, Berlin, Brussel, Budapest, Paris"],
	["GMT0BST,M3.5.0/1,M10.5.0", "London"],
	["WET0WEST,M3.5.0/1,M10.5.0", "Lisboa"],
	["EET-2EEST,M3.5.0/3,M10.5.0/4", "Helsinki, București"],
	["UTC0", "UTC"],
] as const;

/** Proposals for the field of the time zone. */
export function TimeZones({ id }: { id: string; }) {
	return (
		<datalist id={id}>
			{zones.map(([zone, places]) => <option key={zone} value={zone} label={places} />)}
		</datalist>
	);
}
