/*
	In place of the firmware: a version that does not get as far as its first line.
*/
throw new Error("on purpose");
