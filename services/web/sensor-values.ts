/** One value of a meter, for the page and for other programs. */
export interface SensorValue {
	/** Object of the SENSOR message that it stands in. */
	readonly group: string;
	/** Name within it; elements of lists and of inner objects follow after a dot: `Voltage.1`. */
	readonly name: string;
	/** As the meter sent it, so that no digit is lost. */
	readonly value: string;
	readonly isNumber: boolean;
}

/**
 * The single values in a meter's members of the SENSOR message: `"P1":{"Power":428,"Voltage":[229,231]}`. Looks for the next mark with native calls and
 * makes no number of what are digits, as `JSON.parse` would.
 */
export function readSensorValues(text: string): SensorValue[] {
	const reader = new SensorReader(text);
	reader.members("");
	return reader.values;
}

class SensorReader {
	readonly values: SensorValue[] = [];
	readonly #text: string;
	#at = 0;

	constructor(text: string) {
		this.#text = text;
	}

	/** Members up to the closing brace or the end. */
	members(group: string, path = ""): void {
		const text = this.#text;
		while (text.charAt(this.#at) === "\"") {
			const name = this.#string();
			// The colon.
			this.#at++;
			if (group)
				this.#value(group, path ? `${path}.${name}` : name);
			else
				this.#value(name, "");
			if (text.charAt(this.#at) === ",")
				this.#at++;
		}
		this.#at++;
	}

	#value(group: string, path: string): void {
		const first = this.#text.charAt(this.#at);
		if (first === "{") {
			this.#at++;
			this.members(group, path);
		}
		else if (first === "[") {
			this.#at++;
			this.#elements(group, path);
		}
		else if (first === "\"")
			this.#add(group, path, this.#string(), false);
		else {
			const start = this.#at;
			this.#at = this.#end();
			const value = this.#text.slice(start, this.#at);
			if (value !== "null")
				this.#add(group, path, value, value !== "true" && value !== "false");
		}
	}

	#elements(group: string, path: string): void {
		const text = this.#text;
		for (let index = 1; text.charAt(this.#at) !== "]"; index++) {
			this.#value(group, `${path}.${index}`);
			if (text.charAt(this.#at) === ",")
				this.#at++;
			else if (text.charAt(this.#at) !== "]")
				break;
		}
		this.#at++;
	}

	#add(group: string, path: string, value: string, isNumber: boolean): void {
		this.values.push({ group, name: path || "Value", value, isNumber });
	}

	#string(): string {
		const text = this.#text, start = this.#at;
		let end = text.indexOf("\"", start + 1);
		while (end > 0 && isEscaped(text, end))
			end = text.indexOf("\"", end + 1);
		if (end < 0)
			end = text.length - 1;
		this.#at = end + 1;
		const raw = text.slice(start + 1, end);
		return raw.includes("\\") ? JSON.parse(`"${raw}"`) as string : raw;
	}

	/** Where a number or a word ends. */
	#end(): number {
		const text = this.#text, from = this.#at;
		let end = text.length;
		for (const mark of [",", "}", "]"]) {
			const at = text.indexOf(mark, from);
			if (at >= 0 && at < end)
				end = at;
		}
		return end;
	}
}

function isEscaped(text: string, at: number): boolean {
	let count = 0;
	while (text.charAt(at - 1 - count) === "\\")
		count++;
	return count % 2 === 1;
}
