import { useId, useRef } from "preact/hooks";
import type { ScriptCheck, ScriptNote } from "../api/api-types";
import { fill } from "../format/fill";
import { useTexts } from "../languages/language";
import { Icon } from "./icon";

interface ScriptEditorProps {
	text: string;
	check: ScriptCheck | undefined;
	onText: (text: string) => void;
}

/** A text with numbered lines. Lines that the check found fault with are marked; the faults stand below and lead to their lines. */
export function ScriptEditor({ text, check, onText }: ScriptEditorProps) {
	const t = useTexts();
	const id = useId();
	const area = useRef<HTMLTextAreaElement>(null);
	const gutter = useRef<HTMLDivElement>(null);
	const lines = text.split("\n");
	const errors = check?.errors ?? [], warnings = check?.warnings ?? [];
	const kinds = new Map<number, "error" | "warning">([
		...warnings.map(({ line }) => [line, "warning"] as const),
		...errors.map(({ line }) => [line, "error"] as const),
	]);
	const lead = ({ line, column = 1 }: ScriptNote) => {
		const at = lines.slice(0, line - 1).reduce((sum, before) => sum + before.length + 1, 0);
		area.current?.focus();
		area.current?.setSelectionRange(at + column - 1, at + (lines[line - 1]?.length ?? 0));
	};
	const list = (notes: readonly ScriptNote[], kind: "error" | "warning") =>
		notes.map((note, index) => (
			<li key={`${kind}${index}`} class={kind}>
				<button type="button" onClick={() => lead(note)}>
					<Icon name={kind} />
					<span>
						<span class="hidden">{t.common[kind]},</span>
						<strong>{fill(t.script.line, { line: note.line })}:</strong> {note.message}
					</span>
				</button>
			</li>
		));
	return (
		<>
			<div class="editor">
				<div class="gutter" ref={gutter} aria-hidden="true">
					{lines.map((_, index) => <span key={index} class={kinds.get(index + 1)}>{index + 1}</span>)}
				</div>
				<textarea
					ref={area}
					aria-label={t.script.editor}
					aria-describedby={id}
					aria-invalid={errors.length > 0}
					wrap="off"
					rows={18}
					spellcheck={false}
					autocapitalize="off"
					autocomplete="off"
					value={text}
					onInput={event => onText(event.currentTarget.value)}
					onScroll={event => gutter.current && (gutter.current.scrollTop = event.currentTarget.scrollTop)}
				/>
			</div>
			<ul class="notes" id={id} role="list">
				{list(errors, "error")}
				{list(warnings, "warning")}
			</ul>
		</>
	);
}
