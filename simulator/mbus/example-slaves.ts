import { decimal, integer, join, octets, record, slaveIdentity, text } from "./telegram-builder";
import { VirtualSlave } from "./virtual-slave";
import type { VirtualSlaveOptions } from "./virtual-slave";

type Extra = Partial<VirtualSlaveOptions>;

/** Kamstrup Multical 402 with the values of a forum post: 10 kWh, 2.72 m³, 2423 h, 18.36 °C, 18.16 °C, 0.20 K, 0 W, 47 W, 0 and 1390 l/h. */
export function kamstrup402(extra: Extra = {}): VirtualSlave {
	const records = join(
		record("0C 78", decimal(4, 68123402)),
		record("04 06", integer(4, 10)),
		record("04 13", integer(4, 2720)),
		record("04 22", integer(4, 2423)),
		record("04 59", integer(4, 1836)),
		record("04 5D", integer(4, 1816)),
		record("04 61", integer(4, 20)),
		record("04 2B", integer(4, 0)),
		record("14 2B", integer(4, 47)),
		record("04 3B", integer(4, 0)),
		record("14 3B", integer(4, 1390)),
		record("0F", octets("00 00 12 34")),
	);
	return new VirtualSlave({
		identity: slaveIdentity("68123402", "KAM", 0x19, 0x04),
		address: 68,
		delay: 35,
		...extra,
		telegrams: [records],
	});
}

/** A heat meter in the manner of the Siemens WFN21. */
export function siemensWfn21(extra: Extra = {}): VirtualSlave {
	const records = join(
		record("0C 06", decimal(4, 18294)),
		record("0C 13", decimal(4, 421770)),
		record("0B 3B", decimal(3, 612)),
		record("0B 2A", decimal(3, 15230)),
		record("0A 5A", decimal(2, 621)),
		record("0A 5E", decimal(2, 407)),
		record("0A 62", decimal(2, 214)),
		record("04 6D", octets("24 0A 61 1C")),
		record("32 6C", octets("00 00")),
		record("4C 06", decimal(4, 16011)),
		record("42 6C", octets("5F 1C")),
	);
	return new VirtualSlave({
		identity: slaveIdentity("08006491", "LSE", 0x99, 0x04),
		address: 5,
		delay: 60,
		...extra,
		telegrams: [records],
	});
}

/** A water meter as it is delivered, with the address that all of its make have. */
export function waterMeter(id: string, litres: number, extra: Extra = {}): VirtualSlave {
	const records = join(
		record("0C 78", decimal(4, id)),
		record("04 13", integer(4, litres)),
		record("02 3B", integer(2, 0)),
		record("01 FD 17", integer(1, 0)),
	);
	return new VirtualSlave({ identity: slaveIdentity(id, "ZRI", 0x88, 0x07), address: 1, ...extra, telegrams: [records] });
}

/** An electricity meter that needs three telegrams for what it knows. */
export function threeTelegrams(extra: Extra = {}): VirtualSlave {
	const telegrams = [
		join(record("0E 84 00", decimal(6, 8123456)), record("04 2B", integer(4, 1530)), record("0E 84 10", decimal(6, 5123456))),
		join(
			record("02 FD C8 FF 81 00", integer(2, 2301)),
			record("02 FD C8 FF 82 00", integer(2, 2310)),
			record("02 FD C8 FF 83 00", integer(2, 2295)),
		),
		join(
			record("03 FD D9 FF 81 00", integer(3, 3120)),
			record("03 FD D9 FF 82 00", integer(3, 1740)),
			record("03 FD D9 FF 83 00", integer(3, 900)),
		),
	];
	return new VirtualSlave({ identity: slaveIdentity("00112233", "ABB", 0x20, 0x02), address: 12, delay: 15, ...extra, telegrams });
}

/** A heat cost allocator of the old kind: 300 baud. */
export function slowMeter(extra: Extra = {}): VirtualSlave {
	const records = join(record("0C 78", decimal(4, 77001234)), record("0B 6E", decimal(3, 1207)), record("4B 6E", decimal(3, 4410)));
	const identity = slaveIdentity("77001234", "TCH", 0x26, 0x08);
	return new VirtualSlave({ identity, address: 30, baud: 300, delay: 150, ...extra, telegrams: [records] });
}

/** An Elster encoder of a gas meter (AE02:04): serial number as text, and the volume. */
export function elsterEncoder(extra: Extra = {}): VirtualSlave {
	const records = join(record("0D 78", text("7ELS61055")), record("0C 14", decimal(4, 483217)));
	return new VirtualSlave({
		identity: slaveIdentity("61055123", "ELS", 0x33, 0x03),
		address: 0,
		delay: 25,
		idleCurrent: 1.4,
		...extra,
		telegrams: [records],
	});
}

/** A pulse adapter with two inputs. */
export function pulseAdapter(extra: Extra = {}): VirtualSlave {
	const records = join(
		record("0C 78", decimal(4, 20054711)),
		record("8C 40 13", decimal(4, 90817)),
		record("8C 80 40 6E", decimal(4, 1250)),
		record("04 6D", octets("32 37 1F 15")),
	);
	return new VirtualSlave({
		identity: slaveIdentity("20054711", "REL", 0x41, 0x07),
		address: 200,
		delay: 130,
		idleCurrent: 1.5,
		...extra,
		telegrams: [records],
	});
}

/** Eight meters that have nothing in common but the wire; two of them the primary address. */
export function eightSlaves(): VirtualSlave[] {
	return [
		kamstrup402(),
		siemensWfn21(),
		waterMeter("31000017", 154_210),
		waterMeter("31000018", 87_034, { delay: 32 }),
		threeTelegrams(),
		slowMeter(),
		elsterEncoder(),
		pulseAdapter(),
	];
}
