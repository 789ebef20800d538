import { n as planSchema, t as projectSchema } from "./project-schema-Dh6eyWFs.js";
import { t as openRepository } from "./repository-rdKmY9QR.js";
// ../../work/main/packages/cli/src/actions/schema.ts
/** The JSON Schema of plans with the step types of the installed plugins, or that of `backout.yaml`. With `--json` it is the same. */
async function schema({ kind }, call) {
	const plugins = await (await openRepository(call)).plugins("manifest");
	const result = kind === "plan" ? planSchema(plugins) : projectSchema(plugins);
	return {
		result,
		text: JSON.stringify(result, null, 2),
		document: true,
		next: "plan validate"
	};
}
export { schema };
