import { language, languages, setLanguage, useTexts } from "../../languages/language";
import type { LanguageCode } from "../../languages/language";
import { Button } from "../../parts/button";
import { Card } from "../../parts/card";

/** Five big buttons. */
export function LanguageStep({ onDone }: { onDone: () => void; }) {
	const t = useTexts();
	return (
		<Card>
			<p>{t.setup.chooseLanguage}</p>
			<div class="choices">
				{Object.entries(languages).map(([code, name]) => (
					<Button
						key={code}
						kind={code === language() ? "first" : "plain"}
						onClick={() => void setLanguage(code as LanguageCode).then(onDone)}
					>
						<span lang={code}>{name}</span>
					</Button>
				))}
			</div>
		</Card>
	);
}
