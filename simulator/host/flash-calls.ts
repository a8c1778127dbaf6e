/** What a partition is asked to do: the first byte of a call. Place (uint32), then a count (uint32) or the bytes. */
export const flashCalls = Object.freeze({ read: 1, write: 2, erase: 3 });
