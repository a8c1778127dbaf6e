/*
	The modules of the Moddable SDK that the firmware's own files in `hardware/` import, as narrow as these use them. The SDK's typings are
	partly wrong (specs: platform, 3.3), and most JavaScript modules there have none.
*/

declare module "timer" {
	export default class Timer {
		static set(callback: () => void, delay?: number): object;
		static repeat(callback: () => void, interval: number): object;
		/** Throws for nothing: a timer that has run is ignored. */
		static clear(timer: object | undefined): void;
	}
}

declare module "time" {
	export default class Time {
		/** Milliseconds. On the chip a 32-bit integer that wraps and is negative half of the time; under Linux the wall clock. */
		static get ticks(): number;
		/** Sets the system's clock, in seconds since 1970. Does nothing under Linux. */
		static set(seconds: number): void;
	}
}
