import { useId } from "preact/hooks";
import type { FoundNetwork } from "../api/api-types";
import { fill } from "../format/fill";
import { useTexts } from "../languages/language";
import { Icon } from "./icon";

interface WifiListProps {
	found: readonly FoundNetwork[] | undefined;
	searching: boolean;
	/** Name; empty: a hidden one. */
	chosen: string | undefined;
	onChoose: (ssid: string) => void;
}

/** The networks in reach, the strongest first, and one more that hides its name. */
export function WifiList({ found, searching, chosen, onChoose }: WifiListProps) {
	const t = useTexts();
	const group = useId();
	const row = (ssid: string, network?: FoundNetwork) => (
		<label key={ssid} class="wifi">
			<input type="radio" name={group} checked={chosen === ssid} onChange={() => onChoose(ssid)} />
			<span>{network ? ssid : t.network.hidden}</span>
			{network && (
				<>
					<span class="quiet">
						{network.secure ? <Icon name="lock" /> : t.network.open}
						{network.secure && <span class="hidden">{t.network.secure}</span>}
					</span>
					<Strength percent={percentOf(network.rssi)} />
				</>
			)}
		</label>
	);
	return (
		<fieldset class="networks">
			<legend>{t.network.choose}</legend>
			{searching && <p class="quiet" role="status">{t.network.searching}</p>}
			{!searching && found?.length === 0 && <p>{t.network.nothing}</p>}
			{found?.map(network => row(network.ssid, network))}
			{row("")}
		</fieldset>
	);
}

/** −50 dBm and more is as good as it gets, −100 dBm is nothing. */
function percentOf(rssi: number): number {
	return Math.round(Math.min(100, Math.max(0, 2 * (rssi + 100))));
}

function Strength({ percent }: { percent: number; }) {
	const t = useTexts();
	const bars = [1, 2, 3, 4];
	return (
		<svg class="strength" viewBox="0 0 20 16" role="img" aria-label={fill(t.network.strength, { percent })}>
			{bars.map(bar => (
				<rect key={bar} x={bar * 5 - 5} width={4} y={16 - bar * 4} height={bar * 4} class={percent > (bar - 1) * 25 ? "full" : ""} />
			))}
		</svg>
	);
}
