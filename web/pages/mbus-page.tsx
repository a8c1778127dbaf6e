import { useState } from "preact/hooks";
import type { MbusAnswer, MbusEntry, MbusMeter } from "../api/api-types";
import { fill } from "../format/fill";
import { useTexts } from "../languages/language";
import { Button } from "../parts/button";
import { Card } from "../parts/card";
import { Notice, Refusal } from "../parts/notice";
import { Page } from "../parts/page";
import { Waiting } from "../parts/waiting";
import { app } from "../state/app";
import { useAction, useEvent, useLoad } from "../state/hooks";
import { MbusForm } from "./mbus-form";
import { MbusRow } from "./mbus-row";
import { MbusScan } from "./mbus-scan";

/** Meters on the M-Bus: finding them, and which of them are read. */
export function MbusPage() {
	const t = useTexts();
	const { data, error, set, reload } = useLoad<MbusAnswer>("/api/v1/mbus");
	const [edited, setEdited] = useState<MbusMeter | "new" | undefined>(undefined);
	const [saved, setSaved] = useState(false);
	const action = useAction();
	useEvent<MbusAnswer>("scan", set);
	const save = async (meters: readonly MbusEntry[]) => {
		setSaved(false);
		if (await action.run(() => app.device.send("PUT", "/api/v1/mbus/meters", { meters }))) {
			setEdited(undefined);
			setSaved(true);
			reload();
		}
	};
	if (!data)
		return (
			<Page title={t.mbus.title}>
				<Waiting error={error} />
			</Page>
		);
	const kept = data.meters.filter(meter => meter.configured);
	const keep = (entry: MbusEntry, instead?: string) =>
		save([...kept.filter(meter => meter.address !== (instead ?? entry.address)).map(entryOf), entry]);
	return (
		<Page title={t.mbus.title}>
			<MbusScan scan={data.scan} onStarted={reload} />
			<Card
				title={t.mbus.meters}
				aside={!edited && <Button onClick={() => setEdited("new")}>{t.mbus.addByAddress}</Button>}
			>
				{edited && (
					<MbusForm
						key={edited === "new" ? "" : edited.address}
						meter={edited === "new" ? undefined : edited}
						busy={action.busy}
						onSave={entry => void keep(entry, edited === "new" ? undefined : edited.address)}
						onCancel={() => setEdited(undefined)}
					/>
				)}
				<Refusal error={action.error} />
				{saved && <Notice kind="good">{t.common.saved}</Notice>}
				{data.meters.length === 0 && <p>{t.mbus.none}</p>}
				{data.meters.length > 0 && !kept.length && <p class="quiet">{t.mbus.allFound}</p>}
				<ul class="rows">
					{data.meters.map(meter => (
						<MbusRow
							key={meter.address}
							meter={meter}
							onEdit={() => setEdited(meter)}
							onRemove={() => void save(kept.filter(other => other !== meter).map(entryOf))}
						/>
					))}
				</ul>
			</Card>
			<p class="hidden" role="status">{data.scan.running ? "" : fill(t.mbus.done, { found: data.scan.found })}</p>
		</Page>
	);
}

/** The device keeps what it is not told. */
function entryOf({ address, name }: MbusMeter): MbusEntry {
	return { address, name };
}
