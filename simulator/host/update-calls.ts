/** What the slots are asked to do: the first byte of a call. */
export const updateCalls = Object.freeze({ open: 1, write: 2, read: 3, complete: 4, close: 5, confirm: 6, rollBack: 7, verify: 8 });
