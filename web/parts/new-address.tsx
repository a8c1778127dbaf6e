import type { NetworkAnswer } from "../api/api-types";
import { useTexts } from "../languages/language";
import { app } from "../state/app";
import { useEvent, useLoad } from "../state/hooks";
import { address } from "../state/route";
import { useStore } from "../state/store";
import { Notice } from "./notice";

/**
 * Where the device is from now on. Shown while the browser is in the device's own network, which closes soon after the device has come into another
 * one. The link goes on at the same step.
 */
export function NewAddress({ step }: { step: string; }) {
	const t = useTexts();
	const session = useStore(app.session);
	const { data, set } = useLoad<NetworkAnswer>("/api/v1/network");
	useEvent<NetworkAnswer>("network", set);
	if (!session?.portal || data?.state !== "connected" || !data.address)
		return null;
	const names = [data.address, ...(data.hostname ? [`${data.hostname}.local`] : [])];
	return (
		<Notice kind="warning">
			<p>
				{t.setup.address} {names.map((name, index) => (
					<>
						{index > 0 && ", "}
						<a href={`http://${name}/${address("setup", step)}`}>http://{name}/</a>
					</>
				))}
			</p>
			<p>{t.setup.moveOn}</p>
		</Notice>
	);
}
