// ../../work/main/packages/cli/src/progress/words.ts
const looks = {
	pending: ["·", "dim"],
	running: ["›", "cyan"],
	done: ["✔", "green"],
	skipped: ["–", "dim"],
	failed: ["✖", "red"],
	retrying: ["↻", "yellow"],
	waiting: ["…", "yellow"],
	breached: ["✖", "red"],
	reverting: ["‹", "cyan"],
	reverted: ["↩", "yellow"],
	conflict: ["!", "red"],
	left: ["!", "yellow"],
	unknown: ["?", "red"]
};
const byPhase = {
	started: "running",
	skipped: "skipped",
	finished: "done",
	failed: "failed",
	reverted: "reverted"
};
/** The word for where the journal says that a step stands. */
function wordOfPhase(phase) {
	return byPhase[phase];
}
/** The glyph that stands beside a word. */
function glyphOf(word) {
	return looks[word][0];
}
/** The colour of a word. */
function inkOf(word) {
	return looks[word][1];
}
export { inkOf as n, wordOfPhase as r, glyphOf as t };
