import type { WebPage } from "../../services/platform";
import type { HostLink } from "./host-link";
import { kinds } from "./records";
import type { HostStart } from "./records";

/** The page as the build puts it into flash: nothing of it is in the heap before somebody asks for it. */
export function hostPage(link: HostLink, { policy, files }: NonNullable<HostStart["page"]>): WebPage {
	return {
		policy,
		files: files.map(file => ({
			...file,
			get data() {
				return readFile(link, file.path);
			},
		})),
	};
}

function readFile(link: HostLink, path: string): ArrayBuffer {
	const id = link.open({ receive() {} }, "page", { path });
	try {
		return link.request(kinds.read, id, null).slice().buffer;
	}
	finally {
		link.close(id);
	}
}
