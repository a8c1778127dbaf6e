import { Store, useStore } from "../state/store";
import { english } from "./en";
import type { Texts } from "./texts";
import { unpackTexts } from "./texts";

/** By their own names. */
export const languages = { en: "English", de: "Deutsch", nl: "Nederlands", hu: "Magyar", fr: "Français" };

export type LanguageCode = keyof typeof languages;

/** Where the browser keeps what a user chose. */
const key = "language";
const texts = new Store<Texts>(english);
let current: LanguageCode = "en";

/** The texts of the language that is shown. */
export function useTexts(): Texts {
	return useStore(texts);
}

/** For `Intl`. */
export function language(): LanguageCode {
	return current;
}

/** The user's own choice, else the device's setting, else the browser's, else English. */
export async function chooseLanguage(device: string): Promise<void> {
	const wanted = [stored(), device, ...navigator.languages.map(name => name.slice(0, 2))];
	await show(wanted.find(isLanguage) ?? "en");
}

/** The user chose. */
export async function setLanguage(code: LanguageCode): Promise<void> {
	try {
		localStorage.setItem(key, code);
	}
	catch {
		// The browser of a captive portal may keep nothing.
	}
	await show(code);
}

async function show(code: LanguageCode): Promise<void> {
	if (code === current)
		return;
	try {
		const fresh = code === "en" ? english : unpackTexts(await (await fetch(`/language/${code}.json`)).json() as string[], english);
		current = code;
		document.documentElement.lang = code;
		texts.set(fresh);
	}
	catch {
		// Better in the language before than not at all.
	}
}

function stored(): string {
	try {
		return localStorage.getItem(key) ?? "";
	}
	catch {
		return "";
	}
}

function isLanguage(code: string): code is LanguageCode {
	return Object.hasOwn(languages, code);
}
