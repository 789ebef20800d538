import { n as paintFor } from "./colour-DSjdh-EV.js";
import { n as counted, r as describeRate, t as RateMeter } from "./rate-Cln6h9CB.js";
import { n as stepNews, t as runNews } from "./step-news-Dses-LdC.js";
import { n as inkOf, t as glyphOf } from "./words-Bvh54zLL.js";
// ../../work/main/packages/cli/src/progress/lines.ts
/** ms between two lines about the units of one step */
const pause = 5e3;
/** Plain lines, each with the time of its event, for CI and pipes. */
function openLines(out, now = Date.now) {
	const paint = paintFor(out);
	const meters = /* @__PURE__ */ new Map();
	const say = (at, word, step, detail) => out.write(`${paint("dim", at)} ${paint(inkOf(word), `${glyphOf(word)} ${word.padEnd(9)}`)} ${step}${detail ? `: ${detail}` : ""}\n`);
	function observe(notice) {
		if (notice.kind === "event") return tell(notice);
		const at = new Date(now()).toISOString();
		if (notice.kind === "note") return void say(at, "running", notice.step, notice.text);
		const known = meters.get(notice.step) ?? {
			meter: new RateMeter(),
			said: now()
		};
		meters.set(notice.step, known);
		known.meter.note(now(), notice.done);
		if (now() - known.said < pause) return;
		known.said = now();
		const rate = known.meter.rate(notice.total);
		say(at, "running", notice.step, `${counted(notice)}${rate ? `, ${describeRate(rate)}` : ""}`);
	}
	function tell({ record }) {
		const news = stepNews(record.event);
		if (news && news.word !== "reverting") say(record.at, news.word, news.step, news.detail);
		const about = runNews(record.event);
		if (about) out.write(`${paint("dim", record.at)} ${paint("bold", "run")} ${about}\n`);
	}
	return {
		observe,
		say: (text) => void out.write(`${text}\n`),
		end: async () => {}
	};
}
export { openLines };
