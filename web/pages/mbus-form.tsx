import { useState } from "preact/hooks";
import type { MbusEntry, MbusMeter } from "../api/api-types";
import { useTexts } from "../languages/language";
import { Button } from "../parts/button";
import { ChoiceField } from "../parts/choice-field";
import { TextField } from "../parts/text-field";

const bauds = ["300", "600", "1200", "2400", "4800", "9600", "19200", "38400"];

/** What is kept about a meter on the bus. */
export function MbusForm({ meter, busy, onSave, onCancel }: {
	/** `undefined`: one that was not found. */
	meter: MbusMeter | undefined;
	busy: boolean;
	onSave: (entry: MbusEntry) => void;
	onCancel: () => void;
}) {
	const t = useTexts();
	const [address, setAddress] = useState(meter?.address ?? "");
	const [name, setName] = useState(meter?.name ?? "");
	const [baud, setBaud] = useState(String(meter?.baud ?? ""));
	const [interval, setInterval] = useState(String(meter?.configured && meter.interval || ""));
	const [key, setKey] = useState("");
	const seconds = Number(interval);
	const wrongInterval = !Number.isInteger(seconds) || seconds < 0;
	const wrongKey = !/^([0-9a-f]{32})?$/i.test(key.trim());
	return (
		<form
			class="inset"
			onSubmit={event => {
				event.preventDefault();
				if (!wrongInterval && !wrongKey)
					onSave({
						address: address.trim(),
						name: name.trim(),
						...(baud && { baud: Number(baud) }),
						...(seconds && { interval: seconds }),
						...(key && { key: key.trim() }),
					});
			}}
		>
			<TextField label={t.mbus.address} value={address} onValue={setAddress} help={t.mbus.addressHint} required maxLength={16} />
			<TextField label={t.common.name} value={name} onValue={setName} maxLength={40} />
			<TextField
				label={t.mbus.interval}
				value={interval}
				onValue={setInterval}
				inputMode="numeric"
				help={t.mbus.intervalHint}
				error={wrongInterval ? t.settings.notNumber : undefined}
			/>
			<ChoiceField label={t.mbus.baud} value={baud} onValue={setBaud} choices={[["", "–"], ...bauds.map(rate => [rate, rate] as const)]} />
			<TextField
				label={t.mbus.key}
				value={key}
				onValue={setKey}
				autocomplete="off"
				help={t.mbus.keyHint}
				error={wrongKey ? t.mbus.keyHint : undefined}
			/>
			<div class="actions">
				<Button type="submit" kind="first" busy={busy}>{t.common.save}</Button>
				<Button onClick={onCancel}>{t.common.cancel}</Button>
			</div>
		</form>
	);
}
