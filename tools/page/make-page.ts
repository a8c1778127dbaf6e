import { build } from "esbuild";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { minify } from "terser";
import { languageFiles } from "./language-files";
import type { Page } from "./page-file";

/** Browsers of the last five years. */
const target = ["chrome100", "firefox100", "safari15.4"];

/**
 * Script and style are in the page itself: a small device answers one request more easily than three. The policy names them by their hashes.
 *
 * @param folder The page's sources.
 */
export async function makePage(folder: string): Promise<Page> {
	const script = await shorten(await bundle(path.join(folder, "main.tsx")));
	const style = await bundle(path.join(folder, "style", "app.css"));
	const html = readFileSync(path.join(folder, "index.html"), "utf8")
		.split("\n").join("")
		.replace("/* app.css */", () => style)
		.replace("/* app.js */", () => script);
	return {
		files: [{ path: "/", name: "index.html", type: "text/html; charset=utf-8", text: html }, ...languageFiles()],
		policy: [
			"default-src 'none'",
			`script-src '${hash(script)}'`,
			`style-src '${hash(style)}'`,
			"connect-src 'self'",
			"img-src 'self' data:",
			"base-uri 'none'",
			"form-action 'none'",
			"frame-ancestors 'none'",
		].join("; "),
	};
}

async function bundle(entry: string): Promise<string> {
	const result = await build({
		entryPoints: [entry],
		bundle: true,
		write: false,
		minify: true,
		format: "esm",
		target,
		charset: "utf8",
		legalComments: "none",
		jsx: "automatic",
		jsxImportSource: "preact",
		logLevel: "silent",
	});
	const text = result.outputFiles[0]!.text.trim();
	// An inline script ends at the first end tag, wherever it stands.
	if (/<\/(script|style)/i.test(text))
		throw new Error(`${path.basename(entry)}: holds an end tag, which would end it in the page`);
	return text;
}

/** What esbuild leaves: 600 bytes of the packed page. */
async function shorten(script: string): Promise<string> {
	const { code } = await minify(script, { module: true, compress: { passes: 3 } });
	return code!.trim();
}

function hash(text: string): string {
	return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
