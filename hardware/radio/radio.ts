import type { Radio as RadioSeam } from "../../services/platform";

/** What the SDK's Wi-Fi class lacks: why the station was thrown out, and an access point beside it. In C: `esp32/radio.c`. */
class NativeRadio {
	static takeReason(): number {
		return native("xs_meterwire_radio_take_reason").call(this);
	}

	static open(SSID: string, password: string): string {
		return native("xs_meterwire_radio_open").call(this, SSID, password);
	}

	static close(): void {
		native("xs_meterwire_radio_close").call(this);
	}
}

export const radio: RadioSeam = Object.freeze({
	takeReason: () => NativeRadio.takeReason(),
	openAccessPoint: (SSID: string, password: string) => NativeRadio.open(SSID, password),
	closeAccessPoint: () => NativeRadio.close(),
});
