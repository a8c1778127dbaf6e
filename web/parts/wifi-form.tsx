import { useEffect, useRef, useState } from "preact/hooks";
import type { FoundNetwork, NetworkAnswer } from "../api/api-types";
import { fill } from "../format/fill";
import { useTexts } from "../languages/language";
import type { Texts } from "../languages/texts";
import { app } from "../state/app";
import { useAction } from "../state/hooks";
import { Button } from "./button";
import { Notice, Refusal } from "./notice";
import { PasswordField } from "./password-field";
import { TextField } from "./text-field";
import { WifiList } from "./wifi-list";

/** Milliseconds: a scan takes a few seconds, in which a portal's own network is silent. */
const patience = 30_000;
/** Milliseconds between two looks at how the try goes, should its events not come through. */
const look = 2000;
const long = 60_000;
/** Milliseconds after which the device must have begun. */
const late = 4000;

interface WifiFormProps {
	network: NetworkAnswer;
	/** Asks the device for `network` again. */
	onAsk: () => void;
	onConnected: () => void;
}

/** Shows the networks in reach, and tries one before it is kept. */
export function WifiForm({ network, onAsk, onConnected }: WifiFormProps) {
	const t = useTexts();
	const [found, setFound] = useState<readonly FoundNetwork[] | undefined>(undefined);
	/** Empty: the hidden one. */
	const [chosen, setChosen] = useState<string | undefined>(undefined);
	const [hidden, setHidden] = useState("");
	const [password, setPassword] = useState("");
	const [started, setStarted] = useState<number | undefined>(undefined);
	/** The network that is or was tried, whichever is chosen by now. */
	const tried = useRef("");
	/** The device has said that it tries. */
	const begun = useRef(false);
	const scan = useAction();
	const attempt = useAction();
	const search = () =>
		scan.run(async () => {
			setFound(
				(await app.device.send<{ networks: readonly FoundNetwork[]; }>("POST", "/api/v1/network/scan", undefined, patience)).networks,
			);
		});
	useEffect(() => void search(), []);
	const ssid = chosen || hidden;
	const told = network.trying?.ssid === tried.current ? network.trying : undefined;
	if (told?.state === "connecting")
		begun.current = true;
	// The device begins a moment after it was asked: until then it tells of the try before.
	const trying = begun.current || started !== undefined && performance.now() - started > late ? told : undefined;
	const waiting = started !== undefined && trying?.state !== "failed" && trying?.state !== "connected";
	useEffect(() => {
		if (!waiting)
			return;
		const timer = setInterval(onAsk, look);
		return () => clearInterval(timer);
	}, [waiting]);
	useEffect(() => {
		if (started !== undefined && trying?.state === "connected")
			onConnected();
	}, [trying?.state, started]);
	const connect = async () => {
		setStarted(undefined);
		begun.current = false;
		tried.current = ssid;
		if (await attempt.run(() => app.device.send("POST", "/api/v1/network/try", { ssid, password }))) {
			setStarted(performance.now());
			onAsk();
		}
	};
	const choose = (name: string) => {
		setChosen(name);
		setPassword("");
		if (!waiting)
			setStarted(undefined);
	};
	const open = found?.find(one => one.ssid === chosen)?.secure === false;
	return (
		<form
			onSubmit={event => {
				event.preventDefault();
				void connect();
			}}
		>
			<WifiList found={found} searching={scan.busy} chosen={chosen} onChoose={choose} />
			<Refusal error={scan.error} />
			<Button busy={scan.busy} onClick={() => void search()}>{t.common.search}</Button>
			{chosen === "" && <TextField label={t.network.ssid} value={hidden} onValue={setHidden} maxLength={32} required />}
			{chosen !== undefined && !open && (
				<PasswordField label={t.common.password} value={password} onValue={setPassword} autocomplete="off" maxLength={63} />
			)}
			{chosen !== undefined && (
				<div class="actions">
					<Button type="submit" kind="first" busy={attempt.busy || waiting} disabled={!ssid}>{t.network.connect}</Button>
				</div>
			)}
			<Refusal error={attempt.error} />
			{waiting && <p role="status">{fill(t.network.connecting, { ssid: tried.current })}</p>}
			{waiting && performance.now() - started > long && <Notice kind="warning">{t.network.takesLong}</Notice>}
			{started !== undefined && trying?.state === "failed" && <Notice kind="error">{reason(trying.error ?? "", t)}</Notice>}
		</form>
	);
}

/** Why it failed, in the reader's language where it is one of the usual reasons. */
function reason(error: string, t: Texts): string {
	const usual: readonly (readonly [RegExp, string])[] = [
		[/^wrong password/, t.network.wrongPassword],
		[/not found|not heard/, t.network.notFound],
		[/no address|DHCP/, t.network.noAddress],
		[/let the device in|no room|threw/, t.network.refused],
	];
	return usual.find(([shape]) => shape.test(error))?.[1] ?? fill(t.network.failed, { error });
}
