import { useEffect, useId, useRef } from "preact/hooks";
import { useTexts } from "../languages/language";
import { Button } from "./button";

interface ConfirmProps {
	question: string;
	text: string;
	/** The word on the button that does it. */
	action: string;
	danger?: boolean;
	onYes: () => void;
	onNo: () => void;
}

/** Asks before something that cannot be taken back. */
export function Confirm({ question, text, action, danger = false, onYes, onNo }: ConfirmProps) {
	const t = useTexts();
	const id = useId();
	const dialog = useRef<HTMLDialogElement>(null);
	useEffect(() => dialog.current?.showModal(), []);
	return (
		<dialog ref={dialog} aria-labelledby={`${id}q`} aria-describedby={`${id}t`} onClose={onNo}>
			<h2 id={`${id}q`}>{question}</h2>
			<p id={`${id}t`}>{text}</p>
			<div class="actions">
				<Button kind={danger ? "danger" : "first"} onClick={onYes}>{action}</Button>
				<Button onClick={onNo}>{t.common.cancel}</Button>
			</div>
		</dialog>
	);
}
