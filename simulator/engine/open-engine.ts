import type { Engine } from "./engine";
import { NodeEngine } from "./node-engine";
import { XsEngine } from "./xs-engine";

export type EngineKind = "xs" | "node";

/** The engine to use where `kind` is wanted: XS needs a C compiler when npm installs it, and not every machine has one. */
export function availableEngine(kind: EngineKind): EngineKind {
	return kind === "xs" && !XsEngine.worker ? "node" : kind;
}

export function openEngine(kind: EngineKind): Engine {
	return kind === "xs" ? new XsEngine() : new NodeEngine();
}
