import { freezeTable } from "../../protocols/freeze-table";
import { Settings } from "../settings/settings";
import type { SettingName } from "../settings/settings-schema";
import type { CommandContext, CommandRow } from "./commands";

interface SettingCommand extends CommandRow {
	/** As Tasmota writes it in the answer; `1` stands behind names that have an index there. */
	readonly shown: string;
	readonly setting: SettingName;
	/** `0` empties it. */
	readonly clears?: true;
	/** The device has other topics or names behind it. */
	readonly restarts?: true;
}

/** Commands that show and set one setting. `1` is the default, `"` empties it, as in Tasmota. */
const rows: readonly Omit<SettingCommand, "run">[] = freezeTable([
	{ name: "topic", shown: "Topic", setting: "topic", restarts: true },
	{ name: "fulltopic", shown: "FullTopic", setting: "fullTopic", restarts: true },
	{ name: "hostname", shown: "Hostname", setting: "hostname", restarts: true },
	{ name: "devicename", shown: "DeviceName", setting: "deviceName" },
	{ name: "mqtthost", shown: "MqttHost", setting: "mqttHost", clears: true },
	{ name: "mqttport", shown: "MqttPort", setting: "mqttPort" },
	{ name: "mqttuser", shown: "MqttUser", setting: "mqttUser", clears: true },
	{ name: "mqttpassword", shown: "MqttPassword", setting: "mqttPassword", clears: true },
	{ name: "mqttclient", shown: "MqttClient", setting: "mqttClient", restarts: true },
	{ name: "ssid", shown: "SSId1", setting: "wifiSsid" },
	{ name: "password", shown: "Password1", setting: "wifiPassword" },
	{ name: "ntpserver", shown: "NtpServer1", setting: "ntpServer" },
	{ name: "sensorretain", shown: "SensorRetain", setting: "sensorRetain" },
]);

const nothing = Object.freeze({ read: () => undefined, write() {}, delete() {} });

export const settingCommands: readonly CommandRow[] = freezeTable([
	...rows.map(row => ({ ...row, run })),
	{ name: "timezone", run: timeZone },
]);

function run(context: CommandContext, argument: string, index: number | undefined, command: CommandRow): string | undefined {
	const row = command as SettingCommand;
	// There is one Wi-Fi network, and the time servers are one text.
	if (index !== undefined && index !== 1)
		throw new RangeError(`${row.shown}: there is only one`);
	if (argument)
		change(context, row, argument);
	else
		context.reply("RESULT", answer(row, context.facts.settings));
	return undefined;
}

/** The answer goes out before the change: a new broker cannot be told of it. */
function change({ facts: { settings }, reply, restartSoon }: CommandContext, row: SettingCommand, argument: string): void {
	const { setting } = row;
	// Numbers and switches have no word for their default.
	const isText = typeof settings.get(setting) === "string";
	const resets = isText && argument === "1";
	const text = argument === "\"" || argument === "0" && row.clears ? "" : argument;
	const trial = new Settings({ storage: nothing });
	if (!resets)
		trial.set(setting, text);
	reply("RESULT", answer(row, trial));
	if (resets)
		settings.reset(setting);
	else
		settings.set(setting, text);
	settings.save();
	if (row.restarts)
		restartSoon();
}

function answer({ shown, setting }: SettingCommand, settings: Settings): string {
	const value = settings.get(setting);
	if (typeof value === "boolean")
		return JSON.stringify({ [shown]: value ? "ON" : "OFF" });
	const secret = setting === "mqttPassword" || setting === "wifiPassword";
	return JSON.stringify({ [shown]: secret ? "****" : value });
}

/** `+2`, `-3:30` and `99` (daylight saving by the rules set earlier) as in Tasmota, or a POSIX TZ text. */
function timeZone({ facts: { settings } }: CommandContext, argument: string): string {
	const [, sign = "", hours = "", minutes = "00"] = /^([+-]?)(\d\d?)(?::(\d\d))?$/.exec(argument) ?? [];
	if (argument === "99")
		settings.reset("timezone");
	else if (hours) {
		const west = sign === "-", name = `${west ? "-" : "+"}${hours.padStart(2, "0")}${minutes === "00" ? "" : minutes}`;
		// POSIX counts to the west.
		settings.set("timezone", `<${name}>${west ? "" : "-"}${Number(hours)}:${minutes}`);
	}
	else if (argument)
		settings.set("timezone", argument);
	settings.save();
	return JSON.stringify({ Timezone: settings.get("timezone") });
}
