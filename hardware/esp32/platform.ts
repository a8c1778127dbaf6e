import { board } from "hardware/boards/this/board";
import DNSSD from "embedded:network/dnssd";
import NTP from "embedded:network/ntp/client";
import Time from "time";
import Timer from "timer";
import type { DNSSDConstructor, NTPHardware, Platform } from "../../services/platform";
import { PreferenceStorage } from "../adapters/preference-storage";
import { buildKeys } from "../build-keys";
import { SDKClock } from "../adapters/sdk-clock";
import { SDKFlash } from "../adapters/sdk-flash";
import { SDKUpdate } from "../adapters/sdk-update";
import { SDKTimers } from "../adapters/sdk-timers";
import type { TimerModule } from "../adapters/sdk-timers";
import { sdkPlatform } from "../sdk-platform";

// The SDK's typings ask for options by other names than the class takes.
const client = NTP as unknown as NTPHardware["io"];
const dnssd = DNSSD as unknown as DNSSDConstructor;

/** The chip, on the board that the build was made for. */
export function createPlatform(): Platform {
	const timers = new SDKTimers(Timer as unknown as TimerModule, Time);
	const clock = new SDKClock(timers, seconds => Time.set(seconds));
	return sdkPlatform({
		board,
		timers,
		clock,
		storage: new PreferenceStorage(),
		flash: new SDKFlash(),
		update: new SDKUpdate(buildKeys()),
		ntp: client,
		dnssd,
	});
}
