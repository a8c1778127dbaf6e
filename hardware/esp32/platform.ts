import { board } from "hardware/boards/this/board";
import DNSSD from "embedded:network/dnssd";
import NTP from "embedded:network/ntp/client";
import Time from "time";
import Timer from "timer";
import type { DNSSDConstructor, ListenerConstructor, NTPHardware, Platform } from "../../services/platform";
import { PreferenceStorage } from "../adapters/preference-storage";
import { buildKeys } from "../build-keys";
import { SDKClock } from "../adapters/sdk-clock";
import { SDKFlash } from "../adapters/sdk-flash";
import { SDKListener } from "../adapters/sdk-listener";
import { SDKUpdate } from "../adapters/sdk-update";
import { SDKTimers } from "../adapters/sdk-timers";
import type { TimerModule } from "../adapters/sdk-timers";
import { sdkPlatform } from "../sdk-platform";

// The SDK's typings ask for options by other names than the class takes.
const client = NTP as unknown as NTPHardware["io"];
const dnssd = DNSSD as unknown as DNSSDConstructor;

/** A flash with one place for firmware takes no updates; everything else goes on. */
function updateSlots(): SDKUpdate | undefined {
	try {
		return new SDKUpdate(buildKeys());
	}
	catch (error) {
		trace(`no updates over the network: ${String(error)}\n`);
		return undefined;
	}
}

/** The chip, on the board that the build was made for. */
export function createPlatform(): Platform {
	const timers = new SDKTimers(Timer as unknown as TimerModule, Time);
	const clock = new SDKClock(timers, seconds => Time.set(seconds));
	const slots = updateSlots();
	return sdkPlatform({
		board,
		timers,
		clock,
		storage: new PreferenceStorage(),
		flash: new SDKFlash(),
		listener: SDKListener as unknown as ListenerConstructor,
		...(slots && { update: slots }),
		ntp: client,
		dnssd,
	});
}
