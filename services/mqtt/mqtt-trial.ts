import type { MQTTHardware, SocketConstructor, SocketOptions } from "../platform";
import type { Timers } from "../../drivers/timers";
import { type Broker, MqttConnection } from "./mqtt-connection";

/** How far it came. */
export type TrialStep = "name" | "tcp" | "tls" | "login";

export interface MqttTrialResult {
	readonly ok: boolean;
	/** Where it failed; `login` when all is well. */
	readonly step: TrialStep;
	/** Empty when all is well. */
	readonly error: string;
}

export interface MqttTrialOptions {
	timers: Timers;
	hardware: MQTTHardware;
	/** Its client name should not be the session's: a broker throws out the older of two that have the same. */
	broker: Broker;
	/** Once, never out of the constructor. */
	onResult(result: MqttTrialResult): void;
}

/** Logs in to a broker once and leaves again. The session that publishes is not touched. */
export class MqttTrial {
	readonly #onResult: (result: MqttTrialResult) => void;
	readonly #connection: MqttConnection;
	#step: TrialStep = "name";
	#isOver = false;

	constructor({ timers, hardware, broker, onResult }: MqttTrialOptions) {
		this.#onResult = onResult;
		// Without what encryption needs it comes no further than that.
		if (broker.tls && !broker.secure && !hardware.tls?.roots)
			this.#step = "tls";
		this.#connection = new MqttConnection({
			timers,
			hardware: watched(hardware, step => this.#step = step),
			broker,
			onResolved: () => this.#step = "tcp",
			onTransport: () => this.#step = "login",
			onOpen: () => this.#end({ ok: true, step: "login", error: "" }),
			onRoom: () => {},
			onMessage: () => {},
			onRefused: () => {},
			onAcknowledge: () => {},
			onSubscribed: () => {},
			onEnd: reason => this.#end({ ok: false, step: this.#step, error: reason }),
		});
	}

	/** Gives up. Nothing is told any more. */
	close(): void {
		this.#isOver = true;
		this.#connection.close();
	}

	#end(result: MqttTrialResult): void {
		if (this.#isOver)
			return;
		this.close();
		this.#onResult(result);
	}
}

/** The same hardware, whose TCP sockets under a TLS socket tell when they stand. */
function watched(hardware: MQTTHardware, onStep: (step: TrialStep) => void): MQTTHardware {
	const { tls } = hardware;
	if (!tls)
		return hardware;
	const Inner = tls.TCP.io;
	class WatchedTCP {
		constructor(options: SocketOptions) {
			return new Inner({
				...options,
				onWritable(count) {
					onStep("tls");
					onStep = () => {};
					options.onWritable?.call(this, count);
				},
			});
		}
	}
	return { ...hardware, tls: { ...tls, TCP: { ...tls.TCP, io: WatchedTCP as unknown as SocketConstructor } } };
}
