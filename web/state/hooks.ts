import { useEffect, useState } from "preact/hooks";
import { DeviceError } from "../api/device-error";
import { app } from "./app";
import { useStore } from "./store";

/** What a page loaded. */
export interface Loaded<Data> {
	readonly data: Data | undefined;
	readonly error: DeviceError | undefined;
	/** Shows something else until it is loaded again. */
	set(data: Data): void;
	reload(): void;
}

/** Loads from the device, and again when `path` changes or the device was away. `undefined`: nothing to load. */
export function useLoad<Data>(path: string | undefined): Loaded<Data> {
	const round = useStore(app.round);
	const [count, setCount] = useState(0);
	const [state, setState] = useState<{ path: string | undefined; data?: Data; error?: DeviceError; }>({ path });
	useEffect(() => {
		if (path === undefined)
			return;
		let current = true;
		app.device.get<Data>(path).then(
			data => current && setState({ path, data }),
			(error: DeviceError) => current && setState(before => error.status ? { path, error } : before),
		);
		return () => {
			current = false;
		};
	}, [path, round, count]);
	const mine = state.path === path;
	return {
		data: mine ? state.data : undefined,
		error: mine ? state.error : undefined,
		set: data => setState({ path, data }),
		reload: () => setCount(before => before + 1),
	};
}

/** Calls `handler` for each event of that name while the part is shown. */
export function useEvent<Data>(name: string, handler: (data: Data) => void): void {
	useEffect(() => app.events.on<Data>(name, handler));
}

/** `performance.now()`, anew each second. */
export function useSeconds(): number {
	const [now, setNow] = useState(performance.now());
	useEffect(() => {
		const timer = setInterval(() => setNow(performance.now()), 1000);
		return () => clearInterval(timer);
	}, []);
	return now;
}

/** An action behind a button: whether it runs, and what the device said against it. */
export interface Action {
	readonly busy: boolean;
	readonly error: DeviceError | undefined;
	/** Resolves to whether it went well. */
	run(action: () => Promise<unknown>): Promise<boolean>;
	clear(): void;
}

export function useAction(): Action {
	const [busy, setBusy] = useState(false);
	const [error, setError] = useState<DeviceError | undefined>(undefined);
	return {
		busy,
		error,
		clear: () => setError(undefined),
		run: async action => {
			setBusy(true);
			setError(undefined);
			try {
				await action();
				return true;
			}
			catch (reason) {
				setError(reason instanceof DeviceError ? reason : new DeviceError(-1, String(reason)));
				return false;
			}
			finally {
				setBusy(false);
			}
		},
	};
}
