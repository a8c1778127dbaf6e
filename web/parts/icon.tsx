/** Strokes on a field of 24 × 24. */
const paths = {
	live: "M3 13h4l3-8 4 14 3-6h4",
	history: "M5 20v-7M10 20V6M15 20v-9M20 20V9",
	ports: "M9 3v5M15 3v5M6 8h12v4a6 6 0 0 1-12 0zM12 18v3",
	mbus: "M3 7h18M3 17h18M7 7v10M17 7v10",
	script: "M8 6l-5 6 5 6M16 6l5 6-5 6M14 4l-4 16",
	settings: "M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4",
	error: "M12 8v5M12 16.5v.5M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18",
	warning: "M12 9v5M12 17v.5M12 3L2 20h20z",
	good: "M4 12l6 6L20 6",
	lock: "M6 11h12v9H6zM8 11V8a4 4 0 0 1 8 0v3",
	next: "M9 5l7 7-7 7",
	back: "M15 5l-7 7 7 7",
};

export type IconName = keyof typeof paths;

/** A drawing without meaning of its own: what it says stands beside it in words. */
export function Icon({ name }: { name: IconName; }) {
	return (
		<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
			<path d={paths[name]} />
		</svg>
	);
}
