/**
 * Bounds of the web server. A smaller chip has 12 TCP connections in all (`hardware/boards`), of which MQTT and others need theirs, and some
 * 40 kB for all requests together.
 */
export const webLimits = Object.freeze({
	/** Connections at a time. */
	connections: 6,
	/** Of these, browsers that listen for events. */
	listeners: 3,
	/** Bytes of a request's header. Browsers send 500 to 1,000. */
	head: 4096,
	/** Milliseconds for a header to come whole. */
	headTime: 8_000,
	/** Milliseconds without a byte of the body, or with an answer that nobody takes. */
	idleTime: 15_000,
	/** Milliseconds without a byte of the body, or with an answer that nobody takes, after which a connection makes room for another one. */
	bodyPatience: 300,
	answerPatience: 3_000,
	/** Milliseconds from the header to the last byte of the body. */
	bodyTime: 300_000,
	/** Milliseconds in which a handler must begin its answer. */
	answerTime: 90_000,
	/** Milliseconds for a client to stop sending what nobody reads. */
	lingerTime: 1_000,
	/** Bytes that are read and thrown away meanwhile. */
	lingerBytes: 65_536,
});
