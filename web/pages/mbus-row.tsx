import { useState } from "preact/hooks";
import type { MbusMeter } from "../api/api-types";
import { formatAge } from "../format/times";
import { useTexts } from "../languages/language";
import { fill } from "../format/fill";
import { Button } from "../parts/button";
import { Confirm } from "../parts/confirm";
import { Facts } from "../parts/facts";

/** One meter on the bus. */
export function MbusRow({ meter, onEdit, onRemove }: { meter: MbusMeter; onEdit: () => void; onRemove: () => void; }) {
	const t = useTexts();
	const [asking, setAsking] = useState(false);
	const { address, name, configured, present, state } = meter;
	const label = name || address;
	return (
		<li>
			<h3>
				{label}
				<span class={`state ${state === "ok" ? "ok" : present === false ? "silent" : "waiting"}`}>
					{present === false ? t.mbus.absent : configured ? t.mbus.configured : t.mbus.found}
				</span>
			</h3>
			<Facts
				rows={[
					[t.mbus.address, address],
					[t.mbus.number, meter.id],
					[t.mbus.maker, meter.manufacturer],
					[t.mbus.medium, meter.medium],
					[t.mbus.baud, meter.baud],
					[t.mbus.interval, meter.interval],
					[t.mbus.key, meter.keySet ? t.mbus.keySet : ""],
					[t.mbus.lastRead, meter.age === undefined || meter.age === null ? "" : formatAge(meter.age, t)],
				]}
			/>
			<div class="actions">
				<Button label={`${configured ? t.common.edit : t.common.add}: ${label}`} onClick={onEdit}>
					{configured ? t.common.edit : t.common.add}
				</Button>
				{configured && <Button label={`${t.common.remove}: ${label}`} onClick={() => setAsking(true)}>{t.common.remove}</Button>}
			</div>
			{asking && (
				<Confirm
					question={fill(t.mbus.removeQuestion, { name: label })}
					text={t.mbus.removeText}
					action={t.common.remove}
					danger
					onYes={() => {
						setAsking(false);
						onRemove();
					}}
					onNo={() => setAsking(false)}
				/>
			)}
		</li>
	);
}
