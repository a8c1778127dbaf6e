import {
	array,
	hex,
	name,
	notification,
	octetString,
	scalerUnit,
	structure,
	text,
	unsigned16,
	unsigned32,
} from "../../../simulator/meters/dlms-writer";

/** 2024-03-09 14:05:10, 60 minutes ahead of UTC. */
export const TIME = hex("07E803 09 06 0E050A 00 FFC4 00".replaceAll(" ", ""));

/** In structures, with scaler and unit, as Aidon sends. */
export const described = notification(
	array(
		structure(name("1-1:0.2.129*255"), text("AIDON_V0001")),
		structure(name("0-0:96.1.0*255"), text("7359990000000000")),
		structure(name("0-0:96.1.7*255"), text("6525")),
		structure(name("1-0:1.7.0*255"), unsigned32(280), scalerUnit(0, 27)),
		structure(name("1-0:32.7.0*255"), unsigned16(2276), scalerUnit(-1, 35)),
		structure(name("0-0:1.0.0*255"), octetString(...TIME)),
		structure(name("1-0:1.8.0*255"), unsigned32(2_272_138), scalerUnit(1, 30)),
	),
);

/** In one row, without scaler and unit, as Kamstrup sends. */
export const row = notification(
	structure(
		text("Kamstrup_V0001"),
		name("1-1:0.0.5*255"),
		text("5706560000000000"),
		name("1-1:96.1.1*255"),
		text("6841138BN200000000"),
		name("1-1:1.7.0*255"),
		unsigned32(826),
		name("1-1:31.7.0*255"),
		unsigned32(237),
		name("1-1:32.7.0*255"),
		unsigned16(232),
		name("1-1:1.8.0*255"),
		unsigned32(7_745_250),
	),
	TIME,
);

/** Behind a push object list, as Landis+Gyr sends. */
export const pushed = notification(
	structure(
		array(
			...["0-8:25.9.0*255", "0-0:42.0.0*255", "1-0:1.7.0*255", "1-1:1.8.0*255", "1-0:32.7.0*255"].map(code =>
				structure(unsigned16(3), name(code), [0x0F, 2], unsigned16(0))
			),
		),
		octetString(...Buffer.from("LGZ1030655900000")),
		unsigned32(28),
		unsigned32(886_977),
		unsigned16(2357),
	),
	TIME,
);
