import type { ComponentChildren } from "preact";
import type { DeviceError } from "../api/device-error";
import { fill } from "../format/fill";
import { useTexts } from "../languages/language";
import { Icon } from "./icon";

export type NoticeKind = "error" | "warning" | "good";

/** A sentence that matters. Errors are read out at once, the others when there is time. */
export function Notice({ kind, children }: { kind: NoticeKind; children: ComponentChildren; }) {
	return (
		<div class={`notice ${kind}`} role={kind === "error" ? "alert" : "status"}>
			<Icon name={kind} />
			<div>{children}</div>
		</div>
	);
}

/** What the device said against a request. */
export function Refusal({ error }: { error: DeviceError | undefined; }) {
	const t = useTexts();
	if (!error)
		return null;
	const text = error.message || (error.status ? fill(t.common.failed, { status: error.status }) : t.common.noAnswer);
	return <Notice kind="error">{text}</Notice>;
}
