// ../../work/main/packages/cli/src/colour.ts
/** Whether a stream gets colours: `FORCE_COLOR` and `NO_COLOR` decide, and otherwise whether it is a terminal. */
function isColoured(stream, env = process.env) {
	const forced = env["FORCE_COLOR"];
	if (forced !== void 0 && forced !== "") return forced !== "0" && forced !== "false";
	if (env["NO_COLOR"]) return false;
	return stream.isTTY === true && env["TERM"] !== "dumb";
}
const codes = {
	bold: [1, 22],
	dim: [2, 22],
	red: [31, 39],
	green: [32, 39],
	yellow: [33, 39],
	cyan: [36, 39]
};
/** The paint of a stream. */
function paintFor(stream, env = process.env) {
	if (!isColoured(stream, env)) return (_ink, text) => text;
	return (ink, text) => `\u001b[${codes[ink][0]}m${text}\u001b[${codes[ink][1]}m`;
}
export { paintFor as n, isColoured as t };
