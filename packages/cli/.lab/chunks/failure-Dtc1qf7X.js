import { n as PlanError } from "./model-BXsTrnic.js";
import { t as exitCodeOf } from "./exit-codes-Dors_gN_.js";
// ../../work/main/packages/cli/src/failure.ts
/** Documents that are wrong stopped a command: their diagnostics, and how they read in a terminal. */
var InvalidDocuments = class extends PlanError {
	diagnostics;
	rendered;
	constructor(message, diagnostics, rendered, hint) {
		super("invalid", message, hint === void 0 ? {} : { hint });
		this.diagnostics = diagnostics;
		this.rendered = rendered;
	}
};
/** A thrown thing as a `PlanError`: wrong flags and arguments are `invalid`, and what nobody foresaw is `internal`. */
function asPlanError(thrown) {
	if (thrown instanceof PlanError) return thrown;
	if (isPlanErrorLike(thrown)) return new PlanError(thrown.code, thrown.message, {
		cause: thrown.cause,
		...thrown.hint && { hint: thrown.hint }
	});
	if (isParseError(thrown)) return callError(thrown);
	const message = thrown instanceof Error ? thrown.message : String(thrown);
	return new PlanError("internal", `Cannot go on: ${message}`, {
		cause: thrown,
		hint: "This is a defect of Backout. Run it again with DEBUG=1 for the stack, and report it"
	});
}
/** The exit status that tells of a thrown thing. */
function statusOf(thrown) {
	return exitCodeOf(asPlanError(thrown).code);
}
/** A thrown thing as `--json` prints it. */
function failureJson(thrown) {
	const error = asPlanError(thrown);
	const diagnostics = error instanceof InvalidDocuments ? error.diagnostics.map(diagnosticJson) : void 0;
	return { error: {
		code: error.code,
		message: fullMessage(error),
		...error.hint && { hint: error.hint },
		...diagnostics && { diagnostics }
	} };
}
/** A thrown thing as a terminal shows it: what was tried, what is so, and on a line of its own what to do. Ends with a line feed. */
function failureText(thrown, paint, debug = false) {
	const error = asPlanError(thrown);
	const rendered = error instanceof InvalidDocuments && error.rendered ? `${error.rendered.trimEnd()}\n\n` : "";
	const hint = error.hint ? `${error.hint.replace(/^/gm, "  ")}\n` : "";
	const stack = debug ? `${String((error.cause instanceof Error ? error.cause : error).stack)}\n` : "";
	return `${rendered}${paint("red", "Error:")} ${fullMessage(error)}\n${hint}${stack}`;
}
/** A diagnostic as `--json` prints it. */
function diagnosticJson({ code, severity, message, at, suggestion, fix }) {
	return {
		code,
		severity,
		message,
		...at && {
			file: at.file,
			line: at.line,
			column: at.column
		},
		...suggestion && { suggestion },
		...fix && { fix: fix.title }
	};
}
/** Causes say more, unless the message has quoted them already. */
function fullMessage(error) {
	let message = error.message;
	for (let cause = error.cause; cause instanceof Error; cause = cause.cause) if (!message.includes(cause.message)) message += `: ${cause.message}`;
	return message;
}
/** A plugin's own copy of the plugin API throws errors that `instanceof` does not know. */
function isPlanErrorLike(thrown) {
	return thrown instanceof Error && thrown.name === "PlanError" && "code" in thrown && typeof thrown.code === "string";
}
function isParseError(thrown) {
	return thrown instanceof Error && "oclif" in thrown && "parse" in thrown;
}
function callError(thrown) {
	const [reason = "", ...rest] = thrown.message.replace(/\nSee more help with --help$/, "").split("\n");
	const said = [lowerFirst(reason), ...rest].join("\n").trimEnd();
	return new PlanError("invalid", `Cannot read the command line: ${said}`, { hint: "See the flags and arguments with --help" });
}
function lowerFirst(text) {
	return text.charAt(0).toLowerCase() + text.slice(1);
}
export { statusOf as a, failureText as i, diagnosticJson as n, failureJson as r, InvalidDocuments as t };
