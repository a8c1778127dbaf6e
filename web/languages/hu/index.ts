import type { Texts } from "../texts";
import { common, connection, login, mqtt, nav, network, setup } from "./common";
import { cures, diagnosis } from "./diagnosis";
import { backup, device, history, live, log, mbus, password, ports, script, settings, telegrams, update } from "./pages";
import { groups, helps, labels } from "./settings";
import { values } from "./values";

export const hungarian: Texts = {
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
	helps,
};
