import { n as rows, r as text, t as code } from "./markdown-BIKSFB06.js";
import { t as openRepository } from "./repository-rdKmY9QR.js";
import { t as chooseRun } from "./runs-DEMgq0-4.js";
// ../../work/main/packages/core/src/report/checks.ts
/** All that was checked, in plan order: every `assert`, and the entries of the other lists that have to succeed without one. */
function checksOf(steps) {
	return steps.flatMap(({ id, list, uses, check, state, endedAt }) => {
		if (check) return [{
			id,
			list,
			holds: check.holds,
			asked: check.assert,
			operands: check.operands,
			at: check.at
		}];
		if (list === "steps" || state !== "done" && state !== "failed") return [];
		return [{
			id,
			list,
			holds: state === "done",
			asked: uses,
			operands: {},
			at: endedAt ?? ""
		}];
	});
}
// ../../work/main/packages/core/src/report/report-words.ts
/** The glyph beside each state; the word is always there too. */
const glyphs = {
	open: "›",
	waiting: "…",
	succeeded: "✔",
	finalized: "✔",
	baselined: "✔",
	failed: "✖",
	"rolled-back": "↩",
	paused: "!",
	pending: "·",
	running: "›",
	skipped: "–",
	done: "✔",
	reverted: "↩",
	applied: "✔",
	intended: "?",
	absent: "–",
	unknown: "?",
	conflict: "!",
	left: "!",
	discarded: "–"
};
/** What there is to know of a run as a whole, as name and value. */
function factsOf(report) {
	const { run, actor, commit, createdAt, endedAt, path, planDigest, bindingDigest, engine, failure, reason, waiting, rollback, committed, inputs } = report;
	const took = durationBetween(createdAt, endedAt);
	const optional = [
		["Commit", commit],
		["Failure", failure && [failure.message, ...Object.entries(failure.operands ?? {}).map(([name, value]) => `${name} = ${value}`)].join("; ")],
		["Reason", reason === failure?.message ? void 0 : reason],
		["Waits", waiting && (waiting.for === "time" ? `until ${waiting.resumeAfter}` : `for sign-off "${waiting.requirement}" by a ${waiting.role}`)],
		["Rolled back", rollback && `${rollback.reason} (${rollback.actor}, ${rollback.at})`],
		["Committed", committed && `${committed.commit} on ${committed.branch}`],
		["Inputs", Object.keys(inputs).length > 0 ? JSON.stringify(inputs) : void 0]
	];
	return [
		["Run", run],
		["Plan", path],
		["By", actor],
		["When", endedAt === void 0 ? createdAt : `${createdAt} to ${endedAt}${took ? ` (${took})` : ""}`],
		...optional.flatMap(([name, value]) => value === void 0 ? [] : [[name, value]]),
		["Plan digest", planDigest],
		["Binding digest", bindingDigest],
		["Engine", engine]
	];
}
/** What comparing a resource before the run and after the rollback gave. */
function fateOf({ before, afterRollback }) {
	if (afterRollback === void 0) return `before: ${before.slice(0, 16)}`;
	return afterRollback === before ? `✔ as before (${before.slice(0, 16)})` : `✖ differs: ${before.slice(0, 16)}, then ${afterRollback.slice(0, 16)}`;
}
/** The time between two ISO 8601 times: `0.4 s`, `12 s`, `3 min 5 s`; empty where one is not there. */
function durationBetween(from, to) {
	if (from === void 0 || to === void 0) return "";
	const ms = Date.parse(to) - Date.parse(from);
	if (ms < 1e4) return `${(ms / 1e3).toFixed(1)} s`;
	const seconds = Math.round(ms / 1e3);
	if (seconds < 60) return `${seconds} s`;
	if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
	return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds % 3600 / 60)} min`;
}
// ../../work/main/packages/core/src/report/report-markdown.ts
/** The report of a run in Markdown, for a ticket or a pull request. */
function reportMarkdown(report) {
	const steps = report.steps.filter(({ list }) => list === "steps");
	const sections = [
		["What changed", [stepTable(steps), ...steps.filter(({ changes }) => changes.length > 0).map(changeList)].filter(Boolean).join("\n\n")],
		["What was checked", checkTable(report.steps)],
		["Who signed", rows([
			"Sign-off",
			"Role",
			"By",
			"Accepted"
		], report.signOffs.map(({ requirement, role, principal, at }) => [
			code(requirement),
			text(role),
			text(principal),
			at
		]))],
		["Who worked on it", rows([
			"Since",
			"Way",
			"By",
			"On"
		], report.sessions.map(({ at, direction, actor, host, pid }) => [
			at,
			direction,
			text(actor),
			`${text(host)}, pid ${pid}`
		]))],
		["What people decided", rows([
			"When",
			"What",
			"Step",
			"By",
			"Why"
		], report.decisions.map(({ at, what, step, as, actor, reason }) => [
			at,
			as ? `${what} as ${as}` : what,
			step ? code(step) : "",
			text(actor),
			text(reason)
		]))],
		["Compared", rows(["Resource", ""], report.fingerprints.map((each) => [code(each.resource), fateOf(each)]))],
		["Drift", report.drift.map(({ path, message }) => `- ${code(path)}: ${text(message)}`).join("\n")]
	];
	return `${[
		`# ${text(report.title ?? report.plan)}\n\n${glyphs[report.state] ?? "?"} **${report.state}** in ${code(report.environment)}: ${code(report.plan)}`,
		rows(["", ""], factsOf(report).map(([name, value]) => [name, text(value)])),
		...sections.filter(([, body]) => body).map(([title, body]) => `## ${title}\n\n${body}`)
	].join("\n\n")}\n`;
}
function stepTable(steps) {
	return rows([
		"Step",
		"Uses",
		"State",
		"Units",
		"Took",
		"Undo",
		"Notes"
	], steps.map(({ id, uses, state, changes, startedAt, endedAt, undo, condition, failure }) => [
		code(id),
		code(uses),
		`${glyphs[state]} ${state}`,
		changes.length > 0 ? String(changes.length) : "",
		durationBetween(startedAt, endedAt),
		undo ?? "",
		text([condition !== void 0 && `if ${condition}`, failure?.message].filter(Boolean).join("; "))
	]));
}
function changeList({ id, changes }) {
	const shown = changes.slice(0, 20).map(({ title, state, reason }) => `- ${text(title)}${state === "applied" ? "" : ` (${state}${reason === void 0 ? "" : `: ${text(reason)}`})`}`);
	const more = changes.length > 20 ? [`- … and ${changes.length - 20} more`] : [];
	return [
		`${code(id)}:`,
		"",
		...shown,
		...more
	].join("\n");
}
function checkTable(steps) {
	return rows([
		"Check",
		"Asked",
		"Result",
		"Values",
		"When"
	], checksOf(steps).map(({ id, asked, holds, operands, at }) => {
		const values = Object.entries(operands).map(([name, value]) => `${code(name)} = ${code(value)}`);
		return [
			code(id),
			code(asked),
			holds ? "✔ holds" : "✖ fails",
			values.join(", "),
			at
		];
	}));
}
// ../../work/main/packages/core/src/report/columns.ts
/** Lines of cells that stand under each other, two spaces apart; the last cell of a line is not padded. */
function columns(rows) {
	const widths = [];
	for (const row of rows) for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
	return rows.map((row) => row.map((cell, column) => column === row.length - 1 ? cell : cell.padEnd(widths[column])).join("  "));
}
// ../../work/main/packages/core/src/report/report-text.ts
/** The report of a run for a terminal. */
function reportText(report) {
	const sections = [
		["What changed", report.steps.filter(({ list, changes, state }) => list === "steps" && (changes.length > 0 || state !== "pending")).flatMap(stepLines)],
		["What was checked", checkLines(report.steps)],
		["Who signed", columns(report.signOffs.map(({ requirement, role, principal, at }) => [
			`  ${requirement}`,
			`${principal} as ${role}`,
			at
		]))],
		["Who worked on it", columns(report.sessions.map(({ at, direction, actor, host, pid }) => [
			`  ${at}`,
			direction,
			`${actor} on ${host}, pid ${pid}`
		]))],
		["What people decided", columns(report.decisions.map(({ at, what, step, as, actor, reason }) => [
			`  ${at}`,
			[
				what,
				step,
				as && `as ${as}`
			].filter(Boolean).join(" "),
			`${reason} (${actor})`
		]))],
		["Compared", columns(report.fingerprints.map((each) => [`  ${each.resource}`, fateOf(each)]))],
		["Drift", report.drift.map(({ path, message }) => `  ${path}: ${message}`)]
	];
	const head = `${glyphs[report.state] ?? "?"} ${report.state}  ${report.plan} in ${report.environment}`;
	const facts = columns(factsOf(report).map(([name, value]) => [`  ${name}`, value]));
	const body = sections.filter(([, lines]) => lines.length > 0).map(([title, lines]) => [title, ...lines].join("\n"));
	return [[
		head,
		...report.title ? [`  ${report.title}`] : [],
		...facts
	].join("\n"), ...body].join("\n\n");
}
function stepLines(step) {
	const { id, uses, state, startedAt, endedAt, attempts, condition, failure, changes, guarantee, undo } = step;
	const notes = [
		durationBetween(startedAt, endedAt),
		attempts > 1 && `${attempts} attempts`,
		condition !== void 0 && `if ${condition}`,
		changes.length > 0 && guarantee,
		changes.length > 0 && undo && `undo ${undo}`,
		failure && state === "failed" && failure.message
	].filter(Boolean);
	const shown = changes.slice(0, 20).map(changeLine);
	const more = changes.length > 20 ? [`      … and ${changes.length - 20} more`] : [];
	return [
		`  ${glyphs[state]} ${state}  ${id}  ${uses}${notes.length > 0 ? `  (${notes.join(", ")})` : ""}`,
		...shown,
		...more
	];
}
function changeLine({ title, state, reason }) {
	return `      ${title}${state === "applied" ? "" : `  ${glyphs[state]} ${state}`}${reason === void 0 ? "" : `: ${reason}`}`;
}
/** What was asserted; a criterion without `assert` holds where its step succeeds. */
function checkLines(steps) {
	return columns(checksOf(steps).map(({ id, list, holds, asked, operands }) => {
		const values = Object.entries(operands).map(([name, value]) => `${name} = ${value}`);
		const said = `${asked}${values.length > 0 ? `  (${values.join(", ")})` : ""}`;
		return [
			`  ${holds ? "✔ holds" : "✖ fails"}`,
			id,
			said,
			list
		];
	}));
}
// ../../work/main/packages/core/src/report/fold-steps.ts
/** All entries of the four lists, in plan order, with what the journal tells of each. */
function foldSteps(bound, records) {
	const drafts = /* @__PURE__ */ new Map();
	const add = (steps, list) => {
		for (const { id, uses } of steps) drafts.set(id, {
			id,
			uses,
			list,
			state: "pending",
			attempts: 0,
			units: /* @__PURE__ */ new Map()
		});
	};
	add(bound.preconditions, "preconditions");
	add(bound.steps, "steps");
	add(bound.invariants, "invariants");
	add(bound.successCriteria, "successCriteria");
	for (const record of records) takeIn(drafts, record);
	return [...drafts.values()].map(({ units, ...step }) => ({
		...step,
		changes: [...units].toSorted(([a], [b]) => a - b).map(([, unit]) => unit)
	}));
}
function takeIn(drafts, record) {
	const { event } = record;
	const draft = "step" in event && event.step !== void 0 ? drafts.get(event.step) : void 0;
	if (!draft) return;
	if ("unit" in event) takeUnit(draft, record);
	else takeStep(draft, record);
}
function takeStep(draft, { at, event }) {
	switch (event.kind) {
		case "step-skipped":
			Object.assign(draft, {
				state: "skipped",
				endedAt: at,
				condition: event.condition
			});
			return;
		case "step-started":
			draft.startedAt ??= at;
			Object.assign(draft, {
				state: "running",
				attempts: event.attempt ?? draft.attempts + 1,
				...event.guarantee !== void 0 && { guarantee: event.guarantee },
				...event.undo !== void 0 && { undo: event.undo }
			});
			return;
		case "check-evaluated":
			draft.check = {
				holds: event.holds,
				assert: event.assert,
				operands: event.operands ?? {},
				at
			};
			return;
		case "step-finished":
			delete draft.failure;
			Object.assign(draft, {
				state: "done",
				endedAt: at
			});
			return;
		case "attempt-failed":
		case "invariant-breached":
			draft.failure = event.failure;
			return;
		case "step-failed":
			Object.assign(draft, {
				state: "failed",
				endedAt: at,
				failure: event.failure
			});
			return;
		case "step-reverted":
			Object.assign(draft, {
				state: "reverted",
				endedAt: at
			});
			return;
	}
}
function takeUnit({ units }, { at, event }) {
	switch (event.kind) {
		case "unit-intended":
			units.set(event.unit, {
				title: event.title,
				state: "intended",
				at
			});
			return;
		case "unit-applied": return settle(units, event.unit, "applied", at);
		case "unit-absent": return settle(units, event.unit, "absent", at, event.failure?.message);
		case "unit-unknown": return settle(units, event.unit, "unknown", at, event.failure.message);
		case "unit-reverted": return settle(units, event.unit, "reverted", at);
		case "unit-conflicted": return settle(units, event.unit, "conflict", at, event.conflict);
		case "unit-left": return settle(units, event.unit, "left", at, event.reason);
		case "unit-discarded": return settle(units, event.unit, "discarded", at);
		case "resolved": return settle(units, event.unit, event.as, at, event.reason);
	}
}
function settle(units, unit, state, at, reason) {
	const known = units.get(unit) ?? {
		title: `unit ${unit}`,
		state,
		at
	};
	delete known.reason;
	units.set(unit, Object.assign(known, {
		state,
		at,
		...reason !== void 0 && { reason }
	}));
}
// ../../work/main/packages/core/src/report/people.ts
/** The sign-offs that counted, in order. */
function signOffsIn(records) {
	return records.flatMap(({ at, event }) => {
		if (event.kind !== "sign-off-accepted") return [];
		const { requirement, role, principal } = event;
		return [{
			at,
			requirement,
			role,
			principal
		}];
	});
}
/** The processes that worked on the run, in order. */
function sessionsIn(records) {
	return records.flatMap(({ at, event }) => {
		if (event.kind !== "run-started") return [];
		const { direction, actor, host, pid } = event;
		return [{
			at,
			direction,
			actor,
			host,
			pid
		}];
	});
}
/** What people decided, in order; one decision on several units of a step is one. */
function decisionsIn(records) {
	const decisions = [];
	for (const { at, event } of records) {
		if (event.kind === "unlocked" || event.kind === "baselined") decisions.push({
			at,
			what: event.kind,
			actor: event.actor,
			reason: event.reason
		});
		if (event.kind !== "resolved") continue;
		const { actor, reason, step, as } = event;
		const last = decisions.at(-1);
		if (!(last?.at === at && last.step === step && last.as === as)) decisions.push({
			at,
			what: "resolved",
			actor,
			reason,
			step,
			as
		});
	}
	return decisions;
}
// ../../work/main/packages/core/src/report/run-report.ts
/** The report of a run, from its frozen plan and its journal. */
function runReport(bound, records) {
	const { title } = bound;
	return {
		...origin(bound, records),
		...title !== void 0 && { title },
		...ending(records),
		inputs: bound.inputs,
		steps: foldSteps(bound, records),
		signOffs: signOffsIn(records),
		sessions: sessionsIn(records),
		decisions: decisionsIn(records),
		drift: records.flatMap(({ event }) => event.kind === "drift-found" ? [{
			path: event.path,
			message: event.message
		}] : []),
		fingerprints: fingerprintsIn(records)
	};
}
function origin({ name, path, environment, planDigest, bindingDigest, versions }, records) {
	const [first] = records;
	const created = first?.event.kind === "run-created" ? first.event : void 0;
	return {
		run: created?.run ?? "",
		plan: name,
		path,
		environment,
		actor: created?.actor ?? "",
		...created?.commit !== void 0 && { commit: created.commit },
		engine: versions.engine,
		createdAt: first?.at ?? "",
		planDigest,
		bindingDigest
	};
}
/** Where the run stands after all its events: each one that says how it stands replaces what was before. */
function ending(records) {
	const end = { state: "open" };
	for (const { at, event } of records) switch (event.kind) {
		case "run-started":
			end.state = "open";
			delete end.waiting;
			delete end.reason;
			break;
		case "waiting-began":
			Object.assign(end, {
				state: "waiting",
				waiting: event.waiting
			});
			break;
		case "interrupted":
			Object.assign(end, {
				state: "open",
				reason: event.reason
			});
			break;
		case "paused":
			Object.assign(end, {
				state: "paused",
				reason: event.reason,
				endedAt: at
			});
			break;
		case "step-failed":
		case "invariant-breached":
			end.failure = event.failure;
			break;
		case "rollback-started":
			end.rollback = {
				at,
				reason: event.reason,
				actor: event.actor
			};
			break;
		case "run-finished":
			Object.assign(end, {
				state: event.ending,
				endedAt: at,
				...event.failure && { failure: event.failure }
			});
			if (event.ending === "succeeded") delete end.failure;
			break;
		case "finalized":
		case "baselined":
			Object.assign(end, {
				state: event.kind,
				endedAt: at
			});
			break;
		case "committed": end.committed = {
			commit: event.commit,
			branch: event.branch
		};
	}
	return end;
}
function fingerprintsIn(records) {
	const found = /* @__PURE__ */ new Map();
	for (const { event } of records) {
		if (event.kind !== "fingerprint-taken") continue;
		const { resource, when, value } = event;
		const known = found.get(resource) ?? {
			resource,
			before: ""
		};
		found.set(resource, when === "before" ? {
			...known,
			before: value
		} : {
			...known,
			afterRollback: value
		});
	}
	return [...found.values()];
}
// ../../work/main/packages/cli/src/actions/report.ts
/** What a run changed, when, by whom, from which commit, and what was checked and what it gave. */
async function report({ run: named, format }, call) {
	const { store } = await openRepository(call);
	const { run } = await chooseRun(store, named, {
		verb: "report",
		candidates: [() => true],
		none: "there is no run"
	});
	const [{ bound }, { records }] = await Promise.all([store.frozen(run), store.read(run)]);
	const told = runReport(bound, records);
	const result = told;
	const next = `plan audit ${run}`;
	switch (format) {
		case "text": return {
			result,
			text: reportText(told),
			next
		};
		case "markdown": return {
			result,
			text: reportMarkdown(told),
			next,
			document: true
		};
		case "json": return {
			result,
			text: JSON.stringify(result, null, 2),
			next,
			document: true
		};
		default: return format;
	}
}
export { report };
