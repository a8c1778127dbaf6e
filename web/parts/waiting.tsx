import type { DeviceError } from "../api/device-error";
import { useTexts } from "../languages/language";
import { Refusal } from "./notice";

/** In place of what has not been loaded, or could not be. */
export function Waiting({ error }: { error: DeviceError | undefined; }) {
	const t = useTexts();
	return error ? <Refusal error={error} /> : <p class="quiet" role="status">{t.common.loading}</p>;
}
