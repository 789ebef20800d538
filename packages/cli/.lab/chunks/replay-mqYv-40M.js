// ../../work/main/packages/core/src/record/replay.ts
/** The state of a run from all its records. */
function replay(records) {
	const state = emptyState();
	for (const record of records) evolve(state, record.event, record.at);
	return state;
}
/** A run of which nothing is known yet. */
function emptyState() {
	return {
		run: "",
		plan: "",
		path: "",
		environment: "",
		planDigest: "",
		bindingDigest: "",
		commit: void 0,
		actor: "",
		createdAt: "",
		phase: "created",
		direction: "apply",
		epoch: 0,
		waiting: void 0,
		reason: void 0,
		failure: void 0,
		endedAt: void 0,
		succeededAt: void 0,
		steps: /* @__PURE__ */ new Map(),
		resources: /* @__PURE__ */ new Map(),
		signOffs: /* @__PURE__ */ new Map()
	};
}
/** Takes one more event into a state. `at` is the record's time, ISO 8601. The state is changed in place: a run has many events. */
function evolve(state, event, at) {
	switch (event.kind) {
		case "run-created": return runCreated(state, event, at);
		case "run-started":
			Object.assign(state, {
				epoch: event.epoch,
				direction: event.direction,
				...underWay(event.direction)
			});
			return;
		case "sign-off-accepted":
			listOf(state.signOffs, event.requirement).push({
				role: event.role,
				principal: event.principal
			});
			return;
		case "ledger-intended":
			state.resources.set(event.resource, state.resources.get(event.resource) ?? {
				identity: "",
				before: void 0,
				after: void 0
			});
			return;
		case "resource-opened":
			state.resources.set(event.resource, {
				before: void 0,
				after: void 0,
				...state.resources.get(event.resource),
				identity: event.identity
			});
			return;
		case "fingerprint-taken": return fingerprintTaken(state, event);
		case "waiting-began":
			Object.assign(state, {
				phase: "waiting",
				waiting: event.waiting
			});
			return;
		case "interrupted":
			Object.assign(state, {
				phase: "interrupted",
				reason: event.reason
			});
			return;
		case "paused":
			Object.assign(state, {
				phase: "paused",
				reason: event.reason
			});
			return;
		case "invariant-breached":
			Object.assign(state, { failure: event.failure });
			return;
		case "rollback-started":
			Object.assign(state, {
				...underWay("revert"),
				direction: "revert",
				reason: event.reason
			});
			return;
		case "run-finished": return runFinished(state, event, at);
		case "baselined":
			Object.assign(state, {
				phase: "baselined",
				reason: event.reason,
				endedAt: at
			});
			return;
		case "finalized":
			Object.assign(state, {
				phase: "finalized",
				endedAt: at
			});
			return;
		case "ledger-drop-intended":
		case "drift-found":
		case "unlocked":
		case "committed":
		case "finalize-started": return;
		default: return stepEvolved(state, event, at);
	}
}
function stepEvolved(state, event, at) {
	const step = stepOf(state, event.step, at);
	switch (event.kind) {
		case "step-skipped":
			Object.assign(step, {
				phase: "skipped",
				endedAt: at
			});
			return;
		case "step-started": return stepStarted(step, event);
		case "attempt-failed":
			Object.assign(step, {
				attempts: event.attempt,
				retryAt: event.retryAt,
				failure: event.failure
			});
			return;
		case "check-evaluated":
			step.check = {
				holds: event.holds,
				assert: event.assert,
				operands: event.operands ?? {}
			};
			return;
		case "step-finished":
			Object.assign(step, {
				phase: "finished",
				endedAt: at,
				output: event.output,
				outputBlob: event.outputBlob,
				withheld: event.withheld === true,
				failure: void 0
			});
			return;
		case "step-failed":
			state.failure = event.failure;
			Object.assign(step, {
				phase: "failed",
				endedAt: at,
				failure: event.failure
			});
			return;
		case "step-reverted":
			Object.assign(step, {
				phase: "reverted",
				endedAt: at
			});
			return;
		case "resolved":
			if (step.phase === "finished" && (event.as === "absent" || event.as === "reverted")) step.phase = "started";
			return moved(step.units.get(event.unit), event.as, event.reason);
		case "unit-intended":
			step.units.set(event.unit, intended(event, step.units.get(event.unit)));
			return;
		default: return unitEvolved(step.units.get(event.unit), event);
	}
}
function unitEvolved(unit, event) {
	if (!unit) return;
	switch (event.kind) {
		case "undo-captured":
			unit.undo = event.chunks;
			return;
		case "unit-applied":
			Object.assign(unit, {
				phase: "applied",
				result: event.result,
				after: event.after
			});
			return;
		case "unit-absent": return moved(unit, "absent", event.failure?.message);
		case "unit-failed": return moved(unit, "failed", event.failure.message);
		case "unit-unknown": return moved(unit, "unknown", event.failure.message);
		case "revert-intended":
			unit.reverts += 1;
			return moved(unit, "reverting");
		case "unit-reverted": return moved(unit, "reverted");
		case "unit-conflicted": return moved(unit, "conflicted", event.conflict);
		case "unit-left": return moved(unit, "left", event.reason);
		case "unit-discarded": return moved(unit, "discarded");
		default: return event;
	}
}
function moved(unit, phase, reason) {
	if (unit) Object.assign(unit, {
		phase,
		reason
	});
}
function underWay(direction) {
	return {
		phase: direction === "apply" ? "running" : "rolling-back",
		waiting: void 0,
		endedAt: void 0
	};
}
function runFinished(state, event, at) {
	Object.assign(state, {
		phase: event.ending,
		endedAt: at,
		failure: event.failure ?? state.failure
	});
	if (event.ending === "succeeded") Object.assign(state, {
		succeededAt: at,
		failure: void 0
	});
}
function runCreated(state, event, at) {
	const { run, plan, path, environment, planDigest, bindingDigest, actor, commit } = event;
	Object.assign(state, {
		run,
		plan,
		path,
		environment,
		planDigest,
		bindingDigest,
		actor,
		commit,
		createdAt: at
	});
}
function fingerprintTaken(state, event) {
	const known = state.resources.get(event.resource) ?? {
		identity: "",
		before: void 0,
		after: void 0
	};
	state.resources.set(event.resource, event.when === "before" ? {
		...known,
		before: event.value
	} : {
		...known,
		after: event.value
	});
}
function stepStarted(step, event) {
	Object.assign(step, {
		phase: "started",
		effect: event.effect,
		guarantee: event.guarantee,
		undo: event.undo,
		input: event.input,
		rollback: event.rollback ?? step.rollback,
		retryAt: void 0,
		endedAt: void 0
	});
}
function stepOf(state, id, at) {
	const known = state.steps.get(id);
	if (known) return known;
	const step = {
		id,
		phase: "started",
		startedAt: at,
		endedAt: void 0,
		effect: "none",
		guarantee: void 0,
		undo: void 0,
		input: void 0,
		rollback: void 0,
		attempts: 0,
		retryAt: void 0,
		units: /* @__PURE__ */ new Map(),
		output: void 0,
		outputBlob: void 0,
		withheld: false,
		failure: void 0,
		check: void 0
	};
	state.steps.set(id, step);
	return step;
}
/** A unit that is tried again keeps what was captured first. */
function intended(event, before) {
	return {
		number: event.unit,
		key: event.key,
		title: event.title,
		content: event.content,
		contentBlob: event.contentBlob,
		transaction: event.transaction,
		partition: event.partition,
		checkpoint: event.checkpoint,
		prepared: event.prepared,
		phase: "intended",
		undo: before?.undo ?? [],
		reverts: before?.reverts ?? 0,
		result: null,
		after: null,
		reason: void 0
	};
}
function listOf(map, key) {
	const list = map.get(key) ?? [];
	map.set(key, list);
	return list;
}
export { replay as n, evolve as t };
