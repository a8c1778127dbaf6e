/** Public keys that this build takes updates from. `bundle` puts others in its place. */
export const buildKeys: readonly string[] = Object.freeze([]);
