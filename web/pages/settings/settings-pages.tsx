import type { ComponentChildren } from "preact";
import type { Setting } from "../../api/api-types";
import { useTexts } from "../../languages/language";
import { Icon } from "../../parts/icon";
import { Page } from "../../parts/page";
import { Waiting } from "../../parts/waiting";
import { useLoad } from "../../state/hooks";
import { address } from "../../state/route";
import { BackupPage } from "./backup-page";
import { DevicePage } from "./device-page";
import { groupTitle, isShown } from "./group-titles";
import { LogPage } from "./log-page";
import { MqttTester } from "./mqtt-tester";
import { NetworkPage } from "./network-page";
import { PasswordPage } from "./password-page";
import { SettingsForm } from "./settings-form";
import { UpdatePage } from "./update-page";

export interface SettingsAnswer {
	readonly settings: readonly Setting[];
}

/** The settings: a list of their pages, and beside it (on a phone instead of it) the one that is open. */
export function SettingsPages({ place }: { place: string | undefined; }) {
	const t = useTexts();
	const loaded = useLoad<SettingsAnswer>("/api/v1/settings");
	const settings = loaded.data?.settings.filter(isShown) ?? [];
	const groups = [...new Set(settings.map(setting => setting.group))].filter(group => group !== "network");
	const own: Readonly<Record<string, readonly [string, string]>> = {
		network: [t.network.title, t.settings.networkText],
		...Object.fromEntries(groups.map(group => [group, [groupTitle(group, t), ""]])),
		update: [t.settings.update, t.settings.updateText],
		backup: [t.settings.backup, t.settings.backupText],
		password: [t.settings.password, t.settings.passwordText],
		log: [t.settings.log, t.settings.logText],
		device: [t.settings.device, t.settings.deviceText],
	};
	const form = (names: readonly Setting[], extra?: (value: (name: string) => string) => ComponentChildren) => (
		<SettingsForm key={place} settings={names} onSaved={loaded.reload} extra={extra} />
	);
	const ofGroup = (group: string) => settings.filter(setting => setting.group === group);
	const pages: Readonly<Record<string, () => ComponentChildren>> = {
		network: () => <NetworkPage form={form(ofGroup("network"))} />,
		update: () => <UpdatePage form={form(ofGroup("update"))} />,
		backup: () => <BackupPage />,
		password: () => <PasswordPage />,
		log: () => <LogPage />,
		device: () => <DevicePage />,
	};
	const content = () => {
		if (!loaded.data)
			return <Waiting error={loaded.error} />;
		if (place === undefined)
			return undefined;
		return pages[place]?.() ?? form(ofGroup(place), place === "mqtt" ? value => <MqttTester value={value} /> : undefined);
	};
	return (
		<Page title={place === undefined ? t.settings.title : own[place]?.[0] ?? place}>
			<div class={place === undefined ? "settings index" : "settings"}>
				<nav aria-label={t.settings.title}>
					{Object.entries(own).map(([name, [title, text]]) => (
						<a key={name} href={address("settings", name)} aria-current={name === place ? "page" : undefined}>
							<span>
								{title}
								{text && <small>{text}</small>}
							</span>
							<Icon name="next" />
						</a>
					))}
				</nav>
				<div class="content">
					{place !== undefined && (
						<p class="upward">
							<a href={address("settings")}>
								<Icon name="back" />
								{t.settings.title}
							</a>
						</p>
					)}
					{content()}
				</div>
			</div>
		</Page>
	);
}
