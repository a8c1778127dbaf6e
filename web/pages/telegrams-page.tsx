import { useEffect, useState } from "preact/hooks";
import type { Telegram } from "../api/api-types";
import { fill } from "../format/fill";
import { portName } from "../format/look-up";
import { formatTime } from "../format/times";
import { useTexts } from "../languages/language";
import { Button } from "../parts/button";
import { Card } from "../parts/card";
import { Icon } from "../parts/icon";
import { Notice } from "../parts/notice";
import { Page } from "../parts/page";
import { Waiting } from "../parts/waiting";
import { useLoad } from "../state/hooks";
import { address } from "../state/route";
import { TelegramView } from "./telegram-view";

/** Milliseconds. */
const again = 2000;

/** The last telegrams of a port, taken apart. */
export function TelegramsPage({ port }: { port: string; }) {
	const t = useTexts();
	const path = `/api/v1/ports/${encodeURIComponent(port)}/telegrams`;
	const { data, error, reload } = useLoad<{ telegrams: readonly Telegram[]; }>(path);
	const [chosen, setChosen] = useState(0);
	const empty = data?.telegrams.length === 0;
	// The device begins to keep telegrams when somebody asks for them.
	useEffect(() => {
		const timer = empty && setInterval(reload, again);
		return () => clearInterval(timer || undefined);
	}, [empty]);
	const telegram = data?.telegrams[chosen] ?? data?.telegrams[0];
	return (
		<Page title={fill(t.telegrams.title, { port: portName(port, t) })}>
			<p class="upward">
				<a href={address("ports")}>
					<Icon name="back" />
					{t.ports.title}
				</a>
			</p>
			{!data ? <Waiting error={error} /> : !telegram
				? (
					<Card>
						<p>{t.telegrams.none}</p>
					</Card>
				)
				: (
					<>
						<div class="tabs" role="group" aria-label={t.telegrams.number}>
							{data.telegrams.map((other, index) => (
								<button
									key={index}
									type="button"
									aria-pressed={other === telegram}
									onClick={() => setChosen(index)}
								>
									{formatTime(other.time, { timeStyle: "medium" })} · {other.good ? t.telegrams.good : t.telegrams.bad}
								</button>
							))}
						</div>
						{telegram.error && <Notice kind="error">{telegram.error}</Notice>}
						<TelegramView key={chosen} telegram={telegram} />
					</>
				)}
			<div class="actions">
				<Button onClick={reload}>{t.telegrams.refresh}</Button>
				{telegram && <a class="button" href={`${path}.bin`} download={`${port}.telegram`}>{t.telegrams.download}</a>}
			</div>
		</Page>
	);
}
