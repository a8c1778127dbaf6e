/** What a release has to know of a chip. */
export interface ChipFacts {
	/** `esp_chip_id_t` in the header of an app image (esp_app_format.h). */
	readonly id: number;
	/** Where the ROM looks for the boot loader. */
	readonly bootLoaderAt: number;
	/** Name in ESP Web Tools. */
	readonly family: string;
	/** Name in esptool. */
	readonly tool: string;
}

export const chips: Readonly<Record<string, ChipFacts>> = Object.freeze({
	"ESP32": Object.freeze({ id: 0x00, bootLoaderAt: 0x1000, family: "ESP32", tool: "esp32" }),
	"ESP32-C3": Object.freeze({ id: 0x05, bootLoaderAt: 0x0000, family: "ESP32-C3", tool: "esp32c3" }),
	"ESP32-S3": Object.freeze({ id: 0x09, bootLoaderAt: 0x0000, family: "ESP32-S3", tool: "esp32s3" }),
});

export const partitionTableAt = 0x8000;
