// ../../work/main/packages/cli/src/output/state-words.ts
const looks = {
	pending: ["·", "dim"],
	created: ["·", "dim"],
	open: ["›", "yellow"],
	running: ["›", "cyan"],
	"rolling-back": ["‹", "cyan"],
	waiting: ["…", "yellow"],
	interrupted: ["‖", "yellow"],
	paused: ["!", "red"],
	applied: ["✔", "green"],
	succeeded: ["✔", "green"],
	finalized: ["✔", "green"],
	baselined: ["✔", "green"],
	changed: ["≠", "red"],
	failed: ["✖", "red"],
	"rolled-back": ["↩", "yellow"],
	invalid: ["✖", "red"],
	orphan: ["?", "dim"]
};
/** A state with its glyph and colour, padded to `width` letters. */
function stateText(word, paint, width = 0) {
	const [glyph, ink] = looks[word];
	return paint(ink, `${glyph} ${word.padEnd(width)}`);
}
export { stateText as t };
