/*
	`npm run keys`: makes a pair of keys for updates in `keys/`. The private part in `keys/private/` stays out of the repository; `keys/public.json` goes
	into every build from then on. With a pair there already it only shows what is there: `--new` makes another, of which the next release's firmware
	takes updates too; `--drop ID` lets go of one. Exit status 2 for bad usage.
*/
import path from "node:path";
import { KeyFiles } from "./release/key-files";
import { giveUp, Missing, root } from "./sdk/toolchain";

try {
	const [word, id, ...more] = process.argv.slice(2);
	const files = new KeyFiles(path.join(root, "keys"));
	if (more.length || word !== undefined && word !== "--new" && word !== "--drop" || (word === "--drop") !== (id !== undefined))
		throw new Missing(2, "npm run keys, npm run keys -- --new, or npm run keys -- --drop ID");
	if (word === "--drop")
		files.drop(id!);
	else if (word === "--new" || !files.public.length)
		console.log(
			`A new pair: keys/private/${files.make()}.pem. Keep a copy of it where nobody else gets at it: without it there are no updates.`,
		);
	for (const each of files.public)
		console.log(`${each.id}  ${each.key}`);
	console.log("keys/public.json holds these; builds take it with them.");
}
catch (error) {
	giveUp(error);
}
