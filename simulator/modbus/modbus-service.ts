import type { Duplex } from "node:stream";
import { duplexPair } from "../duplex-pair";
import type { ModbusSlave } from "./modbus-slave";

const head = 6;

/** A Modbus TCP server within this process (MODBUS messaging on TCP/IP 1.0b), for `Network.serve`. Sends its answers in two pieces. */
export class ModbusService {
	readonly slave: ModbusSlave;
	/** Connections that were made. */
	connections = 0;
	readonly #slaves: readonly ModbusSlave[];
	#open: Duplex[] = [];

	/** @param others meters behind the same gateway */
	constructor(slave: ModbusSlave, ...others: readonly ModbusSlave[]) {
		this.slave = slave;
		this.#slaves = [slave, ...others];
	}

	connect(): Duplex {
		const [ours, theirs] = duplexPair();
		this.connections++;
		this.#open.push(theirs);
		let rest = Buffer.alloc(0);
		theirs.on("data", (data: Buffer) => {
			rest = Buffer.concat([rest, data]);
			while (rest.length >= head && rest.length >= head + rest.readUInt16BE(4)) {
				const end = head + rest.readUInt16BE(4);
				const request = rest.subarray(head, end), answer = this.#slaves.map(slave => slave.answer(request)).find(each => each);
				if (answer) {
					const message = Buffer.concat([rest.subarray(0, head), answer]);
					message.writeUInt16BE(answer.length, 4);
					theirs.write(message.subarray(0, 5));
					theirs.write(message.subarray(5));
				}
				rest = rest.subarray(end);
			}
		});
		theirs.on("error", () => {});
		return ours;
	}

	/** Cuts all connections. */
	cut(): void {
		for (const stream of this.#open)
			stream.destroy();
		this.#open = [];
	}
}
