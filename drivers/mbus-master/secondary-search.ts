import { Address } from "../../protocols/mbus/frame";
import type { MbusFrame } from "../../protocols/mbus/frame";
import { requestData, selectSlave } from "../../protocols/mbus/frames";
import type { SecondaryAddress } from "../../protocols/mbus/frames";
import type { FoundMeters } from "./found-meter";
import type { MbusAnswer } from "./mbus-answer";
import type { MbusRequest } from "./mbus-job";
import { frameIdentity, matches } from "./meter-identity";
import type { ScanPart, ScanPartOptions } from "./scan-part";
import { moreMasks, splitMask } from "./search-masks";
import type { SearchMask } from "./search-masks";
import { Tries } from "./tries";

/** The parts of a mask that collided. */
interface Level {
	readonly mask: SearchMask;
	masks: readonly SearchMask[];
	at: number;
	/** How many must be below: two where several collided, one where one gave no data. */
	readonly needed: number;
	/** Meters found below, and collisions that could not be resolved. */
	found: number;
	/** How often `masks` was made anew because the collision was not explained. */
	rounds: number;
}

/** A collision needs two. */
const several = 2;
/** Collisions that nothing explains are looked into again this often in one search, so that a bad line does not make it endless. */
const secondLooks = 16;
/** Collisions that nothing explained, after which what is no frame is taken for noise: a search has an end on the worst of lines. */
const mostBarren = 24;

/** What no frame must be how often to be a collision: less where the selection was not acknowledged cleanly either, more in noise. */
const collisions = Object.freeze({ clean: 2, suspect: 1, inNoise: 1 });

/**
 * Finds meters by their secondary addresses (EN 13757-3, 12): selects all that match a mask; where several answer, splits the mask and goes on
 * with each part.
 */
export class SecondarySearch implements ScanPart {
	readonly baud: number;
	readonly way = "secondary";
	readonly #options: ScanPartOptions;
	readonly #found: FoundMeters;
	readonly #levels: Level[] = [];
	readonly #select: Tries;
	readonly #question = new Tries({ silent: 2, garbled: 4 });
	#mask: SearchMask | undefined;
	#asking = false;
	/** What came after the selection was no frame. */
	#suspect = false;
	#again = secondLooks;
	#barren = 0;
	#noisy = false;

	constructor(options: ScanPartOptions, found: FoundMeters, mask: SecondaryAddress = {}) {
		this.baud = options.baud;
		this.#options = options;
		this.#found = found;
		this.#select = new Tries({ silent: options.tries, garbled: 2 });
		this.#mask = { ...mask, id: (mask.id ?? "FFFFFFFF").toUpperCase() };
	}

	get place(): string {
		const { id = "", medium, manufacturer, version } = this.#mask ?? {};
		const more = [medium, manufacturer, version].filter(value => value !== undefined);
		return [id.replaceAll("F", "_"), ...more].join(" ");
	}

	get fraction(): number {
		if (!this.#mask)
			return 1;
		let done = 0, share = 1;
		for (const { at, masks } of this.#levels) {
			share /= masks.length;
			done += share * Math.max(0, at - 1);
		}
		return Math.min(1, done);
	}

	next(selected: boolean): MbusRequest | undefined {
		const mask = this.#mask;
		if (!mask)
			return undefined;
		const { baud } = this, { extraTime } = this.#options;
		if (this.#asking && selected)
			return { baud, extraTime, bytes: requestData(Address.SELECTED, true), data: true };
		// Also when another job's selection came between: the same once more.
		this.#asking = false;
		return { baud, extraTime, bytes: selectSlave(mask), selects: true, several: true };
	}

	take(answer: MbusAnswer): void {
		if (this.#asking) {
			this.#takeData(answer);
			return;
		}
		if (answer.kind === "silence") {
			if (this.#select.note(answer) === "silence")
				this.#done(0);
			return;
		}
		// Whatever came: telegrams are long, so asking for them shows whether it was one slave, several or a glitch.
		this.#asking = true;
		this.#suspect = answer.kind !== "acknowledge";
		const { clean, suspect, inNoise } = collisions;
		const collision = (this.#suspect ? suspect : clean) + (this.#noisy ? inNoise : 0);
		this.#question.reset({ silent: 2, garbled: this.#noisy ? 8 : 4, collision });
	}

	#takeData(answer: MbusAnswer): void {
		// A byte too many can be the acknowledgement of a second, slower meter.
		const clean = !answer.frame || !answer.extra && this.#isExpected(answer.frame);
		const verdict = this.#question.note(clean ? answer : { ...answer, kind: "garbled" });
		if (verdict === "again")
			return;
		if (verdict === "answer" && answer.frame) {
			this.#found.add(this.baud, "bySecondary", answer.frame);
			this.#done(1);
		}
		else if (verdict === "collision")
			this.#split(several);
		else if (verdict === "noise" || this.#suspect) {
			this.#trouble("noise");
			this.#done(0);
		}
		else if (this.#mask!.id.includes("F"))
			this.#split(1);
		else {
			// It can be selected, and gives no data now.
			this.#found.add(this.baud, "bySecondary", { secondary: this.#mask });
			this.#done(1);
		}
	}

	#isExpected(frame: MbusFrame): boolean {
		const identity = frameIdentity(frame);
		return !identity || matches(identity, this.#mask!);
	}

	/** Several answer, or one that gives no data and of which no more can be known than its address. */
	#split(needed: number): void {
		const mask = this.#mask!;
		if (this.#barren >= mostBarren) {
			this.#trouble("noise");
			this.#done(0);
			return;
		}
		const masks = splitMask(mask);
		if (masks.length) {
			this.#levels.push({ mask, masks, at: 0, needed, found: 0, rounds: 0 });
			this.#advance();
			return;
		}
		this.#trouble("collision");
		this.#done(several);
	}

	/** This mask is through. */
	#done(found: number): void {
		const level = this.#levels.at(-1);
		if (level)
			level.found += found;
		this.#advance();
	}

	#advance(): void {
		this.#asking = false;
		this.#select.reset();
		for (;;) {
			const level = this.#levels.at(-1);
			if (!level) {
				this.#mask = undefined;
				return;
			}
			if (level.at < level.masks.length) {
				this.#mask = level.masks[level.at++];
				return;
			}
			if (level.found < level.needed && this.#lookAgain(level))
				continue;
			this.#levels.pop();
			const above = this.#levels.at(-1);
			if (above)
				above.found += level.found;
			if (!level.found) {
				this.#barren++;
				this.#mask = level.mask;
				this.#trouble("noise");
			}
		}
	}

	/** Something answered that no part of the mask explains: ids with letters, or a request that was lost. */
	#lookAgain(level: Level): boolean {
		const masks = moreMasks(level.mask, level.rounds++);
		if (!masks.length || !this.#again)
			return false;
		this.#again--;
		level.masks = masks;
		level.at = 0;
		return true;
	}

	#trouble(reason: "collision" | "noise"): void {
		this.#noisy ||= reason === "noise";
		this.#options.onTrouble({ reason, baud: this.baud, way: this.way, place: this.place });
	}
}
