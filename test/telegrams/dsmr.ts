/**
 * P1 telegrams for tests. The numbers of the meters are made up. A text lacks its check sum: `sealed` puts it behind the `!`.
 */

/** Landis+Gyr E350, DSMR 4, one phase and gas: with check sum and line end 654 bytes. */
export const e350 = lines(`/XMX5LGBBFFB123456789

1-3:0.2.8(40)
0-0:1.0.0(141227180323W)
0-0:96.1.1(4530303034303031353535383123456789)
1-0:1.8.1(000687.138*kWh)
1-0:2.8.1(000000.000*kWh)
1-0:1.8.2(000523.849*kWh)
1-0:2.8.2(000000.000*kWh)
0-0:96.14.0(0001)
1-0:1.7.0(00.428*kW)
1-0:2.7.0(00.000*kW)
0-0:17.0.0(999.9*kW)
0-0:96.3.10(1)
0-0:96.7.21(00002)
0-0:96.7.9(00000)
1-0:99.97.0(0)(0-0:96.7.19)
1-0:32.32.0(00000)
1-0:32.36.0(00000)
0-0:96.13.1()
0-0:96.13.0()
1-0:31.7.0(002*A)
1-0:21.7.0(00.428*kW)
1-0:22.7.0(00.000*kW)
0-1:24.1.0(003)
0-1:96.1.0(4730303032333430313436343123456789)
0-1:24.2.1(141227170000W)(00435.247*m3)
0-1:24.4.0(1)
!`);

/** Hungarian SX631: closing values of the last month, and a message of octets that were never written. */
export const sx631 = lines(
	`/AUX59900000000001

0-0:1.0.0(240304112520W)
0-0:42.0.0(AUX1030300000001)
0-0:96.1.0(9900000001)
0-0:96.14.0(0001)
0-0:96.50.68(ON)
0-0:17.0.0(90.000*kW)
1-0:1.8.0(022803.012*kWh)
1-0:1.8.1(015543.755*kWh)
1-0:1.8.2(007259.257*kWh)
1-0:2.8.0(000000.000*kWh)
1-0:3.8.0(001470.921*kvarh)
1-0:15.8.0(022803.014*kWh)
1-0:32.7.0(233.9*V)
1-0:31.7.0(002*A)
1-0:13.7.0(0.968)
1-0:14.7.0(50.03*Hz)
1-0:1.7.0(01.612*kW)
1-0:8.7.0(00.417*kvar)
0-0:98.1.0(240301000000W)(022756.691*kWh)(015523.696*kWh)(007232.995*kWh)(000000.000*kWh)(000000.000*kWh)(000000.000*kWh)` + `
(001470.695*kvarh)(006356.208*kvarh)(001470.695*kvarh)(000000.000*kvarh)(000000.000*kvarh)(006356.208*kvarh)(022756.693
*kWh)(02.304*kW)(02.304*kW)(01.104*kW)(00.000*kW)(00.000*kW)(00.000*kW)
0-0:96.13.0(${"\xFF".repeat(1024)})
!`,
);

/** Belgian meter with capacity tariff, gas (24.2.3) and water. */
export const fluvius = lines(`/FLU5\\253700001_A

0-0:96.1.4(50221)
0-0:96.1.1(3153414731313030303030303031)
0-0:1.0.0(230405101010S)
1-0:1.8.1(000000.034*kWh)
0-0:96.14.0(0001)
1-0:1.4.0(02.351*kW)
1-0:1.6.0(230402134500S)(02.589*kW)
0-0:98.1.0(3)(1-0:1.6.0)(1-0:1.6.0)(230201000000W)(230117224500W)(04.329*kW)(230301000000W)(230214224500W)(04.529*kW)(230401000000S)(230326034500S)(03.071*kW)
1-0:31.7.0(000.19*A)
0-0:96.13.0()
0-1:24.1.0(003)
0-1:96.1.1(37464C4F32313030303030303031)
0-1:24.4.0(1)
0-1:24.2.3(230405100500S)(00112.384*m3)
0-2:24.1.0(007)
0-2:96.1.1(3853414732313030303030303032)
0-2:24.2.1(230405100000S)(00872.234*m3)
!`);

/** Iskra MT382, DSMR 3: no check sum, gas on channel 2 with its number on a line of its own. */
export const mt382 = lines(`/ISk5\\2MT382-1000

0-0:96.1.1(4B384547303034303030303030303031)
1-0:1.8.1(12345.678*kWh)
1-0:1.8.2(12345.679*kWh)
0-0:96.14.0(0002)
1-0:1.7.0(001.19*kW)
0-0:17.0.0(016*A)
0-0:96.3.10(1)
0-0:96.13.1(303132333435363738)
0-0:96.13.0()
0-2:96.1.0(3238313031353431303030303030303031)
0-2:24.1.0(03)
0-2:24.3.0(090212160000)(00)(60)(1)(0-2:24.2.1)(m3)
(00001.001)
0-2:24.4.0(1)
!`);

/** Text as bytes, one per character. */
export function bytes(text: string): Uint8Array {
	return Uint8Array.from(Buffer.from(text, "latin1"));
}

/** The telegram with its CRC-16 and line end. */
export function sealed(text: string): string {
	return `${text}${crc16(text).toString(16).toUpperCase().padStart(4, "0")}\r\n`;
}

/** Bit by bit, so that it shares nothing with what it checks. `polynomial` with the least significant bit first. */
export function crc16(text: string, polynomial = 0xA001, initial = 0, final = 0): number {
	let value = initial;
	for (const byte of Buffer.from(text, "latin1")) {
		value ^= byte;
		for (let bit = 0; bit < 8; bit++)
			value = value & 1 ? value >> 1 ^ polynomial : value >> 1;
	}
	return value ^ final;
}

function lines(text: string): string {
	return text.split("\n").join("\r\n");
}
