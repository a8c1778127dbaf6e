import type { LogLine } from "../../api/api-types";
import { formatTime } from "../../format/times";
import { useTexts } from "../../languages/language";
import { Card } from "../../parts/card";
import { Waiting } from "../../parts/waiting";
import { useEvent, useLoad } from "../../state/hooks";

/** Lines that are shown; the device keeps fewer. */
const most = 200;

/** What the device tells, the newest at the top. */
export function LogPage() {
	const t = useTexts();
	const { data, error, set } = useLoad<{ lines: readonly LogLine[]; }>("/api/v1/log");
	useEvent<LogLine>("log", line => data && set({ lines: [...data.lines, line].slice(-most) }));
	if (!data)
		return <Waiting error={error} />;
	return (
		<Card>
			<p class="quiet">{data.lines.length ? t.log.follow : t.log.none}</p>
			<ol class="log" reversed>
				{[...data.lines].reverse().map((line, index) => (
					<li key={data.lines.length - index}>
						<time>{formatTime(line.time)}</time> <span lang="en">{line.text}</span>
					</li>
				))}
			</ol>
		</Card>
	);
}
