import "./xs-shims";
import type { Storage } from "../../services/platform";

/** What a power cut leaves of a write: the entry before, a mixture, nothing, or the new entry. */
export const cutWays = ["before", "torn", "lost", "after"] as const;

/** A storage whose power can be cut at any write: before it, after it, or in its middle. */
export class CutStorage implements Storage {
	readonly values = new Map<string, string>();
	writes = 0;
	cutAt = Infinity;
	how: (typeof cutWays)[number] = "before";
	cut = false;

	read(key: string): string | undefined {
		return this.values.get(key);
	}

	write(key: string, value: string): void {
		if (this.cut)
			throw new Error("no power");
		if (++this.writes === this.cutAt) {
			this.cut = true;
			if (this.how === "torn")
				this.values.set(key, value.slice(0, value.length - 3) + (this.values.get(key) ?? "").slice(-3));
			else if (this.how === "lost")
				this.values.delete(key);
			else if (this.how === "after")
				this.values.set(key, value);
			throw new Error("power cut");
		}
		this.values.set(key, value);
	}

	delete(key: string): void {
		this.values.delete(key);
	}
}
