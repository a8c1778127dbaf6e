import { isDigit, replaceEach } from "../../protocols/text-shape";

export interface TasmotaTopicsOptions {
	/** What `%topic%` stands for. */
	topic: string;
	/** `%prefix%/%topic%/` */
	fullTopic: string;
	/** What `%hostname%` stands for. */
	hostname: string;
	/** 12 hexadecimal digits. */
	mac: string;
}

/** A topic that a command came on, taken apart. */
export interface CommandTopic {
	/** Lower case, without the digits at its end. */
	readonly command: string;
	/** The digits; `undefined` without any. */
	readonly index: number | undefined;
	/** Commands to the fallback topic are answered there. */
	readonly fallback: boolean;
}

const group = "tasmotas";

/** Tasmota's topics: `cmnd`, `stat` and `tele` after FullTopic, the group's and the fallback topic. */
export class TasmotaTopics {
	readonly topic: string;
	/** `DVES_A1B2C3_fb` */
	readonly fallback: string;
	readonly group = group;
	#options: TasmotaTopicsOptions;

	constructor(options: TasmotaTopicsOptions) {
		this.#options = options;
		this.topic = options.topic;
		this.fallback = `DVES_${options.mac.slice(-6)}_fb`;
	}

	/** `tele/<topic>/<last>` */
	tele(last: string): string {
		return this.#full("tele", this.topic) + last;
	}

	/** `stat/<topic>/<last>` */
	stat(last: string, fallback = false): string {
		return (fallback ? `stat/${this.fallback}/` : this.#full("stat", this.topic)) + last;
	}

	/** `cmnd/<topic>/<last>` */
	command(last: string): string {
		return this.#full("cmnd", this.topic) + last;
	}

	/** `cmnd/DVES_A1B2C3_fb/` */
	get fallbackBase(): string {
		return `cmnd/${this.fallback}/`;
	}

	/** `cmnd/tasmotas/` */
	get groupBase(): string {
		return this.#full("cmnd", group);
	}

	get subscriptions(): string[] {
		return [this.command("#"), `${this.groupBase}#`, `${this.fallbackBase}#`];
	}

	/** `undefined` for a topic that is no command to this device. The command is the last level. */
	parse(topic: string): CommandTopic | undefined {
		const fallback = topic.startsWith(this.fallbackBase);
		if (!fallback && !topic.startsWith(this.command("")) && !topic.startsWith(this.groupBase))
			return undefined;
		return { ...parseCommand(topic.slice(topic.lastIndexOf("/") + 1)), fallback };
	}

	#full(prefix: string, topic: string): string {
		const { hostname, mac } = this.#options;
		let full = this.#options.fullTopic;
		// Without a prefix commands and answers would share their topics.
		if (prefix === "cmnd" && !full.includes("%prefix%"))
			full += "/%prefix%";
		full = full
			.split("%prefix%").join(prefix)
			.split("%topic%").join(topic)
			.split("%hostname%").join(hostname)
			.split("%id%").join(mac)
			.split("#").join("");
		while (full.includes("//"))
			full = full.split("//").join("/");
		return full.endsWith("/") ? full : `${full}/`;
	}
}

/** `Status10` is the command `status` with the index 10. */
export function parseCommand(word: string): { command: string; index: number | undefined; } {
	const text = word.trim();
	// No command has a line's end in it, whatever stands around it.
	if (replaceEach(text, "\n\r\u2028\u2029", "") !== text)
		return { command: "", index: undefined };
	let end = text.length;
	while (isDigit(text.charCodeAt(end - 1)))
		end--;
	return { command: text.slice(0, end).toLowerCase(), index: end < text.length ? Number(text.slice(end)) : undefined };
}
