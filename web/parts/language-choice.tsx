import { language, languages, setLanguage, useTexts } from "../languages/language";
import type { LanguageCode } from "../languages/language";

/** A small list of the languages. */
export function LanguageChoice() {
	const t = useTexts();
	return (
		<select
			class="language"
			aria-label={t.common.language}
			onChange={event => void setLanguage(event.currentTarget.value as LanguageCode)}
		>
			{Object.entries(languages).map(([code, name]) => (
				<option key={code} value={code} lang={code} selected={code === language()}>{name}</option>
			))}
		</select>
	);
}
