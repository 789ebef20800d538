import { n as paintFor } from "./colour-DSjdh-EV.js";
import { n as counted, r as describeRate, t as RateMeter } from "./rate-Cln6h9CB.js";
import { n as stepNews, t as runNews } from "./step-news-Dses-LdC.js";
import { n as inkOf } from "./words-Bvh54zLL.js";
import { DefaultRenderer, Listr, ListrLogger, ListrTaskState, ProcessOutput } from "listr2";
// ../../work/main/packages/cli/src/progress/visible-rows.ts
const quiet = /* @__PURE__ */ new Set([
	"pending",
	"done",
	"skipped",
	"reverted"
]);
/**
* The rows to show where only `height` fit: all that something is the matter with, then those around where the run stands,
* in their order.
*/
function visibleRows(rows, height) {
	if (rows.length <= height) return rows;
	const shown = new Set(rows.filter(({ word }) => !quiet.has(word)).slice(-height));
	const here = Math.max(0, rows.findLastIndex(({ word }) => word !== "pending"));
	for (let distance = 0; shown.size < height && distance < rows.length; distance++) for (const row of [rows[here - distance], rows[here + distance]]) if (row && shown.size < height) shown.add(row);
	return rows.filter((row) => shown.has(row));
}
// ../../work/main/packages/cli/src/progress/tree.ts
const states = {
	pending: ListrTaskState.WAITING,
	running: ListrTaskState.STARTED,
	done: ListrTaskState.COMPLETED,
	skipped: ListrTaskState.SKIPPED,
	failed: ListrTaskState.FAILED,
	retrying: ListrTaskState.RETRY,
	waiting: ListrTaskState.PAUSED,
	breached: ListrTaskState.FAILED,
	reverting: ListrTaskState.ROLLING_BACK,
	reverted: ListrTaskState.ROLLED_BACK,
	conflict: ListrTaskState.FAILED,
	left: ListrTaskState.FAILED,
	unknown: ListrTaskState.FAILED
};
/**
* A tree of the run and its steps, redrawn in place. The engine runs the steps, so listr2's own runner is not used: its tasks
* are the rows, and its renderer draws them, ten times a second and not at each event. It installs no signal handlers.
*/
async function openTree(plan, out) {
	const [root, tasks] = await makeTasks(plan);
	const rows = plan.steps.map((id, index) => ({
		id,
		task: tasks[index],
		meter: new RateMeter(),
		word: plan.known.get(id) ?? "pending",
		detail: void 0
	}));
	const byId = new Map(rows.map((row) => [row.id, row]));
	const paint = paintFor(out);
	const options = {
		logger: new ListrLogger({
			useIcons: true,
			processOutput: new ProcessOutput(out, out)
		}),
		collapseErrors: false,
		collapseSkips: false,
		collapseSubtasks: false,
		formatOutput: "truncate"
	};
	const renderer = new DefaultRenderer([root], options, root.listr.events);
	const draw = () => {
		root.subtasks = visibleRows(rows, (out.rows ?? 24) - 4).map(({ task }) => task);
	};
	const change = (row, to) => {
		if (!row) return;
		Object.assign(row, to);
		write(row, paint);
		if (to.word) draw();
	};
	function observe(notice) {
		if (notice.kind === "note") return change(byId.get(notice.step), { detail: notice.text });
		if (notice.kind === "progress") return change(byId.get(notice.step), { detail: progressOf(byId.get(notice.step), notice) });
		const news = stepNews(notice.record.event);
		if (news) change(byId.get(news.step), fromNews(news, byId.get(news.step)));
		const about = runNews(notice.record.event);
		if (about) root.title = `${paint("bold", plan.title)}  ${about}`;
	}
	for (const row of rows) write(row, paint);
	draw();
	root.state = ListrTaskState.STARTED;
	await renderer.render();
	const say = (text) => {
		root.title = `${paint("bold", plan.title)}  ${paint("yellow", text)}`;
	};
	return {
		observe,
		say,
		end: async () => renderer.end()
	};
}
/** listr2 shows only tasks that it was asked to check. */
async function makeTasks({ title, steps }) {
	const options = {
		renderer: "silent",
		registerSignalListeners: false,
		exitOnError: false
	};
	const [root] = new Listr([{
		title,
		task: () => {}
	}], options).tasks;
	root.subtasks = new Listr(steps.map((id) => ({
		title: id,
		task: () => {}
	})), options, root).tasks;
	await Promise.all([root, ...root.subtasks].map((task) => task.check(void 0)));
	return [root, root.subtasks];
}
function write({ id, task, word, detail }, paint) {
	task.title = `${id}  ${paint(inkOf(word), word)}${detail ? paint("dim", `  ${detail}`) : ""}`;
	task.state = states[word];
}
/** A step that ends keeps its count; one that fails says why. */
function fromNews({ word, detail }, row) {
	return {
		word,
		detail: detail ?? (word === "done" ? row?.detail : void 0)
	};
}
function progressOf(row, notice) {
	row?.meter.note(Date.now(), notice.done);
	const rate = row?.meter.rate(notice.total);
	return `${counted(notice)}${rate ? `, ${describeRate(rate)}` : ""}`;
}
export { openTree };
