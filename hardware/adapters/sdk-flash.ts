import flash from "embedded:storage/flash";
import type { Flash, FlashPartition } from "../../services/platform";

/** The chip's data partitions through the SDK's flash module, which has its arguments the other way round. */
export class SDKFlash implements Flash {
	open(name: string): FlashPartition {
		const partition = flash.open({ path: name });
		const { blocks, blockLength } = partition.status();
		return {
			blocks,
			blockLength,
			read: (offset, count) => partition.read(count, offset),
			write: (offset, data) => partition.write(data, offset),
			eraseBlock: block => partition.eraseBlock(block),
			close: () => partition.close(),
		};
	}
}
