import { common, connection, login, mqtt, nav, network, setup } from "./common";
import { cures, diagnosis } from "./diagnosis";
import { backup, device, history, live, log, mbus, password, ports, script, settings, telegrams, update } from "./pages";
import { groups, labels } from "./settings";
import { values } from "./values";

export const english = {
	common,
	nav,
	connection,
	login,
	setup,
	network,
	mqtt,
	live,
	ports,
	telegrams,
	diagnosis,
	cures,
	mbus,
	script,
	history,
	settings,
	update,
	device,
	backup,
	password,
	log,
	values,
	groups,
	labels,
	/** Empty: the device's own words. */
	helps: Object.fromEntries(Object.keys(labels).map(name => [name, ""])) as Record<keyof typeof labels, string>,
};
