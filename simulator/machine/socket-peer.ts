import { X509Certificate } from "node:crypto";
import type { Duplex } from "node:stream";
import tls from "node:tls";
import { decodeText, encodeText, kinds } from "../host/records";
import { frame, RecordReader, recordTypes } from "../host/tls-records";
import { HttpWatch } from "./http-watch";
import { MQTTWatch } from "./mqtt-watch";
import type { Network } from "./network";
import type { Peer, PeerLine } from "./peer";
import { ReceiveWindow } from "./receive-window";
import type { Scheduler } from "../scheduler";

/** lwIP's send buffer on the smaller chips. */
export const sendBuffer = 5744;

/** What the stand-in for the TLS socket says of the connection that it wants. */
interface TLSWish {
	readonly host?: string;
	readonly verify: boolean;
	/** Certificate authority: DER in base64. */
	readonly authority?: string;
}

/** A TCP connection outside the engine. Turns into TLS when the first write is the stand-in's wish for it. */
export class SocketPeer implements Peer {
	readonly #line: PeerLine;
	readonly #network: Network;
	readonly #watch: MQTTWatch;
	readonly #window: ReceiveWindow;
	readonly #http: HttpWatch;
	readonly #unwatch: () => void;
	#socket: Duplex | undefined;
	/** Where the plain bytes go: the TLS layer once there is one. */
	#plain: Duplex | undefined;
	#records: RecordReader | undefined;
	#written: Uint8Array[] = [];
	#first = true;
	#connected: () => void;
	#opened = false;
	readonly #name: string;

	constructor(line: PeerLine, network: Network, scheduler: Scheduler, { address, port }: { address: string; port: number; }) {
		this.#line = line;
		this.#window = new ReceiveWindow(line, scheduler);
		this.#network = network;
		this.#name = `${address}:${port}`;
		this.#connected = network.due.expect();
		this.#watch = new MQTTWatch({
			due: network.due,
			onSent: message => network.onSent(message),
			onReceived: message => network.onReceived(message),
		});
		this.#http = new HttpWatch(network.due);
		this.#unwatch = network.watch(() => this.#cut());
		const socket = network.connect(address, port);
		this.#socket = this.#plain = socket;
		// A stream within this process is open at once.
		if ("connecting" in socket)
			socket.on("connect", () => this.#open());
		else
			queueMicrotask(() => this.#open());
		socket.on("error", error => this.#fail(error.message));
		socket.on("close", () => this.#fail("closed"));
		this.#listen(socket);
		if (!network.up)
			this.#cut();
	}

	write(bytes: Uint8Array): void {
		this.#written.push(bytes.slice());
	}

	flush(): void {
		if (!this.#written.length)
			return;
		const bytes = Buffer.concat(this.#written);
		this.#written = [];
		// Sent into the void: no credit comes back, so the firmware's buffer fills as the chip's would.
		if (!this.#plain)
			return;
		if (this.#first && bytes[0] === recordTypes.handshake)
			this.#records = new RecordReader();
		this.#first = false;
		if (this.#records)
			this.#records.push(bytes, (type, payload) => this.#record(type, payload));
		else
			this.#send(bytes);
		this.#credit(bytes.length);
	}

	close(): void {
		this.flush();
		this.#unwatch();
		this.#end()?.end();
	}

	#open(): void {
		this.#connected();
		this.#opened = true;
		if (this.#socket)
			this.#line.send(kinds.writable, sendBuffer);
	}

	#listen(stream: Duplex): void {
		stream.on("data", (data: Buffer) => {
			this.#watch.received(data);
			this.#http.received(data);
			this.#deliver(this.#records ? frame(recordTypes.data, data) : data);
		});
		stream.on("end", () => this.#fail("closed"));
	}

	#deliver(bytes: Uint8Array): void {
		if (!this.#socket)
			return;
		this.#window.push(bytes);
	}

	#send(bytes: Buffer): void {
		this.#watch.sent(bytes);
		this.#http.sent(bytes);
		this.#plain!.write(bytes);
	}

	/** The send buffer is free again when the bytes are on their way. */
	#credit(count: number): void {
		const done = this.#network.due.expect();
		this.#socket!.write("", () => {
			done();
			if (this.#socket)
				this.#line.send(kinds.writable, count);
		});
	}

	#record(type: number, payload: Uint8Array): void {
		if (type === recordTypes.data)
			this.#send(Buffer.from(payload));
		else if (type === recordTypes.handshake)
			this.#startTLS(JSON.parse(decodeText(payload)) as TLSWish);
	}

	#startTLS({ host, verify, authority }: TLSWish): void {
		if (authority && !isValidToday(authority))
			return this.#deliver(frame(recordTypes.alert, encodeText("date validation failed")));
		const socket = this.#socket!;
		socket.removeAllListeners("data");
		// What is wrong with a certificate has to come before the end of the connection.
		socket.removeAllListeners("close");
		const done = this.#network.due.expect();
		const secure = tls.connect({
			socket,
			servername: host && /[a-z]/i.test(host) ? host : undefined,
			host,
			rejectUnauthorized: verify,
			...(authority && { ca: pem(authority) }),
			maxVersion: "TLSv1.2",
		});
		secure.on("error", error => {
			done();
			this.#network.onTrouble(`TLS with ${this.#name}: ${error.message}`);
			this.#deliver(frame(recordTypes.alert, encodeText(asTheSDK(error))));
		});
		secure.on("close", () => this.#fail("closed"));
		secure.on("secureConnect", () => {
			done();
			this.#plain = secure;
			this.#listen(secure);
			this.#deliver(frame(recordTypes.handshake, encodeText("done")));
		});
	}

	/** The access point has gone: neither side hears of it. */
	#cut(): void {
		if (!this.#network.up)
			this.#end()?.destroy();
	}

	#fail(reason: string): void {
		if (!this.#end())
			return;
		if (!this.#opened)
			this.#network.onTrouble(`${this.#name} cannot be reached: ${reason}`);
		this.#window.end(() => this.#line.send(kinds.error, reason));
	}

	#end(): Duplex | undefined {
		const socket = this.#socket;
		this.#socket = this.#plain = undefined;
		this.#connected();
		this.#watch.end();
		this.#http.end();
		return socket;
	}
}

/** The SDK has one text for all that is wrong with a certificate. Node's is in the event `trouble`. */
function asTheSDK({ code = "", message }: NodeJS.ErrnoException): string {
	return code.includes("CERT") || code === "UNABLE_TO_VERIFY_LEAF_SIGNATURE" ? "certificate: auth err" : message;
}

/** The SDK looks at the authority before it says a word; Node does not look at one without a chain. */
function isValidToday(authority: string): boolean {
	const { validFrom, validTo } = new X509Certificate(Buffer.from(authority, "base64")), now = Date.now();
	return Date.parse(validFrom) < now && now < Date.parse(validTo);
}

function pem(certificate: string): string {
	return `-----BEGIN CERTIFICATE-----\n${certificate.match(/.{1,64}/g)!.join("\n")}\n-----END CERTIFICATE-----\n`;
}
