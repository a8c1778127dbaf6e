import { useRef, useState } from "preact/hooks";
import type { Explanation, Telegram } from "../api/api-types";
import { useTexts } from "../languages/language";
import { Card } from "../parts/card";

interface Piece {
	readonly at: number;
	readonly text: string;
	/** Index of the explanation that the piece belongs to; −1: none. */
	readonly owner: number;
}

/** A telegram's text beside what it says. The line that is chosen is marked in both. */
export function TelegramView({ telegram: { data, form, explanation } }: { telegram: Telegram; }) {
	const t = useTexts();
	const [chosen, setChosen] = useState(-1);
	const list = useRef<HTMLUListElement>(null);
	const marked = explanation[chosen];
	const choose = (index: number) => {
		setChosen(index);
		document.getElementById(`piece${index}`)?.scrollIntoView({ block: "nearest" });
	};
	const onKeyDown = (event: KeyboardEvent) => {
		const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
		const next = Math.min(explanation.length - 1, Math.max(0, chosen + step));
		if (!step)
			return;
		event.preventDefault();
		choose(next);
		list.current?.querySelectorAll("button")[next]?.focus();
	};
	return (
		<div class="telegram">
			<Card title={t.telegrams.data}>
				{/* Who only has keys scrolls it when it has the focus. */}
				<pre class={form} tabIndex={0} aria-label={t.telegrams.data}>
					{pieces(data, explanation).map(({ at, text, owner }) => (
						<span
							key={at}
							id={explanation[owner]?.at === at ? `piece${owner}` : undefined}
							class={marked && at >= marked.at && at < marked.at + marked.length ? "marked" : undefined}
							onClick={() => owner >= 0 && setChosen(owner)}
						>
							{text}
						</span>
					))}
				</pre>
			</Card>
			<Card title={t.telegrams.explanation}>
				<p class="quiet">{explanation.length ? t.telegrams.explanationHint : t.telegrams.noExplanation}</p>
				<ul ref={list} class="explanation" onKeyDown={onKeyDown}>
					{explanation.map(({ text }, index) => (
						<li key={index}>
							<button
								type="button"
								aria-pressed={index === chosen}
								tabIndex={index === Math.max(0, chosen) ? 0 : -1}
								onClick={() => choose(index)}
							>
								{text}
							</button>
						</li>
					))}
				</ul>
			</Card>
		</div>
	);
}

/** Cuts the data wherever an explanation begins or ends. The shortest explanation owns a piece. */
function pieces(data: string, explanation: readonly Explanation[]): Piece[] {
	const cuts = new Set([0, data.length]);
	for (const { at, length } of explanation)
		cuts.add(Math.min(at, data.length)).add(Math.min(at + length, data.length));
	const sorted = [...cuts].sort((a, b) => a - b);
	return sorted.slice(0, -1).map((at, index) => {
		let owner = -1;
		explanation.forEach((entry, other) => {
			const inside = at >= entry.at && at < entry.at + entry.length;
			if (inside && (owner < 0 || entry.length < explanation[owner]!.length))
				owner = other;
		});
		return { at, text: data.slice(at, sorted[index + 1]), owner };
	});
}
