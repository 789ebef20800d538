import { n as findRoot } from "./find-root-DSR69dOA.js";
import { n as PlanError } from "./model-BXsTrnic.js";
import { t as openRepository } from "./repository-rdKmY9QR.js";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
// ../../work/main/packages/cli/src/first-plan.ts
/** The `backout.yaml` that `plan init` writes. */
const firstProject = `# yaml-language-server: $schema=https://json.schemastore.org/backout-project.json
apiVersion: backout/v1
kind: Project
environments:
  local: {}
  # production:
  #   protected: true
  #   connections:
  #     crm: { driver: postgres, url: "\${{ secrets.CRM_URL }}" }
`;
/** The plan that `plan init` writes: it validates and runs as it is. */
function firstPlan(name) {
	return `# yaml-language-server: $schema=https://json.schemastore.org/backout-plan.json
apiVersion: backout/v1
kind: MigrationPlan
metadata:
  name: ${name}
  title: Say what this plan changes, and why
  risk: low
scope: # what the plan may read and write; anything else is refused
  files: ["plans/${name}/notes.txt"]
inputs:
  greeting: { type: string, default: Hello }
steps:
  - id: write_notes
    uses: file/write
    with:
      path: plans/${name}/notes.txt
      content: "\${{ inputs.greeting }} from ${name}\\n"
successCriteria: # must hold at the end, or the run is rolled back
  - id: notes_written
    uses: file/check
    with: { paths: ["plans/${name}/notes.txt"], matches: "from ${name}" }
`;
}
// ../../work/main/packages/cli/src/actions/init.ts
/** Writes `backout.yaml` where there is none, and a first plan. Nothing that is there is overwritten. Errors: `invalid`, `refused`. */
async function init({ name }, call) {
	if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new PlanError("invalid", `Cannot write plan "${name}": a name has small letters, digits and hyphens, and begins with a letter`);
	const root = call.root === void 0 ? findRoot(call.cwd) : (await openRepository(call)).root;
	const path = `plans/${name}/plan.yaml`;
	if (existsSync(join(root, path))) throw new PlanError("refused", `Cannot write plan "${name}": "${path}" is there already`);
	const files = new Map([...existsSync(join(root, "backout.yaml")) ? [] : [["backout.yaml", firstProject]], [path, firstPlan(name)]]);
	for (const [file, text] of files) write(join(root, file), text);
	const created = [...files.keys()];
	return {
		result: {
			name,
			path,
			created
		},
		text: created.map((file) => `Wrote ${file}`).join("\n"),
		next: `plan preview ${name}`
	};
}
function write(path, text) {
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, text, { flag: "wx" });
}
export { init };
