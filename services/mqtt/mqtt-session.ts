import type { TimerHandle, Timers } from "../../drivers/timers";
import { BackOff } from "../back-off";
import type { MQTTHardware } from "../platform";
import { describeError } from "../text";
import { type Broker, MqttConnection } from "./mqtt-connection";
import { type OutgoingPacket, OutgoingQueue } from "./outgoing-queue";

/** `off`: stopped, or no broker is set. `waiting`: the next attempt is a matter of time. */
export type MqttState = "off" | "connecting" | "connected" | "waiting";

/** They only grow; `lastError` is the last reason why there was no connection, in words. */
export interface MqttCounters {
	connects: number;
	connectFailures: number;
	/** Connections that were lost. */
	disconnects: number;
	/** Messages handed to the connection. */
	publishes: number;
	/** Messages that came. */
	received: number;
	/** Messages that could not be sent: no connection, or too many waiting. */
	dropped: number;
	/** Messages that came and were too long, or not text. */
	refused: number;
	/** Exceptions of a service that was called back. */
	faults: number;
	lastError: string;
}

export interface PublishOptions {
	retain?: boolean;
	/** Only the newest message of the topic matters: older ones that wait are replaced, and it may outlive a short loss of the connection. */
	latest?: boolean;
}

export interface MqttSessionOptions {
	timers: Timers;
	hardware: MQTTHardware;
	/** For the jitter of the back-off: from the MAC address. */
	seed: number;
	/** Asked before each attempt, so that changed settings count. `undefined` while no broker is set. */
	broker(): Broker | undefined;
	/** The connection stands. Publish and subscribe in here: it goes out in this order, before anything that waited. */
	onConnect(): void;
	onMessage(topic: string, text: string): void;
	onDisconnect?(reason: string): void;
	/** One line for the log. */
	onLog?(text: string): void;
}

const firstDelay = 10_000;
const maximumDelay = 120_000;
/** A connection that held this long was a good one: the back-off starts again. */
const goodAfter = 60_000;
/** A value older than this is not worth sending after a loss of the connection: its time of arrival would mislead. */
const maximumAge = 60_000;

/** A connection to the MQTT broker that is kept up for ever: tries, waits longer after each failure (10 … 120 s, as Tasmota), tries again. */
export class MqttSession {
	readonly counters: MqttCounters = {
		connects: 0,
		connectFailures: 0,
		disconnects: 0,
		publishes: 0,
		received: 0,
		dropped: 0,
		refused: 0,
		faults: 0,
		lastError: "",
	};
	#options: MqttSessionOptions;
	#backOff: BackOff;
	#connection: MqttConnection | undefined;
	#open = false;
	#openedAt = 0;
	#retry: TimerHandle | undefined;
	#queue = new OutgoingQueue();
	#drainTimer: TimerHandle | undefined;

	constructor(options: MqttSessionOptions) {
		this.#options = options;
		this.#backOff = new BackOff({ first: firstDelay, maximum: maximumDelay, seed: options.seed });
	}

	get state(): MqttState {
		if (this.#open)
			return "connected";
		return this.#connection ? "connecting" : this.#retry ? "waiting" : "off";
	}

	/** Connects at once, and again whenever the connection is lost. Call it when the network is there; harmless while running. */
	start(): void {
		if (this.#connection || this.#retry)
			return;
		this.#backOff.reset();
		this.#connect();
	}

	/** Ends the connection. With a good-bye, the broker does not publish the will; without it, it does. */
	stop(goodBye = true): void {
		this.#options.timers.clear(this.#retry);
		this.#retry = undefined;
		this.#connection?.close(goodBye);
		this.#ended("stopped");
	}

	/** For changed settings: a new connection now. */
	restart(): void {
		this.stop();
		this.start();
	}

	/** Returns false when the message was dropped at once: no connection, and it is not of the kind that may wait for one. */
	publish(topic: string, text: string, options: PublishOptions = {}): boolean {
		const { retain = false, latest = false } = options;
		if (!this.#open && !latest) {
			this.counters.dropped++;
			return false;
		}
		this.#push({ kind: "publish", topic, text, retain, latest, since: this.#options.timers.ticks });
		return true;
	}

	/** QoS 0. Subscriptions end with the connection: call it in `onConnect`. */
	subscribe(topics: readonly string[]): void {
		if (this.#open)
			this.#push({ kind: "subscribe", topics });
	}

	#push(packet: OutgoingPacket): void {
		this.counters.dropped += this.#queue.push(packet);
		this.#drainSoon();
	}

	#connect(): void {
		this.#retry = undefined;
		const broker = this.#options.broker();
		if (!broker?.host) {
			this.counters.lastError = "no broker is set";
			return;
		}
		const connection = new MqttConnection({
			timers: this.#options.timers,
			hardware: this.#options.hardware,
			broker,
			onOpen: () => this.#opened(broker),
			onRoom: () => this.#drainSoon(),
			onMessage: (topic, text) => {
				this.counters.received++;
				this.#call(() => this.#options.onMessage(topic, text));
			},
			onRefused: topic => {
				this.counters.refused++;
				this.#log(`MQTT: a message ${topic && `on ${topic} `}was refused: too long, or not text`);
			},
			onAcknowledge: packet => {
				this.#queue.pushAcknowledgement(packet);
				this.#drainSoon();
			},
			onSubscribed: codes => {
				if (codes.some(code => code >= 128))
					this.#log("MQTT: the broker refused a subscription");
			},
			onEnd: reason => this.#lost(reason),
		});
		this.#connection = connection;
	}

	#opened(broker: Broker): void {
		const { timers } = this.#options;
		this.#open = true;
		this.#openedAt = timers.ticks;
		this.counters.connects++;
		this.#log(`MQTT: connected to ${broker.host}`);
		// What the services send now comes first; then what has waited.
		const waiting = this.#queue.takeLatest(timers.ticks - maximumAge);
		this.#call(() => this.#options.onConnect());
		for (const packet of waiting) {
			if (!this.#queue.supersedes(packet))
				this.#queue.push(packet);
		}
		this.#drainSoon();
	}

	#lost(reason: string): void {
		this.counters.lastError = reason;
		this.counters[this.#open ? "disconnects" : "connectFailures"]++;
		if (this.#open && this.#options.timers.ticks - this.#openedAt >= goodAfter)
			this.#backOff.reset();
		const delay = this.#backOff.next();
		this.#retry = this.#options.timers.set(() => this.#connect(), delay);
		this.#log(`MQTT: ${reason}; next attempt in ${Math.round(delay / 1000)} s`);
		this.#ended(reason);
	}

	#ended(reason: string): void {
		const wasOpen = this.#open;
		this.#open = false;
		this.#connection = undefined;
		this.#options.timers.clear(this.#drainTimer);
		this.#drainTimer = undefined;
		this.counters.dropped += this.#queue.keepLatest();
		if (wasOpen)
			this.#call(() => this.#options.onDisconnect?.(reason));
	}

	/** Not at once: whoever publishes may stand on a deep stack, and a TLS socket needs one of its own. */
	#drainSoon(): void {
		this.#drainTimer ??= this.#options.timers.set(() => {
			this.#drainTimer = undefined;
			this.#drain();
		}, 0);
	}

	/** Sends what fits. */
	#drain(): void {
		for (let packet = this.#queue.first; packet && this.#open; packet = this.#queue.first) {
			if (!this.#connection?.send(packet))
				return;
			this.#queue.shift();
			if (packet.kind === "publish")
				this.counters.publishes++;
		}
	}

	#call(action: () => void): void {
		try {
			action();
		}
		catch (error) {
			this.counters.faults++;
			this.#log(`MQTT: a service failed: ${describeError(error)}`);
		}
	}

	#log(text: string): void {
		this.#options.onLog?.(text);
	}
}
