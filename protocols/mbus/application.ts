import type { TelegramFault } from "../reading";
import { applicationErrorWords } from "./application-error";
import { type ControlInformation, controlInformation } from "./control-information";
import { type MbusDecrypt, removeEncryption } from "./encryption";
import { Explainer } from "./explanation";
import { FIXED_LENGTH, readFixedData } from "./fixed-data";
import type { MbusFrame } from "./frame";
import { LONG_HEADER, type MbusHeader, readLongHeader, readShortHeader, SHORT_HEADER } from "./header";
import { hex, octetsToHex } from "../octets";
import type { MbusTelegram } from "./mbus-telegram";
import { readInteger } from "./numbers";
import { RecordList } from "./record-list";
import { statusWords } from "./status";

export interface ApplicationOptions {
	/** The meter's key, 16 octets. */
	readonly key?: Uint8Array;
	readonly decrypt?: MbusDecrypt;
	/** The meter sets the mode bits of its configuration field and encrypts nothing. */
	readonly ignoreEncryption?: boolean;
	/** Say what each octet stands for. */
	readonly explain?: boolean;
}

/** Where the application data begin in a control or long frame. */
const DATA_OFFSET = 7;
const NO_HEADER: MbusHeader = Object.freeze({
	meter: Object.freeze({}),
	access: 0,
	status: 0,
	configuration: 0,
	length: 0,
});
const HEADER_LENGTHS = Object.freeze({ none: 0, short: SHORT_HEADER, long: LONG_HEADER });

/** Reads what a control or long frame carries (EN 13757-3): a telegram, or why it is none. */
export function readApplication(frame: MbusFrame, options: ApplicationOptions = {}): MbusTelegram | TelegramFault {
	const code = frame.information;
	const information = controlInformation(code);
	if (information === undefined)
		return refused(`control information ${hex(code)}: no standard has it`);
	if (information.from === "master")
		return refused(`sent by the master: ${information.words} (control information ${hex(code)})`);
	const explainer = options.explain ? new Explainer(DATA_OFFSET) : undefined;
	explainer?.add(-DATA_OFFSET, -3, `long frame, ${frame.data.length + 3} octets`);
	explainer?.add(-3, -2, `control field ${hex(frame.control)}`);
	explainer?.add(-2, -1, `address ${frame.address}`);
	explainer?.add(-1, 0, `control information ${hex(code)}: ${information.words}`);
	const result = information.content === "fixed"
		? readFixed(frame, information, explainer)
		: readWithHeader(frame, information, options, explainer);
	if ("error" in result || explainer === undefined)
		return result;
	const length = frame.data.length;
	explainer.add(length, length + 1, "check sum");
	explainer.add(length + 1, length + 2, "stop");
	return { ...result, explanation: explainer.entries };
}

function readFixed(frame: MbusFrame, information: ControlInformation, explainer?: Explainer): MbusTelegram | TelegramFault {
	if (frame.data.length < FIXED_LENGTH)
		return refused(`fixed data: needs ${FIXED_LENGTH} octets, ${frame.data.length} came`);
	const { meter, access, status, readings, warnings } = readFixedData(frame.data, information.reversed, explainer);
	const telegram = { protocol: "mbus", check: "checksum", meter, readings, warnings, address: frame.address } as const;
	return { ...telegram, access, status: statusWords(status), more: false };
}

function readWithHeader(
	frame: MbusFrame,
	information: ControlInformation,
	options: ApplicationOptions,
	explainer?: Explainer,
): MbusTelegram | TelegramFault {
	const { data } = frame;
	const { reversed, content } = information;
	const length = HEADER_LENGTHS[information.header];
	if (data.length < length)
		return refused(`header: needs ${length} octets, ${data.length} came`);
	if (content === "error")
		return refused(`the meter answers: ${applicationErrorWords(data[length])}`);
	let header = NO_HEADER;
	if (length !== 0)
		header = length === LONG_HEADER ? readLongHeader(data, reversed) : readShortHeader(data, reversed);
	explainHeader(header, explainer);
	const telegram = {
		protocol: "mbus",
		check: "checksum",
		meter: header.meter,
		address: frame.address,
		...(length === 0 ? {} : { access: header.access }),
		status: statusWords(header.status),
	} as const;
	const body = data.subarray(length);
	const security = options.ignoreEncryption
		? { plain: true, data: body } as const
		: removeEncryption(header, body, options.key, options.decrypt);
	if (!security.plain) {
		if ("error" in security)
			return { protocol: "mbus", kind: "check", error: security.error };
		explainer?.add(length, data.length, security.warning);
		return { ...telegram, readings: [], warnings: [security.warning], more: false };
	}
	if (content !== "records")
		return { ...telegram, ...readOther(information, security.data, length, explainer), more: false };
	const records = new RecordList(header.meter.manufacturer, reversed, explainer?.at(length));
	const fault = records.read(security.data, 0);
	if (fault !== undefined)
		return refused(fault);
	const { time, readings, warnings, more } = records;
	return { ...telegram, ...(time === undefined ? {} : { time }), readings, warnings, more };
}

/** Alarms, and data whose structure is not this standard's. */
function readOther(
	information: ControlInformation,
	data: Uint8Array,
	offset: number,
	explainer?: Explainer,
): Pick<MbusTelegram, "readings" | "warnings"> {
	explainer?.add(offset, offset + data.length, information.words);
	const about = { unit: "", function: "instantaneous", storage: 0, tariff: 0, subunit: 0 } as const;
	if (information.content === "alarm") {
		const value = readInteger(data.subarray(0, 1), false);
		return { readings: [{ id: "Alarm", value, quantity: "Alarm", ...about }], warnings: [] };
	}
	const reading = { id: "ManufacturerData", value: octetsToHex(data), quantity: "Manufacturer data", ...about };
	return { readings: [reading], warnings: [`${information.words}: kept as it came`] };
}

function explainHeader(header: MbusHeader, explainer?: Explainer): void {
	const { meter, length } = header;
	if (explainer === undefined || length === 0)
		return;
	if (length === LONG_HEADER) {
		explainer.add(0, 4, `identification ${meter.id ?? ""}`);
		explainer.add(4, 6, `manufacturer ${meter.manufacturer ?? "without letters"}`);
		explainer.add(6, 7, `version ${meter.version ?? 0}`);
		explainer.add(7, 8, `medium ${meter.medium ?? ""}`);
	}
	const words = statusWords(header.status);
	explainer.add(length - 4, length - 3, `access number ${header.access}`);
	explainer.add(length - 3, length - 2, `status: ${words.length === 0 ? "no error" : words.join(", ")}`);
	explainer.add(length - 2, length, header.configuration === 0 ? "not encrypted" : `encryption mode ${(header.configuration >> 8) & 31}`);
}

function refused(error: string): TelegramFault {
	return { protocol: "mbus", kind: "format", error };
}
