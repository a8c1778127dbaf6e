/** `esp_reset_reason_t` of ESP-IDF v6.0, components/esp_system/include/esp_system.h, in its order. */
const reasons: readonly string[] = Object.freeze([
	"Unknown",
	"Power on",
	"External reset",
	"Software restart",
	"Exception",
	"Interrupt watchdog",
	"Task watchdog",
	"Other watchdog",
	"Deep sleep",
	"Brownout",
	"SDIO",
	"USB",
	"JTAG",
	"eFuse error",
	"Power glitch",
	"CPU lockup",
]);

/** Why the chip started, in words. */
export function restartReason(code: number): string {
	return reasons[code] ?? `Reason ${code}`;
}
