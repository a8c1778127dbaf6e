import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useTexts } from "../languages/language";
import { HistoryPage } from "../pages/history-page";
import { LivePage } from "../pages/live-page";
import { LoginPage } from "../pages/login-page";
import { MbusPage } from "../pages/mbus-page";
import { PortsPage } from "../pages/ports-page";
import { ScriptPage } from "../pages/script-page";
import { SettingsPages } from "../pages/settings/settings-pages";
import { SetupPages } from "../pages/setup/setup-pages";
import { TelegramsPage } from "../pages/telegrams-page";
import { app } from "../state/app";
import { address, useRoute } from "../state/route";
import { useStore } from "../state/store";
import { Icon } from "./icon";
import { LanguageChoice } from "./language-choice";
import { Notice } from "./notice";
import { RestartNotice } from "./restart-notice";
import { Waiting } from "./waiting";

const places = ["live", "history", "ports", "mbus", "script", "settings"] as const;

/** The whole page: what is at the top and the side of every page, and the page that the address names. */
export function Frame() {
	const t = useTexts();
	const session = useStore(app.session);
	const connection = useStore(app.connection);
	const route = useRoute();
	const main = useRef<HTMLElement>(null);
	const place = route.join("/");
	const first = useRef(true);
	// Who reads with the ears is told of the new page, and goes on from its heading.
	useEffect(() => {
		if (!first.current)
			main.current?.querySelector("h1")?.focus();
		first.current = false;
		scrollTo(0, 0);
	}, [place]);
	const setup = session && (!session.passwordSet || route[0] === "setup" && session.loggedIn);
	const inside = session?.loggedIn && !setup;
	return (
		<>
			<a class="skip" href="#main" onClick={event => skip(event, main.current)}>{t.common.skipLink}</a>
			<header class="top">
				<span class="brand">{session?.name ?? "Meterwire"}</span>
				<LanguageChoice />
			</header>
			{inside && (
				<nav class="places" aria-label={t.common.menu}>
					{places.map(name => (
						<a key={name} href={address(name)} aria-current={name === (route[0] ?? "live") ? "page" : undefined}>
							<Icon name={name} />
							<span>{t.nav[name]}</span>
						</a>
					))}
				</nav>
			)}
			<main id="main" ref={main} class={inside ? "inside" : "alone"} tabIndex={-1}>
				{connection !== "ok" && <Notice kind="warning">{t.connection[connection]}</Notice>}
				{inside && session.safeMode && <RestartNotice kind="warning" text={t.common.safeMode} />}
				{!session ? <Waiting error={undefined} /> : setup ? <SetupPages /> : !session.loggedIn ? <LoginPage /> : content(route)}
			</main>
		</>
	);
}

function content([place, ...rest]: readonly string[]): ComponentChildren {
	switch (place) {
		case "history":
			return <HistoryPage />;
		case "ports":
			return rest[0] ? <TelegramsPage port={rest[0]} /> : <PortsPage />;
		case "mbus":
			return <MbusPage />;
		case "script":
			return <ScriptPage />;
		case "settings":
			return <SettingsPages place={rest[0]} />;
		default:
			return <LivePage />;
	}
}

/** The address is the router's: a link into the page must not change it. */
function skip(event: Event, main: HTMLElement | null): void {
	event.preventDefault();
	main?.focus();
}
