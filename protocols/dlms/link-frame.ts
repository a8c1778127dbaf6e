/** Where a frame holds its part of the message. */
export interface LinkFrame {
	readonly start: number;
	readonly end: number;
	/** The message ends here. */
	readonly last: boolean;
	/** Number of the part, where the link counts them. */
	readonly part?: number;
}
