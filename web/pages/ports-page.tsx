import type { PortState } from "../api/api-types";
import { useTexts } from "../languages/language";
import { Page } from "../parts/page";
import { Waiting } from "../parts/waiting";
import { useEvent, useLoad } from "../state/hooks";
import { PortCard } from "./port-card";

interface PortsAnswer {
	readonly ports: readonly PortState[];
}

/** What is seen on each wire. */
export function PortsPage() {
	const t = useTexts();
	const { data, error, set } = useLoad<PortsAnswer>("/api/v1/ports");
	useEvent<PortState>("port", fresh => {
		if (data)
			set({ ports: data.ports.map(port => port.port === fresh.port ? fresh : port) });
	});
	return (
		<Page title={t.ports.title}>
			{data ? <div class="cards">{data.ports.map(port => <PortCard key={port.port} port={port} />)}</div> : <Waiting error={error} />}
		</Page>
	);
}
