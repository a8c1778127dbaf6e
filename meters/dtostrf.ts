/**
 * A number as Tasmota's SML driver prints it: the digits of the ESP32 Arduino core's `dtostrf(value, 1, decimals)`, which a formatted print in C or
 * JavaScript does not always give. Half is added at the last place and the digits are cut off one by one in double arithmetic, so halves go
 * away from zero and −0.4 without decimals is `-0`. What is no number is `null`.
 */
export function dtostrf(value: number, decimals: number): string {
	if (!Number.isFinite(value))
		return "null";
	let two = 2;
	for (let place = 0; place < decimals; place++)
		two *= 10;
	const magnitude = Math.abs(value) + 1 / two;
	let power = 1;
	let count = 1;
	while (magnitude >= 10 * power) {
		power *= 10;
		count++;
	}
	let rest = magnitude / power;
	let text = value < 0 ? "-" : "";
	for (let place = count + decimals - 1; place >= 0; place--) {
		const digit = Math.min(Math.trunc(rest), 9);
		text += String(digit);
		if (place === decimals && decimals > 0)
			text += ".";
		rest = (rest - digit) * 10;
	}
	return text;
}
