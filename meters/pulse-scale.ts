import type { ConstantWay } from "../drivers/pulse-input/pulse-kinds";
import type { PulseUnit } from "../drivers/pulse-input/pulse-units";
import { Decimal } from "../protocols/decimal";

/** What pulses stand for: a unit and the meter constant. */
export class PulseScale {
	readonly unit: PulseUnit;
	readonly #way: ConstantWay;
	readonly #constant: number;

	/** @param constant 1 to 65535: pulses per unit, or thousandths of the unit per pulse. Throws a RangeError for any other. */
	constructor(unit: PulseUnit, way: ConstantWay, constant: number) {
		if (!(Number.isInteger(constant) && constant >= 1 && constant <= 65_535))
			throw new RangeError(`the meter constant must be a whole number from 1 to 65535, not ${String(constant)}`);
		this.unit = unit;
		this.#way = way;
		this.#constant = constant;
	}

	/** In words. */
	get text(): string {
		const { name } = this.unit;
		return this.#way === "per-unit" ? `${this.#constant} per ${name}` : `${new Decimal(this.#constant, -3)} ${name} per pulse`;
	}

	/** What so many pulses stand for, exact; cut, not rounded, after the last decimal that one pulse can change, as a meter's display does. */
	used(pulses: number): Decimal {
		const constant = this.#constant;
		if (this.#way === "per-pulse")
			return new Decimal(fit(BigInt(pulses) * BigInt(constant)), -3);
		const decimals = constant === 1 ? 0 : String(constant - 1).length;
		return new Decimal(fit(BigInt(pulses) * 10n ** BigInt(decimals) / BigInt(constant)), -decimals);
	}

	/** The rate for so many pulses per hour, as a text. */
	rate(pulses: number): string {
		const { rateFactor, rateDecimals } = this.unit;
		const units = this.#way === "per-unit" ? pulses / this.#constant : pulses * this.#constant / 1000;
		return (units * rateFactor).toFixed(rateDecimals);
	}
}

function fit(digits: bigint): number | bigint {
	return digits <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(digits) : digits;
}
