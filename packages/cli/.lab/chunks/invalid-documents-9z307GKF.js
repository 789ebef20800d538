import { t as isColoured } from "./colour-DSjdh-EV.js";
import { t as InvalidDocuments } from "./failure-Dtc1qf7X.js";
// ../../work/main/packages/cli/src/invalid-documents.ts
/** The error for files that are wrong, with all their diagnostics as a terminal shows them. `documents` are the texts that they point into. */
async function invalidDocuments(tried, diagnostics, documents, call) {
	const { renderDiagnostic } = await import("./report-CKv9XfIX.js").then((n) => n.t);
	const texts = new Map(documents.map(({ path, text }) => [path, text]));
	const color = !call.json && isColoured(process.stderr, call.env);
	const rendered = diagnostics.map((each) => renderDiagnostic(each, texts.get(each.at?.file ?? "") ?? "", { color })).join("\n\n");
	const errors = diagnostics.filter(({ severity }) => severity === "error").length;
	return new InvalidDocuments(`${tried}: there ${errors === 1 ? "is 1 error" : `are ${errors} errors`} in it`, diagnostics, rendered);
}
export { invalidDocuments as t };
