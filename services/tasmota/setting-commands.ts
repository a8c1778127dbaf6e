import { freezeTable } from "../../protocols/freeze-table";
import { Settings } from "../settings/settings";
import type { SettingName } from "../settings/settings-schema";
import type { CommandContext, CommandRow } from "./commands";
import { expandMac } from "./device-names";

interface SettingCommand extends CommandRow {
	/** As Tasmota writes it in the answer; `1` stands behind names that have an index there. */
	readonly shown: string;
	readonly setting: SettingName;
	/** `0` empties it. */
	readonly clears?: true;
	/** The device has other topics or names behind it. */
	readonly restarts?: true;
	/** Shown with the chip's address in it. */
	readonly expands?: true;
	/** What the device goes by while it is empty. */
	readonly otherwise?: "hostname" | "topic";
}

/** Commands that show and set one setting. `1` is the default, `"` empties it, as in Tasmota. */
const rows: readonly Omit<SettingCommand, "run">[] = freezeTable([
	{ name: "topic", shown: "Topic", setting: "topic", restarts: true, expands: true },
	{ name: "fulltopic", shown: "FullTopic", setting: "fullTopic", restarts: true },
	{ name: "hostname", shown: "Hostname", setting: "hostname", restarts: true, otherwise: "hostname" },
	{ name: "devicename", shown: "DeviceName", setting: "deviceName", otherwise: "topic" },
	{ name: "mqtthost", shown: "MqttHost", setting: "mqttHost", clears: true },
	{ name: "mqttport", shown: "MqttPort", setting: "mqttPort" },
	{ name: "mqttuser", shown: "MqttUser", setting: "mqttUser", clears: true },
	{ name: "mqttpassword", shown: "MqttPassword", setting: "mqttPassword", clears: true },
	{ name: "mqttclient", shown: "MqttClient", setting: "mqttClient", restarts: true, expands: true },
	{ name: "ssid", shown: "SSId1", setting: "wifiSsid" },
	{ name: "password", shown: "Password1", setting: "wifiPassword" },
	{ name: "ntpserver", shown: "NtpServer1", setting: "ntpServer" },
	{ name: "sensorretain", shown: "SensorRetain", setting: "sensorRetain" },
]);

const nothing = Object.freeze({ read: () => undefined, write() {}, delete() {} });

export const settingCommands: readonly CommandRow[] = freezeTable(rows.map(row => ({ ...row, run })));

function run(context: CommandContext, argument: string, index: number | undefined, command: CommandRow): string | undefined {
	const row = command as SettingCommand;
	// There is one Wi-Fi network, and the time servers are one text.
	if (index !== undefined && index !== 1)
		throw new RangeError(`${row.shown}: there is only one`);
	if (argument)
		change(context, row, argument);
	else
		context.reply("RESULT", answer(row, context.facts.settings, context));
	return undefined;
}

/** The answer goes out before the change: a new broker cannot be told of it. */
function change(context: CommandContext, row: SettingCommand, argument: string): void {
	const { facts: { settings }, reply, restartSoon } = context;
	const { setting } = row;
	// Numbers and switches have no word for their default.
	const isText = typeof settings.get(setting) === "string";
	const resets = isText && argument === "1";
	const text = argument === "\"" || argument === "0" && row.clears ? "" : argument;
	const trial = new Settings({ storage: nothing });
	if (!resets)
		trial.set(setting, text);
	reply("RESULT", answer(row, trial, context));
	if (resets)
		settings.reset(setting);
	else
		settings.set(setting, text);
	settings.save();
	if (row.restarts)
		restartSoon();
}

function answer({ shown, setting, expands, otherwise }: SettingCommand, settings: Settings, { facts }: CommandContext): string {
	const value = settings.get(setting);
	if (typeof value === "boolean")
		return JSON.stringify({ [shown]: value ? "ON" : "OFF" });
	const secret = setting === "mqttPassword" || setting === "wifiPassword";
	if (otherwise && !value)
		return JSON.stringify({ [shown]: otherwise === "hostname" ? facts.hostname : facts.topics.topic });
	const text = expands && typeof value === "string" ? expandMac(value, facts.device.mac) : value;
	return JSON.stringify({ [shown]: secret ? "****" : text });
}
