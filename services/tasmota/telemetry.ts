import type { TimerHandle, Timers } from "../../drivers/timers";
import type { Meter } from "../../meters/meter";
import type { MqttSession } from "../mqtt/mqtt-session";
import { type CommandContext, runCommand, runCommandLine } from "./commands";
import { type DeviceFacts, infoMessages, stateObject } from "./device-messages";
import { meterTopic } from "./meter-topic";
import { composeSensor, sensorMessage } from "./sensor-message";
import { isOptionOn } from "./set-options";

export interface TelemetryOptions extends DeviceFacts {
	timers: Timers;
	session: Pick<MqttSession, "state" | "counters" | "publish" | "subscribe" | "stop">;
	restart(): void;
	onLog?(text: string): void;
}

const firstDelay = 5_000;
const soon = 500;
/** A meter that sends every ten seconds is a little early at times; its telegram is not to wait for the next ten. */
const tolerance = 500;
/** SetOption90 */
const onlyJson = 90;
/** For the answer to `Restart` to get out. */
const restartDelay = 1_000;

/**
 * Publishes what the meters read and how the device is as Tasmota does: what is said on connecting, STATE and SENSOR each TelePeriod, answers to
 * commands. Beyond Tasmota: SENSOR on new telegrams, and each meter's own availability. Hand it what the session and the meters tell.
 */
export class Telemetry {
	#options: TelemetryOptions;
	#introduced = false;
	/** The first SENSOR after the start was due: from now on telegrams bring their own. */
	#started = false;
	#period: TimerHandle | undefined;
	#delayed: TimerHandle | undefined;
	#restart: TimerHandle | undefined;
	/** When SENSOR was sent for a telegram, not for TelePeriod: only these keep their distance. */
	#lastUpdate = -Infinity;

	constructor(options: TelemetryOptions) {
		this.#options = options;
	}

	/** The will for the session. */
	get will(): { topic: string; message: string; } {
		return { topic: this.#options.topics.tele("LWT"), message: "Offline" };
	}

	/** The session is connected. What others see comes in Tasmota's order; who asks at once when it says Online is heard already. */
	connected(): void {
		const { session, topics, meters, timers, settings } = this.#options;
		session.subscribe(topics.subscriptions);
		session.publish(topics.tele("LWT"), "Online", { retain: true });
		if (!isOptionOn(settings, onlyJson))
			session.publish(topics.command("POWER"), "");
		for (const meter of meters)
			this.meterState(meter);
		if (this.#introduced)
			return;
		this.#introduced = true;
		for (const [index, text] of infoMessages(this.#options).entries())
			session.publish(topics.tele(`INFO${index + 1}`), text);
		this.#period = timers.set(() => this.#tick(), firstDelay);
	}

	/** A message came in. */
	message(topic: string, text: string): void {
		const command = this.#options.topics.parse(topic);
		if (command)
			runCommand(this.#context(command.fallback), command.command, command.index, text);
	}

	/**
	 * Runs a command as it is typed, `Status 10`. What it answers is published and returned: one JSON object, of several answers all members.
	 */
	command(text: string): string {
		const answers: string[] = [], context = this.#context(false);
		const reply = (last: string, answer: string) => {
			answers.push(answer);
			context.reply(last, answer);
		};
		runCommandLine({ ...context, reply }, text);
		return `{${answers.map(answer => answer.slice(1, -1)).filter(members => members).join(",")}}`;
	}

	/** A meter has new readings: SENSOR goes out now, or when the last one for a telegram is old enough. */
	update(): void {
		const { settings, timers } = this.#options;
		const interval = settings.get("publishInterval") * 1000;
		if (interval < 0 || !this.#started || this.#delayed)
			return;
		const wait = this.#lastUpdate + interval - timers.ticks;
		if (wait <= tolerance)
			this.#sendUpdate();
		else
			this.#delayed = timers.set(() => this.#sendUpdate(), wait);
	}

	/** One value is to be published now, without the others: `"SML":{"Power":-1503}`. */
	immediate(member: string): void {
		const { session, topics, clock, settings } = this.#options;
		if (session.state === "connected" && this.#introduced)
			session.publish(topics.tele("SENSOR"), composeSensor(clock.local(), [member]), { retain: settings.get("sensorRetain") });
	}

	/** A meter's state has changed: retained `tele/<topic>/<meter>/LWT`. Waiting counts as offline, for nothing was read yet. */
	meterState(meter: Meter): void {
		const { session, topics } = this.#options;
		if (session.state === "connected")
			session.publish(topics.tele(meterTopic(meter)), meter.state === "ok" ? "Online" : "Offline", { retain: true });
	}

	/** A meter is not read any more: nobody is to wait for it. */
	meterGone(meter: Meter): void {
		const { session, topics } = this.#options;
		if (session.state === "connected")
			session.publish(topics.tele(meterTopic(meter)), "", { retain: true });
	}

	/** Something that no command has asked for at this moment: how far a scan is. */
	result(text: string): void {
		const { session, topics } = this.#options;
		if (session.state === "connected")
			session.publish(topics.stat("RESULT"), text);
	}

	/** The setting `telePeriod` was changed: STATE and SENSOR soon, then with the new period. */
	telemetrySoon(): void {
		const { timers } = this.#options;
		if (!this.#introduced)
			return;
		timers.clear(this.#period);
		this.#period = timers.set(() => this.#tick(), soon);
	}

	/** Says good-bye, as a broker cannot tell a restart from a stop, and restarts. */
	restartSoon(): void {
		const { timers, session, topics, restart } = this.#options;
		if (this.#restart)
			return;
		this.#restart = timers.set(() => {
			if (session.state === "connected")
				session.publish(topics.tele("LWT"), "Offline", { retain: true });
			this.#restart = timers.set(() => {
				session.stop();
				restart();
			}, restartDelay);
		}, restartDelay);
	}

	close(): void {
		for (const timer of [this.#period, this.#delayed, this.#restart])
			this.#options.timers.clear(timer);
	}

	#tick(): void {
		const { session, topics, settings, timers } = this.#options;
		this.#started = true;
		if (session.state === "connected")
			session.publish(topics.tele("STATE"), JSON.stringify(stateObject(this.#options)));
		this.#sendSensor();
		const period = settings.get("telePeriod");
		this.#period = period ? timers.set(() => this.#tick(), period * 1000) : undefined;
	}

	#sendUpdate(): void {
		const { timers } = this.#options;
		timers.clear(this.#delayed);
		this.#delayed = undefined;
		this.#lastUpdate = timers.ticks;
		this.#sendSensor();
	}

	#sendSensor(): void {
		const { clock, meters, session, settings, topics } = this.#options;
		const text = sensorMessage(clock.local(), meters);
		if (text === undefined)
			return;
		session.publish(topics.tele("SENSOR"), text, { latest: true, retain: settings.get("sensorRetain") });
	}

	#context(fallback: boolean): CommandContext {
		const { session, topics, onLog } = this.#options;
		return {
			facts: this.#options,
			reply: (last, text) => {
				if (session.state === "connected")
					session.publish(topics.stat(last, fallback), text);
			},
			telemetrySoon: () => this.telemetrySoon(),
			restartSoon: () => this.restartSoon(),
			log: text => onLog?.(text),
		};
	}
}
