import { t as __exportAll } from "./rolldown-runtime-D3KUYPsf.js";
import { n as PlanError, o as isList, r as messageOf } from "./model-BXsTrnic.js";
import { a as manifestOf, i as MANIFEST_FILE, n as pluginFromManifest, o as parseManifest, t as configTarget } from "./plugin-BvUX14Zf.js";
import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { dirname, extname, join, relative, resolve, sep } from "node:path";
import { createHash } from "node:crypto";
// ../../work/main/packages/cli/src/compose/plugin-location.ts
/**
* Finds a plugin without running any of it: a path relative to the root (a file, or a folder with a package.json), which must not lead
* out of the root, or a package that is installed in a `node_modules` of the root or above it. Errors: `missing`, `refused`.
*/
function locatePlugin(root, listed) {
	return listed.startsWith(".") || listed.startsWith("/") ? locatePath(root, listed) : locatePackage(root, listed);
}
function locatePath(root, listed) {
	const path = resolve(root, listed);
	if (!existsSync(path)) throw missing(listed, `there is no "${relative(root, path)}"`);
	const real = realpathSync(path);
	if (!isInside(realpathSync(root), real)) throw new PlanError("refused", `Cannot use plugin "${listed}": it is outside the repository`, { hint: "Move it into the repository, or install it as a package" });
	if (statSync(real).isDirectory()) return inFolder(listed, real);
	return {
		listed,
		folder: dirname(real),
		file: real,
		manifest: `${real.slice(0, real.length - extname(real).length)}.${MANIFEST_FILE}`
	};
}
function locatePackage(root, listed) {
	if (!/^(@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*$/i.test(listed)) throw missing(listed, "that is no name of a package, and no relative path");
	for (let folder = realpathSync(root);; folder = dirname(folder)) {
		const candidate = join(folder, "node_modules", listed);
		if (existsSync(join(candidate, "package.json"))) return inFolder(listed, realpathSync(candidate));
		if (dirname(folder) === folder) throw missing(listed, "it is not installed");
	}
}
function inFolder(listed, folder) {
	return {
		listed,
		folder,
		file: void 0,
		manifest: join(folder, MANIFEST_FILE)
	};
}
function isInside(folder, path) {
	return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
function missing(listed, reason) {
	return new PlanError("missing", `Cannot find plugin "${listed}": ${reason}`, { hint: "See \"plugins\" in backout.yaml; a path starts with \"./\"" });
}
// ../../work/main/packages/cli/src/compose/plugin-manifest.ts
/** Reads a manifest, or gives undefined where there is none. Errors: `invalid`. */
function readManifest(location) {
	if (!existsSync(location.manifest)) return void 0;
	try {
		return parseManifest(readFileSync(location.manifest, "utf8"));
	} catch (cause) {
		throw new PlanError("invalid", `Cannot use plugin "${location.listed}": ${messageOf(cause)}`, {
			cause,
			hint: "Write it anew with: plan plugins --write"
		});
	}
}
/**
* `sha256-<hex>` over what a plugin consists of: its one file, or all files of its package (but not of the packages it depends on,
* and not its manifest), by path, with their lengths.
*/
function integrityOf(location) {
	const hash = createHash("sha256");
	for (const path of location.file ? [location.file] : filesOf(location.folder)) {
		if (path === location.manifest) continue;
		const bytes = readFileSync(path);
		hash.update(`${relative(location.folder, path).replaceAll("\\", "/")}\0${bytes.length}\0`).update(bytes);
	}
	return `sha256-${hash.digest("hex")}`;
}
function filesOf(folder) {
	return readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.name !== "node_modules" && entry.name !== ".git").toSorted((a, b) => a.name < b.name ? -1 : 1).flatMap((entry) => entry.isDirectory() ? filesOf(join(folder, entry.name)) : entry.isFile() ? [join(folder, entry.name)] : []);
}
// ../../work/main/packages/cli/src/compose/plugin-entry.ts
/**
* The module that an `import` of the plugin loads: its one file, or what package.json says (`exports`, as far as it is about the package
* itself, else `main`, else index.js). Errors: `invalid`.
*/
function entryOf(location) {
	if (location.file) return location.file;
	const { exports, main } = packageJson(location);
	const target = exports === void 0 ? main ?? "./index.js" : conditional(rootExport(exports));
	const entry = typeof target === "string" ? resolve(location.folder, target) : void 0;
	if (entry?.startsWith(location.folder + sep)) return entry;
	throw new PlanError("invalid", `Cannot load plugin "${location.listed}": its package.json names no module of its own`);
}
function packageJson(location) {
	try {
		return JSON.parse(readFileSync(join(location.folder, "package.json"), "utf8"));
	} catch (cause) {
		throw new PlanError("invalid", `Cannot load plugin "${location.listed}": its package.json cannot be read`, { cause });
	}
}
function rootExport(exports) {
	return typeof exports === "object" && exports !== null && "." in exports ? exports["."] : exports;
}
/** The first condition that is true of an import in Node, in the package's own order. */
function conditional(exports) {
	if (typeof exports === "string") return exports;
	if (exports === null) return void 0;
	const branches = isList(exports) ? exports : Object.entries(exports).flatMap(([key, value]) => [
		"import",
		"node",
		"module-sync",
		"default"
	].includes(key) ? [value] : []);
	for (const branch of branches) {
		const target = conditional(branch);
		if (target !== void 0) return target;
	}
}
// ../../work/main/packages/cli/src/compose/plugins.ts
var plugins_exports = /* @__PURE__ */ __exportAll({ installedPlugins: () => installedPlugins });
/** The built-in plugins, then those that `backout.yaml` lists, in its order. Errors: `missing`, `refused`, `invalid`. */
async function installedPlugins(root, listed, trust) {
	const { builtins } = await import("./src-BzVADrp5.js");
	const own = builtins.map((plugin) => ({
		plugin,
		source: "built-in",
		integrity: ""
	}));
	const others = [];
	for (const name of listed) others.push(await installed(locatePlugin(root, name), trust));
	return distinct([...own, ...others]);
}
/** Loads a plugin's code. Errors: `failed` where it throws, `invalid` where it exports no plugin. */
async function loadPlugin(location) {
	const plugin = (await importPlugin(location)).default;
	if (isPlugin(plugin)) return {
		...plugin,
		drivers: plugin.drivers.map((driver) => ({
			...driver,
			target: configTarget
		}))
	};
	throw new PlanError("invalid", `Cannot use plugin "${location.listed}": its default export is no plugin`, { hint: "Export a value with name, version, steps and drivers, as docs/plugins.md shows" });
}
async function installed(location, trust) {
	const [manifest, integrity] = [readManifest(location), integrityOf(location)];
	if (!manifest) throw new PlanError("missing", `Cannot use plugin "${location.listed}": it has no manifest`, { hint: "Read its code; then write one with: plan plugins --write" });
	if (manifest.integrity !== integrity) throw new PlanError("invalid", `Cannot use plugin "${location.listed}": its code is not the code that its manifest was written for`, { hint: "Read its code; then write the manifest anew with: plan plugins --write" });
	if (trust === "manifest") return {
		plugin: pluginFromManifest(manifest),
		source: location.listed,
		integrity
	};
	const plugin = await loadPlugin(location);
	expectSame(location, manifest, manifestOf(plugin, integrity));
	return {
		plugin,
		source: location.listed,
		integrity
	};
}
async function importPlugin(location) {
	try {
		return await import(pathToFileURL(entryOf(location)).href);
	} catch (cause) {
		throw new PlanError("failed", `Cannot load plugin "${location.listed}": ${messageOf(cause)}`, { cause });
	}
}
/** What was validated and reviewed is what runs. */
function expectSame(location, written, loaded) {
	if (JSON.stringify(written) === JSON.stringify(JSON.parse(JSON.stringify(loaded)))) return;
	throw new PlanError("invalid", `Cannot use plugin "${location.listed}": its manifest says something else than its code`, { hint: "Write the manifest anew with: plan plugins --write" });
}
function distinct(plugins) {
	const names = /* @__PURE__ */ new Map();
	for (const { plugin, source } of plugins) for (const name of [...plugin.steps.map(({ uses }) => `step type "${uses}"`), ...plugin.drivers.map(({ kind }) => `driver "${kind}"`)]) {
		const other = names.get(name);
		if (other) throw new PlanError("invalid", `Cannot use plugin "${source}": its ${name} is there already, from "${other}"`);
		names.set(name, source);
	}
	return plugins;
}
function isPlugin(value) {
	const plugin = value;
	return typeof plugin?.name === "string" && typeof plugin.version === "string" && Array.isArray(plugin.steps) && Array.isArray(plugin.drivers);
}
export { locatePlugin as a, integrityOf as i, loadPlugin as n, plugins_exports as r, installedPlugins as t };
