import type { EncoderModel } from "./encoder-model";

const at = (model: Omit<EncoderModel, "litres" | "number">): EncoderModel =>
	Object.freeze({ litres: 1_234_560, number: "12345678", flow: 0.4, ...model });

/** The encoders that a house may have, by name. */
export const encoderModels: Readonly<Record<string, EncoderModel>> = Object.freeze({
	"scr": at({ protocol: "scr" }),
	"scr-push": at({ protocol: "scr", push: true }),
	"scr-comma": at({ protocol: "scr", maker: "GWF", comma: true, decimals: 3 }),
	"scr-current": at({ protocol: "scr", view: "more" }),
	"encoder-mbus": at({ protocol: "mbus" }),
	"encoder-mbus-300": at({ protocol: "mbus", baud: 300 }),
	"encoder-auto": at({ protocol: "auto" }),
});
