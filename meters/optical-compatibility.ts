/** The DZG and Elster compatibility modes of ELV's readers: which quirks of SML meters are forced or forbidden. `auto`: by the meter. */
export const opticalCompatibilities: Readonly<Record<string, Readonly<Record<string, boolean>>>> = Object.freeze({
	auto: Object.freeze({}),
	none: Object.freeze({ dzg: false, elster: false, emh: false, holley: false }),
	dzg: Object.freeze({ dzg: true, elster: false }),
	elster: Object.freeze({ dzg: false, elster: true }),
	both: Object.freeze({ dzg: true, elster: true }),
});
