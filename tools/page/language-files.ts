import { german } from "../../web/languages/de";
import { english } from "../../web/languages/en";
import { french } from "../../web/languages/fr";
import { hungarian } from "../../web/languages/hu";
import { dutch } from "../../web/languages/nl";
import { packTexts } from "../../web/languages/texts";
import type { Texts } from "../../web/languages/texts";
import type { PageFile } from "./page-file";

const others: Readonly<Record<string, Texts>> = { de: german, nl: dutch, hu: hungarian, fr: french };

/** The page's texts in the languages that are not in the page itself: a browser asks for one of them. */
export function languageFiles(): readonly PageFile[] {
	return Object.entries(others).map(([code, texts]) => ({
		path: `/language/${code}.json`,
		name: `${code}.json`,
		type: "application/json",
		text: JSON.stringify(packTexts(texts, english)),
	}));
}
