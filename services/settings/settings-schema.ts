import { pulseKinds } from "../../drivers/pulse-input/pulse-kinds";
import { pulseUnits } from "../../drivers/pulse-input/pulse-units";
import { mbusBauds } from "../../drivers/mbus-master/mbus-times";
import { opticalBauds } from "../../drivers/optical-head/optical-formats";
import { opticalProfiles } from "../../drivers/optical-head/optical-profile";
import { opticalCompatibilities } from "../../meters/optical-compatibility";
import { opticalModes } from "../../meters/optical-modes";
import { optionsFault } from "../tasmota/set-options";
import { hideKeys, keepKeys } from "./meter-list-keys";
import {
	deviceAddress,
	fullTopic,
	hexKey,
	hostname,
	ipAddress,
	ipAddresses,
	mbusMeters,
	noBlanks,
	noWildcards,
	pulseLabel,
	pulseValue,
	timeZone,
	wifiName,
	wifiPassword,
} from "./setting-checks";
import { readSettingLine, type SettingLine } from "./setting-line";
import type { SettingRow, TextRow } from "./setting-row";
import { certificate, webAddress } from "./update-settings";

const pulseChoices = `off,${pulseKinds.map(kind => kind.name).join()}`;
const pulseWays = "auto,per-unit,per-pulse";
const pulseUnitNames = `auto,${pulseUnits.map(unit => unit.name).join()}`;

/**
 * Every setting: name (at most 15 characters, the limit of NVS keys), type, group, default, limits, help; see `SettingLine`. A new setting is one line
 * here, and one each in `choices` and `checks` where it has such.
 */
export const settingLines = Object.freeze(
	{
		wifiSsid: "text|network||maximum=32|Name of the Wi-Fi network.",
		wifiPassword: "text|network||maximum=63 secret|Password of the Wi-Fi network.",
		hostname: "text|network||maximum=32 restart|Name in the network; empty: made from the topic.",
		fixedAddress: "text|network||maximum=15|The device's own address, as 192.168.1.50; empty: the router gives it one.",
		fixedMask: "text|network|255.255.255.0|maximum=15 required|Network mask that goes with a fixed address.",
		fixedGateway: "text|network||maximum=15|Router, where the address is fixed; empty: the address with 1 at its end.",
		nameServers: "text|network||maximum=48|Name servers, separated by blanks, where the address is fixed; empty: the router.",
		mqttHost: "text|mqtt||maximum=128|Name or address of the MQTT broker.",
		mqttPort: "number|mqtt|1883|minimum=1 maximum=65535|Port of the MQTT broker; 8883 is usual with TLS.",
		mqttTls: "boolean|mqtt|off||Encrypt the connection to the broker (mqtts); needs its certificate authority, see Network.",
		mqttUser: "text|mqtt||maximum=128|User name at the broker; empty: none.",
		mqttPassword: "text|mqtt||maximum=128 secret|Password at the broker.",
		mqttClient: "text|mqtt|DVES_%06X|maximum=64 required restart|Client name at the broker; %06X stands for the end of the MAC address.",
		topic: "text|mqtt|meterwire_%06X|maximum=64 required restart|%topic% in FullTopic; %06X stands for the end of the MAC address.",
		fullTopic: "text|mqtt|%prefix%/%topic%/|maximum=100 required restart|Shape of all topics, as Tasmota's FullTopic.",
		authority:
			"text|network||maximum=3600|Certificate authority that servers with TLS are checked against: a PEM file, or its inner lines.",
		language:
			"text|network||maximum=2|Language of the web page for browsers that have chosen none: en, de, nl, hu or fr; empty: the browser's own.",
		deviceName: "text|mqtt||maximum=64|Name of the device in Home Assistant; empty: the topic.",
		discovery:
			"text|mqtt|tasmota|maximum=13 required|How Home Assistant finds the device: tasmota (its Tasmota integration), homeassistant (MQTT discovery), or off.",
		telePeriod: "number|messages|300|minimum=10 maximum=3600 unit=s word=0:0|Time between two STATE and SENSOR messages; 0: none.",
		publishInterval:
			"number|messages|10|minimum=0 maximum=3600 unit=s word=off:-1|Least time between SENSOR messages for new telegrams; 0: one for each telegram; off: TelePeriod only.",
		sensorRetain: "boolean|messages|off||The broker keeps the last SENSOR message.",
		setOptions: "text|messages||maximum=32|Tasmota's SetOptions that are on, with blanks between them: 4, 52 and 90 have a meaning.",
		ntpServer: "text|time|pool.ntp.org|maximum=128|Time servers, separated by blanks.",
		timezone: "text|time|CET-1CEST,M3.5.0,M10.5.0/3|maximum=64 required|Time zone as a POSIX TZ text.",
		p1Interval: "number|p1|0|minimum=0 maximum=3600 unit=s|Time between two requests at the P1 port; 0: the meter sends by itself.",
		p1Key: "text|p1||maximum=32 secret|Key of a meter that encrypts: 32 hexadecimal digits, from the grid operator.",
		p1AuthKey: "text|p1||maximum=32 secret|Its authentication key, where there is one.",
		rawPort:
			"number|p1|0|minimum=1 maximum=65535 word=off:0|TCP port on which other programs read the P1 port's bytes as they come; off: none. 8088 is usual.",
		opticalMode:
			"text|optical|auto|maximum=8 required|Optical port: auto listens and then asks; listen, sml, mode1 and mode4 only listen; ask and mode3 ask; mode2 asks without acknowledging; off.",
		opticalBaud: "text|optical|auto|maximum=5 required|Rate at which the meter sends by itself; auto: all are tried.",
		opticalMaxBaud: "text|optical|auto|maximum=5 required|The fastest rate that a meter that is asked may change to; auto: what it offers.",
		opticalProfile: "text|optical|auto|maximum=16 required|How the meter wants to be asked; auto: all are tried.",
		opticalAddress:
			"text|optical||maximum=32|Device address for asking: the meter's own number, where it wants that; empty: any meter answers.",
		opticalInterval:
			"number|optical|60|minimum=1 maximum=86400 unit=s|Time between two readouts of a meter that is asked; meters on a battery are asked less often.",
		opticalDelay: "number|optical|-1|minimum=0 maximum=1500 unit=ms word=auto:-1|Time from the acknowledgement to the change of rate.",
		opticalCompat:
			"text|optical|auto|maximum=8 required|Known faults of SML meters: auto goes by maker and number; none, dzg, elster or both.",
		opticalCheck:
			"text|optical|require|maximum=8 required|What a wrong block check of IEC 62056-21 does: require refuses the data; warn and ignore take them.",
		opticalWanted: "text|optical||maximum=200|Codes separated by blanks: a readout ends when they have come; empty: it is read to its end.",
		opticalHistory: "boolean|optical|off||Also publish the values of earlier billing periods.",
		obisPowerIn: "text|optical||maximum=32|Code of the power that is drawn; empty: 1.7.0.",
		obisEnergyIn: "text|optical||maximum=32|Code of the energy that was drawn; empty: 1.8.0.",
		obisPowerOut: "text|optical||maximum=32|Code of the power that is fed in; empty: 2.7.0.",
		obisEnergyOut: "text|optical||maximum=32|Code of the energy that was fed in; empty: 2.8.0.",
		mbusPort: "boolean|mbus|on||Use the M-Bus port.",
		mbusMeters:
			"text|mbus||maximum=3900|Meters on the M-Bus: a JSON list with address and, where wanted, name, baud, interval, key, wait, wake, plain; empty: those found.",
		mbusBaud: "text|mbus|2400|maximum=5 required|Rate of meters whose entry names none; scans look at this rate and at 300.",
		mbusInterval:
			"number|mbus|900|minimum=5 maximum=2678400 unit=s|Time between two readouts of a meter on the M-Bus whose entry names none.",
		mbusMinimum:
			"number|mbus|60|minimum=5 maximum=86400 unit=s|No meter on the M-Bus is read more often than this: some run on a battery that each readout costs a little of.",
		mbusScan: "boolean|mbus|on||Look for meters on the M-Bus while none is known.",
		pulse1Kind:
			"text|pulse|off|maximum=10 required|What is on pulse input 1: s0, reed, led; ferraris (reflective sensor on an ADC pin), mark (one that switches by itself); off.",
		pulse1Constant:
			"number|pulse|0|minimum=0 maximum=65535|Meter constant of pulse input 1: pulses per unit, or thousandths of the unit per pulse; 0: as is usual.",
		pulse1Way:
			"text|pulse|auto|maximum=9 required|What the constant of pulse input 1 says: per-unit, per-pulse; auto: per-pulse for a reed contact, per-unit for all else.",
		pulse1Unit: "text|pulse|auto|maximum=6 required|Unit of pulse input 1; auto: m3 for a reed contact, kWh for all else.",
		pulse1Threshold:
			"number|pulse|100|minimum=1 maximum=200|How much the light of a Ferraris disc on pulse input 1 has to change by; 100: half of the contrast. Less: weaker marks count.",
		pulse1Label: "text|pulse|Pulse1|maximum=20 required|Name of pulse input 1 in messages.",
		pulse1Value: "text|pulse||maximum=20|Sets the counter of pulse input 1 to the meter's reading; empty: leaves it as it is.",
		pulse2Kind:
			"text|pulse|off|maximum=10 required|What is on pulse input 2: s0, reed, led; ferraris (reflective sensor on an ADC pin), mark (one that switches by itself); off.",
		pulse2Constant:
			"number|pulse|0|minimum=0 maximum=65535|Meter constant of pulse input 2: pulses per unit, or thousandths of the unit per pulse; 0: as is usual.",
		pulse2Way:
			"text|pulse|auto|maximum=9 required|What the constant of pulse input 2 says: per-unit, per-pulse; auto: per-pulse for a reed contact, per-unit for all else.",
		pulse2Unit: "text|pulse|auto|maximum=6 required|Unit of pulse input 2; auto: m3 for a reed contact, kWh for all else.",
		pulse2Threshold:
			"number|pulse|100|minimum=1 maximum=200|How much the light of a Ferraris disc on pulse input 2 has to change by; 100: half of the contrast. Less: weaker marks count.",
		pulse2Label: "text|pulse|Pulse2|maximum=20 required|Name of pulse input 2 in messages.",
		pulse2Value: "text|pulse||maximum=20|Sets the counter of pulse input 2 to the meter's reading; empty: leaves it as it is.",
		encoderPort:
			"boolean|encoder|off|restart|Use the encoder port: an Elster gas meter is plugged into its circuit. Counts from the next start.",
		encoderInterval: "number|encoder|900|minimum=60 maximum=86400 unit=s|Time between two reads of the encoder port's gas meter.",
		encoderDial:
			"text|encoder||maximum=32 restart|Type code on the gas meter's dial (AE.…); none where it has none; empty: find out. Counts from the next start.",
		updateUrl: "text|update||maximum=200|Folder on a web server where new versions are looked for; empty: none.",
		updateChannel: "text|update|stable|maximum=6 required|Which versions are offered: stable, or early with those that are being tried.",
		otaUrl: "text|update||maximum=200|Address of the image that the command Upgrade fetches; empty: what the update server offers.",
		influxUrl:
			"text|influx||maximum=200|Where values are posted: http://HOST:8086/write?db=NAME (InfluxDB 1) or http://HOST:8086/api/v2/write?org=NAME&bucket=NAME (InfluxDB 2); empty: nowhere.",
		influxToken: "text|influx||maximum=200 secret|Token of InfluxDB 2, or user:password of InfluxDB 1; empty: none.",
		influxHost: "text|influx||maximum=128|Name or address of an InfluxDB 1 or Telegraf that takes line protocol over UDP; empty: none.",
		influxPort: "number|influx|8089|minimum=1 maximum=65535|UDP port of it.",
		influxInterval: "number|influx|10|minimum=1 maximum=3600 unit=s|Least time between two lines of a meter.",
	} as const satisfies Record<string, SettingLine>,
);

export type SettingName = keyof typeof settingLines;

/** The type of a setting's value. */
export type SettingValue<Name extends SettingName> = (typeof settingLines)[Name] extends `number|${string}` ? number
	: (typeof settingLines)[Name] extends `boolean|${string}` ? boolean
	: string;

type Some<Value> = { readonly [Name in SettingName]?: Value; };

/** The only texts that a setting may have, with commas between them. */
const choices: Some<string> = Object.freeze({
	language: ",en,de,nl,hu,fr",
	discovery: "tasmota,homeassistant,off",
	opticalMode: `${opticalModes.map(mode => mode.name).join()},off`,
	opticalBaud: `auto,${opticalBauds.join()}`,
	opticalMaxBaud: `auto,${opticalBauds.join()}`,
	opticalProfile: `auto,${opticalProfiles.map(profile => profile.name).join()}`,
	opticalCompat: Object.keys(opticalCompatibilities).join(),
	opticalCheck: "require,warn,ignore",
	mbusBaud: mbusBauds.join(),
	pulse1Kind: pulseChoices,
	pulse2Kind: pulseChoices,
	pulse1Way: pulseWays,
	pulse2Way: pulseWays,
	pulse1Unit: pulseUnitNames,
	pulse2Unit: pulseUnitNames,
	updateChannel: "stable,early",
});

/** What else a text has to be. */
const checks: Some<NonNullable<TextRow["check"]>> = Object.freeze({
	wifiSsid: wifiName,
	wifiPassword: wifiPassword,
	hostname,
	fixedAddress: ipAddress,
	fixedMask: ipAddress,
	fixedGateway: ipAddress,
	nameServers: ipAddresses,
	mqttHost: noBlanks,
	mqttClient: noBlanks,
	topic: noWildcards,
	fullTopic,
	authority: certificate,
	setOptions: optionsFault,
	timezone: timeZone,
	p1Key: hexKey,
	p1AuthKey: hexKey,
	opticalAddress: deviceAddress,
	mbusMeters,
	pulse1Label: pulseLabel,
	pulse1Value: pulseValue,
	pulse2Label: pulseLabel,
	pulse2Value: pulseValue,
	updateUrl: webAddress,
	otaUrl: webAddress,
	influxUrl: webAddress,
	influxHost: noBlanks,
});

/** Texts that hold secrets among other things. */
const guards: Some<Pick<TextRow, "hide" | "keep">> = Object.freeze({ mbusMeters: Object.freeze({ hide: hideKeys, keep: keepKeys }) });

export const settingNames = Object.freeze(Object.keys(settingLines)) as readonly SettingName[];

/** What settings are where neither the build nor the user has said otherwise. They are asked for often. */
export const settingDefaults = Object.freeze(
	Object.fromEntries(settingNames.map(name => [name, readSettingLine(settingLines[name]).default])),
) as {
	readonly [Name in SettingName]: SettingValue<Name>;
};

/** They are never shown, and never in a log. */
export const secretSettings: readonly SettingName[] = Object.freeze(settingNames.filter(name => {
	const row = readSettingLine(settingLines[name]);
	return row.type === "text" && row.secret;
}));

export function isSettingName(name: string): name is SettingName {
	return Object.prototype.hasOwnProperty.call(settingLines, name);
}

/** All that the schema says of a setting, read from its line. */
export function settingRow(name: SettingName): SettingRow {
	const row = readSettingLine(settingLines[name]);
	return row.type === "text" ? { ...row, ...guards[name], choices: choices[name]?.split(","), check: checks[name] } : row;
}
