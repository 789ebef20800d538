import { a as locatePlugin, i as integrityOf, n as loadPlugin } from "./plugins-BMC6AXwR.js";
import { a as manifestOf } from "./plugin-BvUX14Zf.js";
import { t as openRepository } from "./repository-rdKmY9QR.js";
import { t as table } from "./table-V08ZRb33.js";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
// ../../work/main/packages/cli/src/actions/plugins.ts
/** Lists the installed plugins; with `write` loads the repository's own and writes their manifests first. */
async function plugins({ write }, call) {
	const repository = await openRepository(call);
	const listed = write ? repository.project?.plugins ?? [] : [];
	const written = [];
	for (const name of listed) written.push(await writeManifest(locatePlugin(repository.root, name), repository.root));
	const installed = await repository.installed("manifest");
	return {
		result: {
			plugins: installed.map(pluginJson),
			written
		},
		text: [...written.map(({ path, changed }) => `${changed ? "Wrote" : "Unchanged:"} ${path}`), ...installed.map((each) => pluginText(each, call))].join("\n\n"),
		next: "plan schema"
	};
}
async function writeManifest(location, root) {
	const plugin = await loadPlugin(location);
	const text = `${JSON.stringify(manifestOf(plugin, integrityOf(location)), null, 2)}\n`;
	const changed = !existsSync(location.manifest) || readFileSync(location.manifest, "utf8") !== text;
	if (changed) writeFileSync(location.manifest, text);
	return {
		path: relative(root, location.manifest).replaceAll("\\", "/"),
		changed
	};
}
function pluginJson({ plugin, source, integrity }) {
	const { name, version, steps, drivers } = plugin;
	return {
		name,
		version,
		source,
		...integrity && { integrity },
		steps: steps.map(({ uses, summary }) => ({
			uses,
			summary
		})),
		drivers: drivers.map(({ kind, family }) => ({
			kind,
			family
		}))
	};
}
function pluginText({ plugin, source }, { paint }) {
	const rows = [...plugin.steps.map(({ uses, summary }) => [`  ${uses}`, summary]), ...plugin.drivers.map(({ kind, family }) => [`  driver ${kind}`, `for ${family}`])];
	return [`${paint("bold", plugin.name)} ${plugin.version}  ${paint("dim", source)}`, table(rows)].filter(Boolean).join("\n");
}
export { plugins };
