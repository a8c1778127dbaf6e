import type { Settings } from "../settings/settings";
import type { FixedAddress } from "./guarded-interface";

/** The address that the settings fix; `undefined`: DHCP. */
export function fixedAddress(settings: Settings): FixedAddress | undefined {
	const address = settings.get("fixedAddress");
	if (!address)
		return undefined;
	const gateway = settings.get("fixedGateway") || `${address.slice(0, address.lastIndexOf("."))}.1`;
	const servers = settings.get("nameServers").split(" ").filter(server => server);
	return { address, mask: settings.get("fixedMask"), gateway, nameServers: servers.length ? servers : [gateway] };
}
