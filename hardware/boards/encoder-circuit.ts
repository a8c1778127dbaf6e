/*
	What the encoder port's circuit (hardware/circuits/encoder-port) makes of the chip's analog inputs, whose highest value is 2.45 V.
*/
const fullInput = 2.45;

/** mA at the highest value of the current's input: 0.30 V for each. */
export const fullCurrent: number = fullInput / 0.3;

/** V on the line at the highest value of the voltage's input, behind 100 kΩ and 10 kΩ. */
export const fullVoltage: number = fullInput * 11;
