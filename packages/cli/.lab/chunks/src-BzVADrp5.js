import { n as PlanError, r as messageOf } from "./model-BXsTrnic.js";
import { n as durationPattern, t as durationOf } from "./duration-CNgFqVtg.js";
import "./plugin-BvUX14Zf.js";
import { a as hashOf, c as stateOfEntry, i as fileState, n as absent, o as readState, r as directoryState, s as stateOf$1 } from "./write-effect-DoXcTIi5.js";
import { a as urlUnder, c as encodeBody, f as methods, g as shownHeaders, i as scopePath, l as accessOf, m as checkedHeaders, n as parseBase, o as isExpected, s as ruleText, t as hideCredentials, u as isIdempotent } from "./service-url-DyZsdUHa.js";
import { n as tablesOverlap$1, t as coversTable$1 } from "./scope-entry-Byk1Uf9d.js";
import { n as shownTarget, r as targetOf } from "./target-D7nDHWrk.js";
import { chmodSync, closeSync, constants, existsSync, fchmodSync, fchownSync, fstatSync, fsync, linkSync, lstatSync, mkdirSync, openSync, readFileSync, readSync, readdirSync, readlinkSync, realpathSync, renameSync, rmSync, rmdirSync, symlinkSync, unlinkSync, writeSync } from "node:fs";
import { dirname, isAbsolute, join, posix as posix$1, relative, sep } from "node:path";
import { createHash, hash, randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { promisify } from "node:util";
import { Script, createContext } from "node:vm";
import { copyFile, mkdir, mkdtemp, realpath, rm, stat } from "node:fs/promises";
import { setTimeout as setTimeout$1 } from "node:timers/promises";
import { spawn } from "node:child_process";
import { isUtf8 } from "node:buffer";
// ../../work/main/packages/plugins/src/core/index.ts
/** Step types that touch nothing. */
const core = {
	name: "core",
	version: "1.0.0",
	steps: [{
		uses: "core/wait",
		summary: "Waits for some time",
		input: {
			type: "object",
			additionalProperties: false,
			required: ["for"],
			description: "Time passes, from when the step was first started: what went by while the run was interrupted counts.",
			examples: [{ for: "30m" }],
			properties: { for: {
				type: "string",
				pattern: durationPattern,
				description: "How long: a number and `ms`, `s`, `m`, `h` or `d`. A long wait ends the process with exit code 3, and `plan resume --due` goes on.",
				examples: ["30m", "2d"]
			} }
		},
		output: {
			type: "object",
			additionalProperties: false,
			required: ["until"],
			description: "What was waited for.",
			examples: [{ until: "2026-01-02T03:34:05.000Z" }],
			properties: { until: {
				type: "string",
				description: "When the time was up (ISO 8601, UTC).",
				examples: ["2026-01-02T03:34:05.000Z"]
			} }
		},
		formats: [1],
		describe: () => ({
			effect: "none",
			guarantee: "idempotent",
			touches: [],
			undo: { kind: "derived" }
		}),
		async *changes(given) {
			yield {
				unit: { for: given.for },
				title: `wait for ${given.for}`,
				touches: []
			};
		},
		async apply(unit, context) {
			const until = new Date(context.startedAt.getTime() + durationOf(unit.for));
			if (context.now() < until) context.wait(until);
			return { result: { until: until.toISOString() } };
		},
		async finish(results) {
			let last = null;
			for await (const result of results) last = result;
			return last;
		}
	}],
	drivers: []
};
// ../../work/main/packages/plugins/src/exec/process/environment.ts
/**
* What a command inherits: where to find programs and a home, and how to speak to people. Nothing else, since an environment is where
* machines keep secrets; what a command needs beyond this stands in the plan, under `env`.
*/
const inherited = [
	...[
		"PATH",
		"HOME",
		"USER",
		"LOGNAME",
		"SHELL",
		"LANG",
		"LANGUAGE",
		"TZ",
		"TERM",
		"TMPDIR",
		"TEMP",
		"TMP",
		"CI"
	],
	...[
		"XDG_CONFIG_HOME",
		"XDG_CACHE_HOME",
		"XDG_DATA_HOME"
	],
	...[
		"SYSTEMROOT",
		"SYSTEMDRIVE",
		"WINDIR",
		"COMSPEC",
		"PATHEXT",
		"USERPROFILE",
		"APPDATA",
		"LOCALAPPDATA",
		"PROGRAMFILES",
		"PROGRAMDATA"
	]
];
/** The environment of a command: the inherited part of `from`, locale settings, and what the plan gives. */
function commandEnvironment(from, given = {}) {
	const kept = Object.entries(from).filter(([name, value]) => value !== void 0 && isInherited(name));
	return {
		...Object.fromEntries(kept),
		...given
	};
}
function isInherited(name) {
	const known = process.platform === "win32" ? name.toUpperCase() : name;
	return inherited.includes(known) || known.startsWith("LC_");
}
// ../../work/main/packages/plugins/src/exec/process/bounded-output.ts
/** Bytes of each stream that are kept. */
const outputLimit = 1048576;
/** Reads a stream to its end, keeps its beginning, and gives each line to `line` (until the limit is reached). */
function collectOutput(stream, line) {
	const kept = [];
	let [size, total] = [0, 0];
	let last = Buffer.alloc(0);
	const lines = lineSplitter(line);
	stream.on("data", (chunk) => {
		const room = chunk.subarray(0, outputLimit - size);
		total += chunk.length;
		size += room.length;
		last = Buffer.concat([last, chunk]).subarray(-2048);
		if (room.length === 0) return;
		kept.push(room);
		lines(room);
	});
	stream.on("error", () => void 0);
	return {
		text: () => withoutLineEnd(decode$1(Buffer.concat(kept))),
		tail: () => decode$1(last).trimEnd().split(/\r?\n/).slice(-10).join("\n"),
		cut: () => total > size
	};
}
function lineSplitter(line) {
	const decoder = new TextDecoder();
	let rest = "";
	return (chunk) => {
		const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n/);
		rest = lines.pop() ?? "";
		for (const text of lines) line(text);
	};
}
/** A character that the limit cuts through is left out. */
function decode$1(bytes) {
	return new TextDecoder().decode(bytes, { stream: true });
}
function withoutLineEnd(text) {
	return text.replace(/\r?\n$/, "");
}
// ../../work/main/packages/plugins/src/exec/process/process-group.ts
/** ms between asking a group of processes to end (SIGTERM) and ending it (SIGKILL). Shorter than the grace of the engine. */
const killDelay = 5e3;
/** Ends what is left of a process group: SIGTERM, and SIGKILL where that is not heeded in time. Resolves once nothing of it runs. */
async function endGroup(group, delay = killDelay) {
	if (!isRunning(group)) return;
	send(group, "SIGTERM");
	if (await hasEnded(group, delay)) return;
	send(group, "SIGKILL");
	await hasEnded(group, 1e3);
}
async function hasEnded(group, within) {
	for (let [waited, step] = [0, 5]; waited < within; waited += step, step = Math.min(step * 2, 100)) {
		if (!isRunning(group)) return true;
		await setTimeout$1(step);
	}
	return !isRunning(group);
}
/** Whether a process of the group runs. One that has ended and that nobody has asked about (a zombie) does not. */
function isRunning(group) {
	if (!send(group, 0)) return false;
	return process.platform !== "linux" || hasLiveMember(group);
}
function send(group, signal) {
	try {
		return process.kill(-group, signal);
	} catch (error) {
		return error.code === "EPERM";
	}
}
function hasLiveMember(group) {
	return readdirSync("/proc").some((name) => /^\d+$/.test(name) && isLiveMember(name, group));
}
/** `/proc/<pid>/stat`: `pid (name) state ppid pgrp …` (proc(5)). */
function isLiveMember(pid, group) {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
		const [state, , pgrp] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
		return Number(pgrp) === group && state !== "Z" && state !== "X";
	} catch {
		return false;
	}
}
// ../../work/main/packages/plugins/src/exec/process/watchdog.ts
/**
* Ends a process group if this process dies without ending it: a shell waits on a pipe that only closes then. Disposing calls it off.
* Nothing where there is no POSIX shell.
*/
function watchGroup(group) {
	if (process.platform === "win32") return { [Symbol.dispose]: () => void 0 };
	const script = "read -r word; [ \"$word\" = done ] && exit; kill -TERM \"-$1\" 2>/dev/null; sleep 5; kill -KILL \"-$1\" 2>/dev/null";
	const env = { PATH: process.env["PATH"] ?? "/usr/bin:/bin" };
	const shell = spawn("/bin/sh", [
		"-c",
		script,
		"backout-watchdog",
		String(group)
	], {
		detached: true,
		stdio: [
			"pipe",
			"ignore",
			"ignore"
		],
		env
	});
	shell.on("error", () => void 0);
	shell.stdin.on("error", () => void 0);
	shell.unref();
	return { [Symbol.dispose]: () => void shell.stdin.end("done\n") };
}
// ../../work/main/packages/plugins/src/exec/process/run-command.ts
/**
* Runs a command in a process group of its own, and ends all of that group when the command ends, when its time is up, and on an abort:
* SIGTERM, then SIGKILL. Resolves also then. Errors: `missing` (no such program, or not allowed to run it): nothing was run.
*/
async function runCommand(request, signal) {
	const { execa } = await import("execa");
	const [program, ...args] = request.command;
	const { cwd, env } = request;
	const posix = process.platform !== "win32";
	const child = execa(program, args, {
		cwd,
		env,
		extendEnv: false,
		detached: posix,
		killDescendants: !posix,
		cleanup: !posix,
		stdin: "ignore",
		buffer: false,
		reject: false
	});
	const line = request.line ?? (() => void 0);
	const [stdout, stderr] = [collectOutput(child.stdout, line), collectOutput(child.stderr, line)];
	const ended = child.pid === void 0 ? "itself" : await follow$1(child.nodeChildProcess, child.pid, request, signal);
	const result = await child;
	if (result.exitCode === void 0 && result.signal === void 0) throw notStarted(program, result);
	return {
		exitCode: result.exitCode ?? null,
		signal: result.signal ?? null,
		ended,
		stdout,
		stderr
	};
}
async function follow$1(child, pid, request, signal) {
	using _watchdog = watchGroup(pid);
	const exited = new Promise((resolve) => child.once("exit", () => resolve("itself")));
	using limit = limitOf(request.timeout, signal);
	const ended = await Promise.race([exited, limit.reached]);
	if (process.platform === "win32") child.kill();
	else await endGroup(pid, request.killDelay);
	await exited;
	await closeOutput(child);
	return ended;
}
function limitOf(timeout, signal) {
	const { promise: reached, resolve } = Promise.withResolvers();
	const abort = () => resolve("aborted");
	const timer = timeout === void 0 ? void 0 : setTimeout(() => resolve("timeout"), timeout);
	signal.addEventListener("abort", abort, { once: true });
	if (signal.aborted) abort();
	return {
		reached,
		[Symbol.dispose]() {
			clearTimeout(timer);
			signal.removeEventListener("abort", abort);
		}
	};
}
/** A process that left the group may keep the pipes open for ever. */
async function closeOutput({ stdout, stderr }) {
	const streams = [stdout, stderr].filter((stream) => stream !== null && !stream.closed);
	const closed = Promise.all(streams.map((stream) => new Promise((resolve) => stream?.once("close", resolve))));
	await Promise.race([closed, setTimeout$1(1e3, void 0, { ref: false })]);
	for (const stream of streams) stream?.destroy();
}
function notStarted(program, cause) {
	const code = cause.code;
	return new PlanError("missing", `Cannot run "${program}": ${code === "ENOENT" ? "there is no such program (or working directory)" : code === "EACCES" ? "it may not be run" : "it does not start"}`, { cause: code === void 0 ? cause : void 0 });
}
// ../../work/main/packages/plugins/src/exec/driver.ts
/** Programs of this machine: resource `commands`, of which there is one. Parts are programs as `command[0]` names them. */
const processes = {
	kind: "process",
	family: "commands",
	config: {
		type: "object",
		additionalProperties: false,
		description: "Commands need no configuration.",
		examples: [{}]
	},
	implicit: (name) => name === "" ? {} : void 0,
	target: () => "this machine",
	covers: (entry, part) => entry === part,
	overlaps: (a, b) => a.access === "write" || b.access === "write",
	open: async (_config, { root, guard }) => ({
		root,
		demand: (program, access) => guard.demand(program, access),
		async run({ access, ...request }, signal) {
			guard.demand(request.command[0] ?? "", access);
			const env = commandEnvironment(process.env, request.env);
			return runCommand({
				...request,
				env,
				cwd: join(root, request.cwd)
			}, signal);
		},
		async [Symbol.asyncDispose]() {}
	})
};
// ../../work/main/packages/plugins/src/file/glob/braces.ts
/** The patterns without braces that a pattern stands for: `{a,b}`, `{1..3}`, `{a..e}`, nested. Undefined where they are more than 256. */
function expandBraces(glob) {
	const all = expand(glob);
	return all.length > limit ? void 0 : all;
}
const limit = 256;
function expand(glob) {
	const braces = firstBraces(glob);
	if (!braces) return [glob];
	const { before, options, after } = braces;
	const all = [];
	for (const option of options) for (const piece of expand(`${option}${after}`)) {
		all.push(before + piece);
		if (all.length > limit) return all;
	}
	return all;
}
/** The first braces that mean something. Others are characters like any other, as in a shell. */
function firstBraces(glob) {
	for (let i = 0; i < glob.length; i++) if (glob[i] === "\\") i++;
	else if (glob[i] === "{") {
		const found = bracesAt(glob, i);
		if (found) return found;
	}
}
function bracesAt(glob, open) {
	const options = [];
	let depth = 0;
	let start = open + 1;
	for (let i = open; i < glob.length; i++) {
		const char = glob[i];
		if (char === "\\") i++;
		else if (char === "{") depth++;
		else if (char === "," && depth === 1) {
			options.push(glob.slice(start, i));
			start = i + 1;
		} else if (char === "}" && --depth === 0) {
			const last = glob.slice(start, i);
			const all = options.length > 0 ? [...options, last] : rangeOf(last);
			return all && {
				before: glob.slice(0, open),
				options: all,
				after: glob.slice(i + 1)
			};
		}
	}
}
function rangeOf(text) {
	const numbers = /^(-?\d{1,9})\.\.(-?\d{1,9})$/.exec(text);
	if (numbers) return steps(Number(numbers[1]), Number(numbers[2])).map((number) => padded(number, numbers[1], numbers[2]));
	const letters = /^([a-z])\.\.([a-z])$/i.exec(text);
	return letters ? steps(letters[1].charCodeAt(0), letters[2].charCodeAt(0)).map((code) => String.fromCharCode(code)) : void 0;
}
function steps(from, to) {
	const length = Math.min(Math.abs(to - from), limit) + 1;
	return Array.from({ length }, (_, i) => from + (to < from ? -i : i));
}
/** `{01..10}` counts with as many digits. */
function padded(number, ...ends) {
	const width = ends.some((end) => /^-?0\d/.test(end)) ? Math.max(...ends.map((end) => end.replace("-", "").length)) : 0;
	const digits = String(Math.abs(number)).padStart(width, "0");
	return number < 0 ? `-${digits}` : digits;
}
// ../../work/main/packages/plugins/src/file/path.ts
/**
* A path as it is written in a plan, in the one form that everything else uses: relative to the root, with `/`, without `.` and empty parts.
* Errors: `out-of-scope` for what can never be in scope: an absolute path, `..`, a NUL, `.git` and `.backout`.
*/
function normalPath(path) {
	const refuse = (why) => {
		throw new PlanError("out-of-scope", `Cannot use path ${JSON.stringify(path)}: ${why}`);
	};
	if (path.includes("\0")) refuse("it contains a NUL character");
	if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) refuse("it is absolute, and paths are relative to the root of the repository");
	const names = path.split("/").filter((name) => name !== "" && name !== ".");
	if (names.includes("..")) refuse("it contains \"..\"");
	if (names.length === 0) refuse("it names the root itself");
	const reserved = names.find(isReserved);
	if (reserved) refuse(`"${reserved}" can't be in scope`);
	return names.join("/");
}
/**
* Whether a name belongs to git or to Backout. Case, trailing dots and spaces, stream suffixes, invisible characters and NTFS short names do not hide it:
* some file systems drop them (the cases are those of git's `is_hfs_dotgit` and `is_ntfs_dotgit`).
*/
function isReserved(name) {
	const first = name.charCodeAt(0);
	if (first !== dot && first !== letterG && first !== letterBigG && first < 128) return false;
	const plain = name.normalize("NFC").replace(/\p{Cf}/gu, "").replace(/:.*$/s, "").replace(/[. ]+$/, "").toLowerCase();
	return plain === ".git" || plain === ".backout" || plain === "git~1" || temporary.test(name);
}
/** The directory of a path; `''` for the root. */
function parentOf(path) {
	const slash = path.lastIndexOf("/");
	return slash < 0 ? "" : path.slice(0, slash);
}
/** The last name of a path. */
function nameOf$1(path) {
	return path.slice(path.lastIndexOf("/") + 1);
}
/** All directories above a path, the outermost first, without the root. */
function ancestorsOf(path) {
	const parent = parentOf(path);
	return parent === "" ? [] : [...ancestorsOf(parent), parent];
}
/** In the order of UTF-16 units: the same on every machine. */
function comparePaths(a, b) {
	return a < b ? -1 : a > b ? 1 : 0;
}
const dot = 46;
const letterG = 103;
const letterBigG = 71;
/** What half-written files are called; see `temporaryName`. */
const temporary = /^\.backout-[0-9a-f]{16}\.tmp$/;
// ../../work/main/packages/plugins/src/file/tree/anchors.ts
/** Opens nothing but the root. */
function anchorsOf(root) {
	return existsSync("/proc/self/fd") ? descriptorAnchors(root) : lookingAnchors(root);
}
/**
* Anchors that let go as soon as the code in hand awaits something: what others do to the tree in the meantime is seen,
* and a loop over sorted paths opens each directory once.
*/
function momentaryAnchors(root) {
	let held;
	const release = () => {
		held?.[Symbol.dispose]();
		held = void 0;
	};
	return {
		at(directory) {
			if (!held) queueMicrotask(release);
			held ??= anchorsOf(root);
			return held.at(directory);
		},
		[Symbol.dispose]: release
	};
}
function descriptorAnchors(root) {
	const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
	const open = [{
		name: "",
		fd: openSync(root, flags)
	}];
	const prefix = () => `/proc/self/fd/${open.at(-1).fd}/`;
	const leave = (depth) => {
		while (open.length > depth) closeSync(open.pop().fd);
	};
	return {
		at(directory) {
			const names = directory === "" ? [] : directory.split("/");
			let shared = 0;
			while (shared < names.length && open[shared + 1]?.name === names[shared]) shared++;
			leave(shared + 1);
			for (const [index, name] of names.entries()) if (index >= shared) open.push({
				name,
				fd: openInside(prefix(), name, directory, flags)
			});
			return prefix();
		},
		[Symbol.dispose]: () => leave(0)
	};
}
function openInside(prefix, name, directory, flags) {
	try {
		return openSync(prefix + name, flags);
	} catch (cause) {
		if (isLink(prefix + name)) throw swapped(directory, name, cause);
		throw cause;
	}
}
function lookingAnchors(root) {
	return {
		at(directory) {
			let path = root;
			for (const name of directory === "" ? [] : directory.split("/")) {
				path = join(path, name);
				const found = lstatSync(path);
				if (found.isSymbolicLink()) throw swapped(directory, name);
				if (!found.isDirectory()) throw Object.assign(/* @__PURE__ */ new Error(`not a directory: ${path}`), { code: "ENOTDIR" });
			}
			return path + sep;
		},
		[Symbol.dispose]: () => void 0
	};
}
function isLink(path) {
	try {
		return readlinkSync(path) !== void 0;
	} catch {
		return false;
	}
}
function swapped(directory, name, cause) {
	return new PlanError("out-of-scope", `Cannot enter "${directory}": "${name}" has become a symbolic link`, { cause });
}
// ../../work/main/packages/plugins/src/file/tree/temporary.ts
/** The name, beside a path, of the half-written file that is to become it. The same after a crash, so that it can be found. */
function temporaryName(path, state) {
	return `.backout-${createHash("sha256").update(`${path}\0${state}`).digest("hex").slice(0, 16)}.tmp`;
}
/** Looks for, and removes, the half-written files of these states beside `where`; says whether there were any. */
function removeTemporary(where, path, states, access) {
	const found = states.map((state) => join(dirname(where), temporaryName(path, state))).filter(exists);
	if (access === "remove") for (const file of found) remove(file);
	return found.length > 0;
}
function remove(path) {
	if (lstatSync(path).isDirectory()) rmdirSync(path);
	else unlinkSync(path);
}
function exists(path) {
	return lstatSync(path, { throwIfNoEntry: false }) !== void 0;
}
// ../../work/main/packages/plugins/src/file/tree/disk-prepare.ts
/**
* Writes files and links under temporary names, then syncs all files at once, so that the file system can share the work. Appends to `prepared` as it goes.
* Errors: `conflict` where a content is not what was planned; those of the system.
*/
async function prepareEntries(root, effects, prepared) {
	const open = [];
	try {
		writeAll(root, effects, prepared, open);
		const synced = await Promise.allSettled(open.map((fd) => sync$1(fd)));
		for (const result of synced) if (result.status === "rejected") throw result.reason;
	} finally {
		for (const fd of open) closeSync(fd);
	}
}
const sync$1 = promisify(fsync);
function writeAll(root, effects, prepared, open) {
	using anchors = anchorsOf(root);
	for (const effect of effects) {
		if (effect.become !== "file" && effect.become !== "link") continue;
		const temporary = [parentOf(effect.path), temporaryName(effect.path, effect.state)].filter(Boolean).join("/");
		const where = anchors.at(parentOf(effect.path));
		rmSync(where + nameOf$1(temporary), { force: true });
		prepared.push({
			effect,
			temporary
		});
		if (effect.become === "link") symlinkSync(effect.target, where + nameOf$1(temporary));
		else open.push(writeFile(where + nameOf$1(temporary), effect, lstatSync(where + nameOf$1(effect.path), { throwIfNoEntry: false })));
	}
}
function writeFile(where, effect, replaces) {
	const fd = openSync(where, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 384);
	try {
		const hash = createHash("sha256");
		for (const chunk of effect.content()) {
			hash.update(chunk);
			for (let at = 0; at < chunk.length;) at += writeSync(fd, chunk, at);
		}
		if (fileState(effect.mode, hash.digest("hex")) !== effect.state) throw notAsPlanned(effect.path);
		if (replaces) keepOwner(fd, replaces);
		fchmodSync(fd, effect.mode);
		return fd;
	} catch (error) {
		closeSync(fd);
		throw error;
	}
}
function keepOwner(fd, { uid, gid }) {
	const own = fstatSync(fd);
	if (own.uid === uid && own.gid === gid) return;
	try {
		fchownSync(fd, uid, gid);
	} catch {}
}
function notAsPlanned(path) {
	return new PlanError("conflict", `Cannot write "${path}": what it is made from is no longer as planned`);
}
// ../../work/main/packages/plugins/src/file/tree/disk-place.ts
/** Gives a prepared file its name: over what is there, or, where nothing was, only if nothing is there still. Errors: `conflict`. */
function placeEntry(anchors, { effect, temporary }) {
	const directory = anchors.at(parentOf(effect.path));
	const [from, to] = [directory + nameOf$1(temporary), directory + nameOf$1(effect.path)];
	if (effect.expect !== "absent" || !placeNew(from, to, effect.path)) renameSync(from, to);
}
/** A rename would replace what has turned up in the meantime; a hard link refuses. False where the file system has none. */
function placeNew(from, to, path) {
	if (lstatSync(from).isSymbolicLink()) return refuseExisting(to, path);
	try {
		linkSync(from, to);
	} catch (error) {
		if (error.code === "EEXIST") throw turnedUp(path, error);
		return refuseExisting(to, path);
	}
	unlinkSync(from);
	return true;
}
function refuseExisting(to, path) {
	if (lstatSync(to, { throwIfNoEntry: false })) throw turnedUp(path);
	return false;
}
function turnedUp(path, cause) {
	return new PlanError("conflict", `Cannot create "${path}": somebody else has created it in the meantime`, { cause });
}
// ../../work/main/packages/plugins/src/file/tree/gone.ts
/** Whether a system error says that nothing is there. */
function isGone(error) {
	const code = error.code;
	return code === "ENOENT" || code === "ENOTDIR";
}
// ../../work/main/packages/plugins/src/file/tree/disk-sync.ts
/** Makes new names, and the absence of old ones, durable. Directories that are gone themselves are passed over. */
async function syncDirectories(root, directories) {
	if (process.platform === "win32") return;
	const open = [];
	try {
		openAll(root, [...new Set(directories)].sort(), open);
		const synced = await Promise.allSettled(open.map((fd) => sync(fd)));
		for (const result of synced) if (result.status === "rejected") throw result.reason;
	} finally {
		for (const fd of open) closeSync(fd);
	}
}
const sync = promisify(fsync);
function openAll(root, directories, open) {
	using anchors = anchorsOf(root);
	for (const directory of directories) try {
		open.push(openSync(`${anchors.at(directory)}.`, constants.O_RDONLY | constants.O_DIRECTORY));
	} catch (error) {
		if (!isGone(error)) throw error;
	}
}
// ../../work/main/packages/plugins/src/file/tree/unchanged.ts
/** What tells whether a file was touched since its content was looked at, without reading it again (git's index does the same). */
function stampOf(stats) {
	return [
		stats.dev,
		stats.ino,
		stats.mode,
		stats.size,
		stats.mtimeMs,
		stats.ctimeMs
	].join(":");
}
/** The second half of compare-and-swap, right before the swap. Errors: `conflict`. */
function assertUnchanged(root, effects) {
	using anchors = anchorsOf(root);
	for (const { path, stamp, become } of effects) {
		if (become === "directory") continue;
		const now = lookAt$1(() => lstatSync(anchors.at(parentOf(path)) + nameOf$1(path), { throwIfNoEntry: false }));
		if (now?.isDirectory() ? stamp === void 0 : stamp !== (now && stampOf(now))) throw changed$1(path);
	}
}
function lookAt$1(look) {
	try {
		return look();
	} catch (error) {
		if (isGone(error)) return void 0;
		throw error;
	}
}
function changed$1(path) {
	return new PlanError("conflict", `Cannot write "${path}": somebody else has changed it in the meantime`);
}
// ../../work/main/packages/plugins/src/file/tree/disk-commit.ts
/** Brings effects about on disk, as {@link Tree.commit} promises: temporary files, one round of syncs, then renames, removals, and the directories' syncs. */
async function commitToDisk(root, effects, proceed) {
	const sorted = effects.toSorted((a, b) => comparePaths(a.path, b.path));
	const made = [];
	const prepared = [];
	const changed = [];
	try {
		makeDirectories(root, sorted, made);
		await prepareEntries(root, sorted, prepared);
		assertUnchanged(root, sorted);
		proceed();
		bringAbout(root, sorted, prepared, changed);
	} catch (cause) {
		discard(root, prepared, changed.length === 0 ? made : []);
		throw failure(effects, changed.length, cause);
	}
	await syncDirectories(root, [...made, ...changed].map(parentOf));
}
/** From the first entry of `changed` on, an error leaves some effects brought about. */
function bringAbout(root, effects, prepared, changed) {
	using anchors = anchorsOf(root);
	for (const entry of prepared) {
		placeEntry(anchors, entry);
		changed.push(entry.effect.path);
	}
	for (const { path, expect } of effects.filter(({ become }) => become === "absent").toReversed()) {
		removeEntry(anchors, path, expect);
		changed.push(path);
	}
}
function failure(effects, changed, cause) {
	if (changed > 0) return new PlanError("failed", `Cannot finish writing ${named(effects)}: some are written and some are not`, { cause });
	return cause instanceof PlanError ? cause : new PlanError("failed", `Cannot write ${named(effects)}`, { cause });
}
function makeDirectories(root, effects, made) {
	using anchors = anchorsOf(root);
	const make = (path, body) => {
		const where = anchors.at(parentOf(path)) + nameOf$1(path);
		if (lstatSync(where, { throwIfNoEntry: false })) return;
		body(where);
		made.push(path);
	};
	for (const effect of effects) {
		if (effect.become !== "absent") for (const directory of ancestorsOf(effect.path)) make(directory, (where) => mkdirSync(where));
		if (effect.become === "directory") make(effect.path, (where) => makeExactly(anchors, effect, where));
	}
}
/** The mode of `mkdir` is cut by the umask, so that the directory gets its name only once it has its mode. */
function makeExactly(anchors, { path, state, mode }, where) {
	const temporary = anchors.at(parentOf(path)) + temporaryName(path, state);
	if (lstatSync(temporary, { throwIfNoEntry: false })) rmdirSync(temporary);
	mkdirSync(temporary);
	chmodSync(temporary, mode);
	renameSync(temporary, where);
}
function removeEntry(anchors, path, was) {
	const where = anchors.at(parentOf(path)) + nameOf$1(path);
	if (!was.startsWith("directory:")) unlinkSync(where);
	else if (lstatSync(where, { throwIfNoEntry: false })) rmdirSync(where);
}
/** Nothing was brought about yet: takes back temporary files and new directories. */
function discard(root, prepared, made) {
	using anchors = anchorsOf(root);
	const quietly = (path, remove) => {
		try {
			remove(anchors.at(parentOf(path)) + nameOf$1(path));
		} catch {}
	};
	for (const { temporary } of prepared) quietly(temporary, unlinkSync);
	for (const directory of made.toReversed()) quietly(directory, rmdirSync);
}
function named(effects) {
	const [first] = effects;
	return effects.length === 1 && first ? `"${first.path}"` : `${effects.length} files`;
}
// ../../work/main/packages/plugins/src/file/tree/locate.ts
/** A path without symbolic links among its directories: each part is looked at, and links are followed by hand. Errors: `out-of-scope` where one leads out. */
function locatePath(root, entryOf, path) {
	let rest = path.split("/");
	let done = [];
	for (let links = 0; rest.length > 1;) {
		const [name, ...others] = rest;
		const here = [...done, name];
		const entry = entryOf(here.join("/"));
		if (entry?.kind === "link") {
			if (++links > 40) throw new PlanError("out-of-scope", `Cannot use path "${path}": too many symbolic links`);
			[done, rest] = [[], [...namesOf(root, done.join("/"), entry.target, path, here.join("/")), ...others]];
		} else [done, rest] = [here, others];
	}
	return [...done, ...rest].join("/");
}
function namesOf(root, directory, target, path, link) {
	const led = posix$1.isAbsolute(target) ? relative(root, target).split(sep).join("/") : posix$1.join(directory, target);
	const names = led.split("/").filter((name) => name !== "" && name !== ".");
	if (names[0] !== ".." && !posix$1.isAbsolute(led) && !names.some(isReserved)) return names;
	throw new PlanError("out-of-scope", `Cannot use path "${path}": the symbolic link "${link}" leads out of the root`);
}
// ../../work/main/packages/plugins/src/file/tree/disk-tree.ts
/** The files under a directory of this machine. The root itself may be named through symbolic links. Errors: `missing`. */
function diskTree(directory) {
	const root = realRoot(directory);
	const anchors = momentaryAnchors(root);
	const inside = (path, body) => lookInside(anchors, path, body);
	const entry = (path) => inside(path, entryAt$1);
	return {
		root,
		locate: (path) => locatePath(root, entry, path),
		entry,
		names: (path) => (path === "" ? namesAt(anchors.at("")) : inside(path, (where) => lstatSync(where).isDirectory() ? namesAt(where) : [])) ?? [],
		read: (path) => inside(path, (where) => using(openFile(where, path), (fd) => readFileSync(fd))) ?? missing$1(path),
		*chunks(path) {
			const fd = inside(path, (where) => openFile(where, path)) ?? missing$1(path);
			try {
				yield* readChunks(fd);
			} finally {
				closeSync(fd);
			}
		},
		commit: (effects, proceed) => commitToDisk(root, effects, proceed),
		sweep: (path, states, access) => inside(path, (where) => removeTemporary(where, path, states, access)) ?? false,
		close: () => anchors[Symbol.dispose]()
	};
}
function realRoot(directory) {
	try {
		return realpathSync(directory);
	} catch (cause) {
		throw new PlanError("missing", `Cannot open the working tree "${directory}": it is not there`, { cause });
	}
}
/** Runs `body` with a path that leads to the entry without a link on the way; undefined where it, or a directory above it, is not there. */
function lookInside(anchors, path, body) {
	try {
		return body(anchors.at(parentOf(path)) + nameOf$1(path));
	} catch (error) {
		if (isGone(error)) return void 0;
		throw error;
	}
}
function entryAt$1(where) {
	return entryOf(lstatSync(where), () => readlinkSync(where));
}
function entryOf(stats, target) {
	const stamp = stampOf(stats);
	if (stats.isFile()) return {
		stamp,
		kind: "file",
		mode: stats.mode & 4095,
		size: stats.size
	};
	if (stats.isSymbolicLink()) return {
		stamp,
		kind: "link",
		target: target()
	};
	if (stats.isDirectory()) return {
		stamp,
		kind: "directory",
		mode: stats.mode & 4095
	};
	return {
		stamp,
		kind: "special"
	};
}
function namesAt(where) {
	return readdirSync(where, { withFileTypes: true }).map((found) => ({
		name: found.name,
		kind: found.isFile() ? "file" : found.isDirectory() ? "directory" : found.isSymbolicLink() ? "link" : "special"
	}));
}
function openFile(where, path) {
	const fd = openSync(where, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	if (fstatSync(fd).isFile()) return fd;
	closeSync(fd);
	throw new PlanError("failed", `Cannot read "${path}": it is not a file`);
}
function using(fd, body) {
	try {
		return body(fd);
	} finally {
		closeSync(fd);
	}
}
function* readChunks(fd) {
	for (;;) {
		const buffer = Buffer.allocUnsafe(1048576);
		const length = readSync(fd, buffer);
		if (length === 0) return;
		yield buffer.subarray(0, length);
	}
}
function missing$1(path) {
	throw new PlanError("missing", `Cannot read "${path}": it is not there`);
}
// ../../work/main/packages/plugins/src/exec/run-unit.ts
/** The unit of an input. Errors: `out-of-scope` for a working directory outside the root. */
function unitOf$1({ command, cwd = ".", env = {}, timeout, writes = [], effect = "write", expect }) {
	const wanted = expect?.exitCode ?? 0;
	return {
		command,
		cwd: /^\.?\/*$/.test(cwd) ? "." : normalPath(cwd),
		env,
		timeout: timeout === void 0 ? -1 : durationOf(timeout),
		writes,
		effect,
		exitCodes: typeof wanted === "number" ? [wanted] : wanted
	};
}
/** What no schema can refuse. Errors: `invalid`. */
function assertSensible$1({ command, cwd = "", writes = [], effect }) {
	if ([
		...command,
		cwd,
		...writes
	].some((text) => /\$\{\{[^}]*\bsecrets\b/.test(text))) throw new PlanError("invalid", "Cannot put a secret into a command: everybody on the machine can read the list of processes", { hint: "Give it in `env`, and let the program read it there" });
	if (effect === "none" && writes.length > 0) throw new PlanError("invalid", "Cannot write with \"effect: none\": leave out \"writes\", or \"effect\"");
}
/** `npm test (in services/crm)` */
function titleOf$2({ command, cwd }) {
	const line = command.map((word) => /^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word)).join(" ");
	const short = line.length > 100 ? `${line.slice(0, 99)}…` : line;
	return cwd === "." ? short : `${short} (in ${cwd})`;
}
// ../../work/main/packages/plugins/src/exec/run-result.ts
/** What there is to say of a command's end. */
function resultOf({ exitCode, signal, ended, stdout, stderr }, breach) {
	return {
		exitCode: exitCode ?? -1,
		signal: signal ?? "",
		ended,
		stdout: stdout.text(),
		stderr: stderr.text(),
		cut: stdout.cut() || stderr.cut(),
		tail: stderr.tail() || stdout.tail(),
		breach
	};
}
/** The output, if the command did what it was to do. Errors: `out-of-scope` (a breach), `timeout`, `interrupted`, `failed`. */
function judged$1(unit, result) {
	const { breach, ended, exitCode, signal, stdout, stderr, cut } = result;
	const refuse = (code, why) => {
		const cause = result.tail === "" ? void 0 : new Error(result.tail);
		throw new PlanError(code, `Command "${titleOf$2(unit)}" ${why}`, cause && { cause });
	};
	if (breach.length > 0) throw breached(unit, breach);
	if (ended === "timeout") refuse("timeout", `was ended: it took longer than ${unit.timeout / 1e3} s`);
	if (ended === "aborted") refuse("interrupted", "was ended, since the step was stopped");
	if (signal !== "") refuse("failed", `was ended by ${signal}`);
	if (!unit.exitCodes.includes(exitCode)) refuse("failed", `ended with exit code ${exitCode}, not ${unit.exitCodes.join(" or ")}`);
	return {
		exitCode,
		stdout,
		stderr,
		cut
	};
}
function breached(unit, breach) {
	const shown = breach.slice(0, 5).map((path) => `"${path}"`);
	const list = breach.length > 5 ? `${shown.join(", ")} and ${breach.length - 5} more` : shown.join(", ");
	const rule = unit.effect === "none" ? "although it is to have no effect" : "which its `writes` does not name";
	return new PlanError("out-of-scope", `Command "${titleOf$2(unit)}" changed ${list}, ${rule}`, { hint: "Name in `writes` what it may change, and have the plan reviewed again" });
}
// ../../work/main/packages/plugins/src/exec/run-schema.ts
const noSecrets = { "x-backout": { noSecrets: true } };
/** The input of `exec/run`. */
const runInput = {
	type: "object",
	additionalProperties: false,
	required: ["command"],
	description: "A program is run, without a shell. It is alone in the working tree; what it changes there, within `writes`, is put back on rollback. Anything else it changes there is a breach.",
	examples: [{
		command: ["npm", "test"],
		cwd: "services/crm",
		effect: "none"
	}],
	properties: {
		command: {
			type: "array",
			minItems: 1,
			items: {
				type: "string",
				...noSecrets
			},
			description: "The program, which `scope.commands` must list, and its arguments. Everybody on the machine can see these, so that secrets are refused: use `env`.",
			examples: [[
				"npm",
				"run",
				"generate"
			]]
		},
		cwd: {
			type: "string",
			minLength: 1,
			...noSecrets,
			description: "The directory to run it in, from the root of the repository. Default: the root.",
			examples: ["services/crm"]
		},
		env: {
			type: "object",
			additionalProperties: { type: "string" },
			description: "Environment variables, beside the few that are inherited (PATH, HOME, LANG and the like). Secrets belong here.",
			examples: [{
				NODE_ENV: "test",
				API_TOKEN: "${{ secrets.API_TOKEN }}"
			}]
		},
		timeout: {
			type: "string",
			pattern: durationPattern,
			description: "How long it may take. Then its whole process group is ended, and the step fails. Default: the `timeout` of the step.",
			examples: ["2m"]
		},
		writes: {
			type: "array",
			minItems: 1,
			items: {
				type: "string",
				minLength: 1,
				...noSecrets
			},
			description: "Paths and patterns of what it may change in the working tree, within `scope.files`. Needed for an undo.",
			examples: [["src/generated/**"]]
		},
		effect: {
			type: "string",
			enum: ["write", "none"],
			description: "`none` says that it changes nothing, here or elsewhere: it is a check, and needs no undo. Default: `write`.",
			examples: ["none"]
		},
		expect: {
			type: "object",
			additionalProperties: false,
			description: "What makes it a success.",
			examples: [{ exitCode: 0 }],
			properties: { exitCode: {
				oneOf: [{
					type: "integer",
					minimum: 0,
					maximum: 255
				}, {
					type: "array",
					minItems: 1,
					items: {
						type: "integer",
						minimum: 0,
						maximum: 255
					}
				}],
				description: "The exit code, or several. Default: 0.",
				examples: [0, [0, 1]]
			} }
		}
	}
};
/** The output of `exec/run`. */
const runOutput = {
	type: "object",
	additionalProperties: false,
	required: [
		"exitCode",
		"stdout",
		"stderr",
		"cut"
	],
	description: "How it ended.",
	examples: [{
		exitCode: 0,
		stdout: "ok",
		stderr: "",
		cut: false
	}],
	properties: {
		exitCode: {
			type: "integer",
			description: "The exit code.",
			examples: [0]
		},
		stdout: {
			type: "string",
			description: "What it wrote to its standard output, without the last line feed; the first MiB.",
			examples: ["ok"]
		},
		stderr: {
			type: "string",
			description: "What it wrote to its standard error, without the last line feed; the first MiB.",
			examples: [""]
		},
		cut: {
			type: "boolean",
			description: "Whether it wrote more than that.",
			examples: [false]
		}
	}
};
// ../../work/main/packages/plugins/src/file/glob/reach.ts
/**
* Whether the ends of two lists are reached together by steps that `moves` allows: each is how many elements to pass in the first and in the
* second list. Every pair of places is looked at once, so that patterns with many stars stay cheap.
*/
function reachesEnd(a, b, moves) {
	const width = b.length + 1;
	const seen = new Uint8Array((a.length + 1) * width);
	const open = [0];
	for (let place = open.pop(); place !== void 0; place = open.pop()) {
		if (seen[place]) continue;
		seen[place] = 1;
		const [i, j] = [Math.floor(place / width), place % width];
		if (i === a.length && j === b.length) return true;
		for (const [right, down] of moves(a[i], b[j])) if (i + right <= a.length && j + down <= b.length) open.push(place + right * width + down);
	}
	return false;
}
// ../../work/main/packages/plugins/src/file/glob/match.ts
/** Whether a name matches a segment, in time proportional to the product of their lengths at most. */
function matchesName(tokens, name) {
	const [first, last] = [tokens[0], tokens.at(-1)];
	if (first?.kind === "char" && first.char !== name[0]) return false;
	if (last?.kind === "char" && last.char !== name.at(-1)) return false;
	if (tokens.length === 1 && first?.kind === "many") return true;
	return reachesEnd(tokens, name, (token, char) => {
		if (token?.kind === "many") return char === void 0 ? [right] : [right, down];
		return token !== void 0 && char !== void 0 && matchesChar(token, char) ? [both$1] : [];
	});
}
/** Whether a path matches a pattern without braces. */
function matchesPath(segments, path) {
	return reachesEnd(segments, path.split("/"), (segment, name) => {
		if (segment === "**") return name === void 0 ? [right] : [right, down];
		return segment !== void 0 && name !== void 0 && matchesName(segment, name) ? [both$1] : [];
	});
}
/** Whether a token stands for a character (a UTF-16 unit). */
function matchesChar(token, char) {
	switch (token.kind) {
		case "char": return token.char === char;
		case "class": return token.test.test(char);
		case "one":
		case "many": return true;
		default: return token;
	}
}
const right = [1, 0];
const down = [0, 1];
const both$1 = [1, 1];
// ../../work/main/packages/plugins/src/file/glob/syntax.ts
/** Whether a part is a pattern: it has `*`, `?`, `[` or `{` that no backslash escapes. */
function isGlob(part) {
	return /(?<!\\)(?:\\\\)*[*?[{]/.test(part);
}
/** Whether a pattern takes away what others match. */
function isExclusion(pattern) {
	return pattern.startsWith("!");
}
/** A path as a pattern that matches this path alone. */
function escapeGlob(path) {
	return path.replace(/[*?[\]{}\\]|^!/g, "\\$&");
}
/** The path that an escaped pattern means. */
function unescapeGlob(part) {
	return part.includes("\\") ? part.replace(/\\(.)/gs, "$1") : part;
}
// ../../work/main/packages/plugins/src/file/glob/tokens.ts
/** Reads a pattern without braces. Everything but `*`, `?`, `**` and classes (`[ab]`, `[!a-z]`, `[[:alpha:]]`) means itself. */
function segmentsOf(glob) {
	const all = glob.split("/").filter((text) => text !== "" && text !== ".");
	return withoutEmptyEnd(all.filter((text, index) => text !== "**" || all[index - 1] !== "**").map((text) => text === "**" ? "**" : tokensOf(text)));
}
/** `a/**` also matches `a`; but behind a star, something has to be beneath (as picomatch has it). */
function withoutEmptyEnd(segments) {
	const before = segments.at(-2);
	const isStar = before !== void 0 && before !== "**" && before.at(-1)?.kind === "many";
	return segments.at(-1) === "**" && isStar ? [...segments, [many]] : segments;
}
const many = { kind: "many" };
function tokensOf(text) {
	const tokens = [];
	for (let i = 0; i < text.length;) {
		const [token, next] = tokenAt$1(text, i);
		if (!(token.kind === "many" && tokens.at(-1)?.kind === "many")) tokens.push(token);
		i = next;
	}
	return tokens;
}
function tokenAt$1(text, i) {
	const char = text[i];
	if (char === "\\" && i + 1 < text.length) return [{
		kind: "char",
		char: text[i + 1]
	}, i + 2];
	if (char === "*") return [many, i + 1];
	if (char === "?") return [{ kind: "one" }, i + 1];
	if (char === "[") {
		const found = classAt(text, i);
		if (found) return found;
	}
	return [{
		kind: "char",
		char
	}, i + 1];
}
/** POSIX character classes, as ECMAScript has them for ASCII. */
const posix = {
	alnum: "0-9A-Za-z",
	alpha: "A-Za-z",
	digit: "0-9",
	lower: "a-z",
	punct: "!-\\/:-@\\[-`{-~",
	space: "\\s",
	upper: "A-Z",
	word: "\\w",
	xdigit: "0-9A-Fa-f"
};
function classAt(text, open) {
	const match = /^\[([!^]?)((?:\[:[a-z]+:\]|\\.|[^\]\\])+)\]/.exec(text.slice(open));
	if (!match) return void 0;
	const inside = match[2].replace(/\[:([a-z]+):\]|\\.|[[^]/g, (part, name) => name === void 0 ? part.length === 1 ? `\\${part}` : part : posix[name] ?? "");
	try {
		return [{
			kind: "class",
			text: match[0],
			test: new RegExp(`^[${match[1] ? "^" : ""}${inside}]$`, "s")
		}, open + match[0].length];
	} catch {
		return;
	}
}
// ../../work/main/packages/plugins/src/file/glob/covers.ts
const known$1 = /* @__PURE__ */ new Map();
/**
* Whether everything that a part (a pattern, or an escaped path) can mean is matched by an entry of scope. Says no where it can't tell.
* An entry without special characters covers what is beneath it as well, as a directory; `.` is the whole tree. An entry that begins with
* `!` covers nothing.
*/
function covers(entry, part) {
	const answers = known$1.get(entry) ?? /* @__PURE__ */ new Map();
	if (known$1.size > 1e3) known$1.clear();
	known$1.set(entry, answers);
	const answer = answers.get(part);
	if (answer !== void 0) return answer;
	if (answers.size > 5e4) answers.clear();
	const found = decide(trimmed(entry), trimmed(part));
	answers.set(part, found);
	return found;
}
function decide(entry, part) {
	if (isExclusion(entry) || isExclusion(part)) return false;
	if (entry === part || entry === ".") return true;
	const wholes = expandBraces(isGlob(entry) ? entry : `${escapeGlob(unescapeGlob(entry))}/**`)?.map(segmentsOf);
	if (!isGlob(part)) {
		const path = unescapeGlob(part);
		return entry === path || (wholes ?? []).some((whole) => matchesPath(whole, path));
	}
	const pieces = expandBraces(part);
	if (!wholes || !pieces) return false;
	return pieces.every((piece) => wholes.some((whole) => containsSegments(whole, segmentsOf(piece))));
}
function trimmed(part) {
	return part.replace(/^(?:\.\/)+/, "").replace(/(?<=.)\/+$/, "");
}
/** Whether every path that `piece` matches is matched by `whole`. */
function containsSegments(whole, piece) {
	return reachesEnd(whole, piece, (one, other) => {
		if (one === "**") return other === void 0 ? [[1, 0]] : [[1, 0], [0, 1]];
		return one && other && other !== "**" && containsTokens(one, other) ? [[1, 1]] : [];
	});
}
function containsTokens(whole, piece) {
	return reachesEnd(whole, piece, (one, other) => {
		if (one?.kind === "many") return other === void 0 ? [[1, 0]] : [[1, 0], [0, 1]];
		return one && other && containsToken(one, other) ? [[1, 1]] : [];
	});
}
function containsToken(whole, piece) {
	if (piece.kind === "char") return matchesChar(whole, piece.char);
	if (piece.kind === "many") return false;
	return whole.kind === "one" || whole.kind === "class" && piece.kind === "class" && piece.text === whole.text;
}
// ../../work/main/packages/plugins/src/file/glob/walk.ts
/** Whether something of a kind is listed. */
function isListed(kind, listed) {
	return listed === "any" ? kind !== "directory" : kind === listed;
}
/**
* The paths of a tree that patterns without braces match, unsorted. Only directories in which something can match
* are looked into; links are not followed, and what is reserved is passed over.
*/
function walkMatches(tree, patterns, kind, skips = () => false) {
	const found = [];
	const visit = (directory, places) => {
		for (const { name, kind: what } of tree.names(directory)) {
			if (isReserved(name)) continue;
			const path = directory === "" ? name : `${directory}/${name}`;
			const next = follow(patterns, places, name);
			if (isListed(what, kind) && next.some((place) => isDone(patterns, place))) found.push(path);
			if (what === "directory" && next.some(([pattern, at]) => at < patterns[pattern].length) && !skips(path)) visit(path, next);
		}
	};
	visit("", patterns.map((_, pattern) => [pattern, 0]));
	return found;
}
/** The places after one more name, each once. */
function follow(patterns, places, name) {
	const reached = [];
	const reach = (pattern, at) => {
		if (!reached.some(([one, there]) => one === pattern && there === at)) reached.push([pattern, at]);
	};
	for (const [pattern, from] of places) {
		const segments = patterns[pattern];
		let at = from;
		for (; segments[at] === "**"; at++) reach(pattern, at);
		const segment = segments[at];
		if (segment !== void 0 && segment !== "**" && matchesName(segment, name)) reach(pattern, at + 1);
	}
	return reached;
}
function isDone(patterns, [pattern, at]) {
	return patterns[pattern].slice(at).every((segment) => segment === "**");
}
// ../../work/main/packages/plugins/src/file/subtree.ts
/** A path (`''` for the root) and, where it is a directory, all that is beneath it, directories before what is in them. What is reserved is left out. */
function subtreeOf(tree, path) {
	const entry = tree.entry(path);
	if (!entry) return [];
	if (entry.kind !== "directory") return [{
		path,
		entry
	}];
	const names = tree.names(path).map(({ name }) => name);
	return [{
		path,
		entry
	}, ...names.filter((name) => !isReserved(name)).sort().flatMap((name) => subtreeOf(tree, path === "" ? name : `${path}/${name}`))];
}
// ../../work/main/packages/plugins/src/file/list.ts
/** The files and links, or the directories, that patterns match, sorted. Links are not followed, and a leading dot is nothing special. Errors: `out-of-scope`, `invalid`. */
function listFiles(tree, guard, patterns, kind = "any") {
	const wanted = patterns.filter((pattern) => !isExclusion(pattern)).map(normalPattern);
	const unwanted = patterns.filter(isExclusion).map((pattern) => normalPattern(pattern.slice(1)));
	const globs = wanted.flatMap(alternatives$1);
	for (const pattern of globs) guard.demand(pattern, "read");
	const isUnwanted = (part) => unwanted.some((pattern) => covers(pattern, part));
	const found = new Set(walkMatches(tree, globs.filter(isGlob).map(segmentsOf), kind, (directory) => isUnwanted(`${escapeGlob(directory)}/**`)));
	for (const pattern of /* @__PURE__ */ new Set([...wanted, ...globs])) for (const path of literalPaths(tree, pattern, kind)) found.add(path);
	return (unwanted.length === 0 ? [...found] : [...found].filter((path) => !isUnwanted(escapeGlob(path)))).sort(comparePaths);
}
function alternatives$1(pattern) {
	const all = expandBraces(pattern);
	if (all) return all;
	throw new PlanError("invalid", `Cannot use pattern "${pattern}": its braces stand for too many patterns`);
}
function normalPattern(pattern) {
	if (pattern === "." || pattern === "./") return "**";
	if (!isGlob(pattern)) return escapeGlob(normalPath(unescapeGlob(pattern)));
	if (pattern.startsWith("/") || pattern.split("/").includes("..")) throw new PlanError("out-of-scope", `Cannot use pattern "${pattern}": it leads out of the root`);
	return pattern.replace(/^(?:\.\/)+/, "");
}
/** A pattern that is there as it is written (`app/[id]`) means that. */
function literalPaths(tree, pattern, kind) {
	const path = isGlob(pattern) ? pattern : unescapeGlob(pattern);
	if (isGlob(pattern) && !tree.entry(path)) return [];
	return subtreeOf(tree, tree.locate(path)).filter(({ entry }) => isListed(entry.kind, kind)).map((one) => one.path);
}
// ../../work/main/packages/plugins/src/exec/tree/modes.ts
/** The modes of files, with what most of them have said once. */
function cleanModes(tree, paths) {
	const found = paths.flatMap((path) => {
		const mode = modeAt(tree, path);
		return mode === void 0 ? [] : [{
			path,
			mode
		}];
	});
	const plain = mostFrequent(found.filter(({ mode }) => !isExecutable(mode)).map(({ mode }) => mode)) ?? 420;
	const executable = mostFrequent(found.filter(({ mode }) => isExecutable(mode)).map(({ mode }) => mode)) ?? 493;
	const others = found.filter(({ mode }) => mode !== (isExecutable(mode) ? executable : plain));
	return {
		plain,
		executable,
		others: Object.fromEntries(others.map(({ path, mode }) => [path, mode]))
	};
}
/** The mode that a file had, from whether git has it as executable. */
function cleanMode(modes, path, executable) {
	return modes.others[path] ?? (executable ? modes.executable : modes.plain);
}
function modeAt(tree, path) {
	try {
		const entry = tree.entry(path);
		return entry?.kind === "file" ? entry.mode : void 0;
	} catch {
		return;
	}
}
function isExecutable(mode) {
	return (mode & 64) !== 0;
}
function mostFrequent(modes) {
	const counts = /* @__PURE__ */ new Map();
	for (const mode of modes) counts.set(mode, (counts.get(mode) ?? 0) + 1);
	return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}
// ../../work/main/packages/plugins/src/exec/tree/baseline.ts
/** Allows everything: what a command may change is known only afterwards. */
const everything = {
	allows: () => true,
	demand: () => void 0
};
/** Takes the baseline of a tree. Files that git ignores are not watched, unless `writes` names them; nor are repositories inside of it. */
async function takeBaseline(tree, git, writes) {
	const { paths, complete } = await pathsToSave(tree, git, writes);
	const saved = new Map(paths.map((path) => [path, stateAt(tree, path)]));
	return {
		head: git?.head,
		modes: git?.head === void 0 ? {
			plain: 420,
			executable: 493,
			others: {}
		} : cleanModes(tree, await git.paths(["ls-files", "-z"])),
		saved,
		directories: await directoriesOf$1(tree, git, writes, paths),
		complete
	};
}
/** The state of a path; absent also where a link has taken the place of a directory above it. */
function stateAt(tree, path) {
	try {
		return stateOf$1(tree, path);
	} catch (error) {
		if (error.code === "out-of-scope") return absent;
		throw error;
	}
}
/** Bytes up to which a tree outside git is saved whole. */
const wholeTree = 67108864;
async function pathsToSave(tree, git, writes) {
	const declared = listFiles(tree, everything, writes);
	if (git) return {
		paths: unique([...declared, ...await changedInGit(git)]),
		complete: true
	};
	const all = subtreeOf(tree, "").filter(({ entry }) => entry.kind === "file" || entry.kind === "link");
	return all.reduce((sum, { entry }) => sum + (entry.kind === "file" ? entry.size : 0), 0) > wholeTree ? {
		paths: declared,
		complete: false
	} : {
		paths: unique(all.map(({ path }) => path)),
		complete: true
	};
}
/** What differs from the commit, or is not in it, by path. Before the first commit that is everything. */
async function changedInGit(git) {
	const untracked = await git.paths([
		"ls-files",
		"-z",
		"--others",
		"--exclude-standard"
	]);
	const changed = git.head === void 0 ? await git.paths(["ls-files", "-z"]) : (await differences$1(git, git.head)).map(({ path }) => path);
	return unique([...untracked, ...changed]);
}
/** How the files of a commit differ from those on disk. `status` is A (not in the commit), D, M or T. */
async function differences$1(git, commit) {
	const fields = await git.paths([
		"diff",
		"--name-status",
		"-z",
		"--no-renames",
		"--no-ext-diff",
		"--relative",
		"--ignore-submodules=all",
		commit
	]);
	return fields.flatMap((status, index) => index % 2 === 0 ? [{
		status,
		path: fields[index + 1]
	}] : []).filter(({ path }) => isWatched(path));
}
/** All directories that are watched: those with what `writes` names, and all that git does not ignore. */
async function directoriesOf$1(tree, git, writes, paths) {
	const ignored = git ? await git.paths([
		"ls-files",
		"-z",
		"--others",
		"--ignored",
		"--exclude-standard",
		"--directory"
	]) : [];
	const skipped = new Set(ignored.filter((path) => path.endsWith("/")).map((path) => path.slice(0, -1)));
	const named = [...listFiles(tree, everything, writes, "directory"), ...paths.flatMap(ancestorsOf)];
	const found = /* @__PURE__ */ new Map();
	for (const path of /* @__PURE__ */ new Set([...walkDirectories(tree, "", skipped), ...named])) {
		const entry = entryAt(tree, path);
		if (entry?.kind === "directory") found.set(path, entry.mode);
	}
	return found;
}
function entryAt(tree, path) {
	return stateAt(tree, path) === "absent" ? void 0 : tree.entry(path);
}
function walkDirectories(tree, directory, skipped) {
	return tree.names(directory).flatMap(({ name, kind }) => {
		const path = directory === "" ? name : `${directory}/${name}`;
		return kind !== "directory" || isReserved(name) || skipped.has(path) ? [] : [path, ...walkDirectories(tree, path, skipped)];
	});
}
function unique(paths) {
	return [...new Set(paths)].filter(isWatched).sort(comparePaths);
}
/** Git lists a repository inside of the tree as a directory, with a slash. */
function isWatched(path) {
	return !path.endsWith("/") && !path.split("/").some(isReserved);
}
// ../../work/main/packages/plugins/src/exec/tree/breach.ts
/** Paths that were changed and that `writes` does not name. A new directory for a file that it names is none, nor is one that such a file has left. */
function breachesOf({ files, directories }, writes) {
	const allowed = (path) => writes.some((pattern) => covers(pattern, escapeGlob(path)));
	const holds = files.filter(({ path }) => allowed(path)).map(({ path }) => path);
	const outside = directories.filter(({ path }) => !allowed(path) && !holds.some((inside) => inside.startsWith(`${path}/`)));
	const strange = files.filter(({ path }) => !allowed(path)).map(({ path }) => path);
	return [...strange, ...outside.filter(({ path }) => !strange.some((one) => one.startsWith(`${path}/`))).map(({ path }) => path)];
}
// ../../work/main/packages/plugins/src/exec/tree/changes.ts
/** The state of a file that was as the commit has it: its content is in git's objects. */
const inCommit = "commit";
/** How a tree differs from its baseline. */
async function changesSince(tree, git, baseline, writes) {
	const files = [...await statesBefore(tree, git, baseline, writes)].sort(([a], [b]) => comparePaths(a, b)).flatMap(([path, state]) => {
		const after = stateAt(tree, path);
		return after === state || state === "absent" && after.startsWith("directory:") ? [] : [{
			path,
			before: state,
			after: fileOnly(after)
		}];
	});
	return {
		files,
		directories: await directoryChanges(tree, git, baseline, writes, files.map(({ path }) => path))
	};
}
/** A directory in a file's place is told among the directories. */
function fileOnly(state) {
	return state.startsWith("directory:") ? absent : state;
}
/** The state before of every path that may have changed. */
async function statesBefore(tree, git, baseline, writes) {
	const states = /* @__PURE__ */ new Map();
	for (const path of await pathsNow(tree, git, baseline, writes)) states.set(path, absent);
	if (git && baseline.head !== void 0) for (const { path, status } of await differences$1(git, baseline.head)) states.set(path, status === "A" ? absent : inCommit);
	for (const [path, state] of baseline.saved) states.set(path, state);
	return states;
}
async function pathsNow(tree, git, baseline, writes) {
	const declared = listFiles(tree, everything, writes);
	if (!git) return baseline.complete ? subtreeOf(tree, "").filter(({ entry }) => entry.kind !== "directory").map(({ path }) => path) : declared;
	const tracked = new Set(await trackedAt(git, baseline));
	return [...declared, ...await changedInGit(git)].filter((path) => !tracked.has(path));
}
/** What the commit has: whether these files changed, git tells. */
async function trackedAt(git, { head }) {
	return head === void 0 ? [] : git.paths([
		"ls-tree",
		"-r",
		"-z",
		"--name-only",
		head
	]);
}
async function directoryChanges(tree, git, baseline, writes, changed) {
	const now = await directoriesOf$1(tree, git, writes, [...baseline.saved.keys(), ...changed]);
	const made = [...now].filter(([path]) => !baseline.directories.has(path)).map(([path, mode]) => ({
		path,
		before: absent,
		after: directoryState(mode)
	}));
	const gone = [...baseline.directories].filter(([path]) => !now.has(path)).map(([path, mode]) => ({
		path,
		before: directoryState(mode),
		after: absent
	}));
	return [...made, ...gone].sort((a, b) => comparePaths(a.path, b.path));
}
// ../../work/main/packages/plugins/src/exec/tree/git.ts
/** The work tree that a directory is in; undefined where it is in none, is ignored by it, or git can't be used. */
async function gitAt(directory) {
	const run = (args, more = {}) => runGit(directory, args, more);
	try {
		const [inside, prefix = ""] = (await run([
			"rev-parse",
			"--is-inside-work-tree",
			"--show-prefix"
		])).split("\n");
		if (inside !== "true" || prefix !== "" && await isIgnored(run)) return void 0;
		const head = await run([
			"rev-parse",
			"--quiet",
			"--verify",
			"HEAD^{commit}"
		]).then((text) => text.trim(), () => void 0);
		const paths = async (args) => (await run(args)).split("\0").filter((path) => path !== "");
		return {
			prefix,
			head,
			paths,
			run
		};
	} catch {
		return;
	}
}
async function isIgnored(run) {
	return run([
		"check-ignore",
		"--quiet",
		"."
	]).then(() => true, () => false);
}
/** Reads only: no lock is taken for refreshing the index, and no program that the repository configures is run. */
async function runGit(directory, args, { input, env = {} }) {
	const { execa } = await import("execa");
	const all = [
		"-c",
		"core.fsmonitor=false",
		"-c",
		"core.quotepath=false",
		...args
	];
	const options = {
		cwd: directory,
		env: {
			...commandEnvironment(process.env),
			GIT_OPTIONAL_LOCKS: "0",
			LC_ALL: "C",
			...env
		},
		extendEnv: false,
		maxBuffer: 1073741824,
		stripFinalNewline: false,
		...input === void 0 ? { stdin: "ignore" } : { input }
	};
	try {
		return (await execa("git", all, options)).stdout;
	} catch (cause) {
		throw new PlanError("failed", `Cannot ask git: git ${args[0]} fails`, { cause: new Error(cause.stderr || messageOf(cause)) });
	}
}
// ../../work/main/packages/plugins/src/file/pack/content.ts
/** Bytes as they are journalled: text where they are UTF-8, so that a reader, and the masking of secrets, sees it. */
function storedContent(bytes) {
	return isUtf8(bytes) ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8") : bytes;
}
/** The bytes that {@link storedContent} stored. */
function bytesOf(stored) {
	return typeof stored === "string" ? Buffer.from(stored, "utf8") : stored;
}
/** The new content of a change, in pieces. Errors: `missing` where what it is made from is gone. */
function newContent(tree, change) {
	if (change.content !== void 0) return [bytesOf(change.content)];
	if (change.from !== void 0) return tree.chunks(change.from);
	return [applyEdits(tree.read(change.path), change.edits ?? [])];
}
/** A content with edits applied. */
function applyEdits(bytes, edits) {
	const parts = [];
	let at = 0;
	for (const [from, to, text] of edits) {
		parts.push(bytes.subarray(at, from), Buffer.from(text, "utf8"));
		at = to;
	}
	return Buffer.concat([...parts, bytes.subarray(at)]);
}
// ../../work/main/packages/plugins/src/file/pack/apply.ts
/** Applies a pack by compare-and-swap. Files that are at their after-state already (a crash in the middle) are passed over. Errors: `conflict`, `failed`. */
async function applyPack(session, pack) {
	for (const { path } of pack.files) assertPlace(session, path);
	for (const { path, before, after } of pack.files) session.tree.sweep(path, [before, after], "remove");
	const effects = pack.files.flatMap((change) => effectOf$2(session, change) ?? []);
	if (effects.length > 0) await session.commit(effects);
	const count = pack.files.reduce((sum, change) => sum + (change.count ?? 0), 0);
	return {
		result: {
			files: pack.files.filter(isOfFile).length,
			count
		},
		after: null
	};
}
/** Directories come and go with their files, and are not counted. */
function isOfFile({ before, after }) {
	return !before.startsWith("directory:") && !after.startsWith("directory:");
}
/** The path was canonical when the change was computed; a link that was swapped in since then must not redirect it. */
function assertPlace(session, path) {
	const canonical = session.locate(path, "write");
	if (canonical === path) return;
	throw new PlanError("conflict", `Cannot write "${path}": a symbolic link has been put in its way, so that it now means "${canonical}"`);
}
function effectOf$2(session, change) {
	const { path, before, after } = change;
	const entry = session.tree.entry(path);
	const now = entry ? stateOfEntry(session.tree, path, entry) : absent;
	if (now === after) return void 0;
	if (now !== before) throw conflict(path, before, now);
	return makeEffect(path, now, entry?.stamp, after, () => newContent(session.tree, change));
}
/** The effect that leads to a state. `content` is asked only for files. */
function makeEffect(path, expect, stamp, state, content) {
	const { kind, mode, target } = readState(state);
	const base = {
		path,
		expect,
		stamp,
		state
	};
	switch (kind) {
		case "absent": return {
			...base,
			become: "absent",
			state: "absent"
		};
		case "directory": return {
			...base,
			become: "directory",
			mode
		};
		case "link": return {
			...base,
			become: "link",
			target
		};
		case "file": return {
			...base,
			become: "file",
			mode,
			content
		};
		case "special": throw new PlanError("internal", `Cannot write "${path}": it is to become ${state}`);
		default: return kind;
	}
}
function conflict(path, before, now) {
	return new PlanError("conflict", `Cannot write "${path}": ${difference(before, now)}`, { hint: "Somebody else changed it since this run looked at it: put it back, or start a new run" });
}
/** What is not as it should be, in words. */
function difference(expected, now) {
	const [was, is] = [readState(expected), readState(now)];
	if (now === "absent") return `the ${was.kind} is gone`;
	if (expected === "absent") return `there is a ${is.kind} now`;
	if (was.kind !== is.kind) return `it is a ${is.kind} now, not a ${was.kind}`;
	if (was.kind === "link") return `the link now leads to "${is.target}", not to "${was.target}"`;
	const mode = was.mode === is.mode ? "" : `its mode is ${is.mode.toString(8)}, not ${was.mode.toString(8)}`;
	return mode === "" || expected.split(":")[2] !== now.split(":")[2] ? `its content has changed${mode && `, and ${mode}`}` : mode;
}
// ../../work/main/packages/plugins/src/exec/tree/checkout.ts
/** Checks files of a commit out beside the work tree, as git would into it (line ends, filters), without touching its index. */
async function checkoutFiles(git, commit, paths) {
	const directory = await realpath(await mkdtemp(join(tmpdir(), "backout-checkout-")));
	const files = join(directory, "files");
	await mkdir(files);
	if (paths.length > 0) {
		const env = { GIT_INDEX_FILE: join(directory, "index") };
		await git.run(["read-tree", commit], { env });
		await git.run([
			"checkout-index",
			"-z",
			"--stdin",
			"--force",
			`--prefix=${files}/`
		], {
			env,
			input: paths.map((path) => `${path}\0`).join("")
		});
	}
	const tree = diskTree(files);
	return {
		tree,
		at: (path) => `${git.prefix}${path}`,
		async [Symbol.asyncDispose]() {
			tree.close();
			await rm(directory, {
				recursive: true,
				force: true
			});
		}
	};
}
// ../../work/main/packages/plugins/src/exec/tree/restore.ts
/**
* Puts a tree back to what was saved, where it is as the command left it. Files that are back already are passed over; where one is neither, nothing is
* touched. What has to go goes first, since a link or a file may stand where a directory was.
*/
async function restoreTree(tree, git, loaded, changes) {
	await using checkout = await checkoutOf(git, loaded, changes.files.filter(({ before }) => before === inCommit).map(({ path }) => path));
	const files = changes.files.map((change) => wanted(loaded, checkout, change));
	for (const { path, before } of [...files, ...changes.directories]) sweep(tree, path, before);
	const conflicts = files.flatMap((file) => conflictOf(tree, file) ?? []);
	if (conflicts.length > 0) return { conflict: conflicts.slice(0, 5).join("; ") };
	const open = files.filter(({ path, before }) => fileStateAt(tree, path) !== before);
	await commit(tree, open.filter(({ before }) => before === absent).map((file) => effectOf$1(tree, file)));
	await removeDirectories(tree, changes.directories);
	await commit(tree, [...changes.directories.filter(({ path, before }) => before !== "absent" && stateAt(tree, path) === "absent").map(({ path, before }) => makeEffect(path, absent, void 0, before, () => [])), ...open.filter(({ before }) => before !== absent).map((file) => effectOf$1(tree, file))]);
	return "reverted";
}
async function checkoutOf(git, { baseline }, paths) {
	if (paths.length === 0) return void 0;
	if (git && baseline.head !== void 0) return checkoutFiles(git, baseline.head, paths);
	throw new PlanError("missing", `Cannot put back "${paths[0]}": its content is in git, which is not there`);
}
function wanted({ baseline, contents }, checkout, change) {
	const { path, before } = change;
	if (before === "commit" && checkout) {
		const [place, state] = [checkout.at(path), stateOf$1(checkout.tree, checkout.at(path))];
		const { kind, mode } = readState(state);
		const kept = kind === "file" ? fileState(cleanMode(baseline.modes, path, (mode & 64) !== 0), state.split(":")[2]) : state;
		return {
			...change,
			before: kept,
			content: () => checkout.tree.chunks(place)
		};
	}
	const pieces = contents.get(path);
	return {
		...change,
		content: before.startsWith("file:") ? pieces && (() => pieces.map(bytesOf)) : () => []
	};
}
function conflictOf(tree, { path, before, after, content }) {
	const now = fileStateAt(tree, path);
	if (now === before) return void 0;
	if (now !== after) return `"${path}": ${difference(after, now)}`;
	return content === void 0 ? `"${path}": what was in it is not saved` : void 0;
}
/** What an earlier try, killed in the middle, may have left beside a path. */
function sweep(tree, path, state) {
	try {
		tree.sweep(path, [state], "remove");
	} catch (error) {
		if (error.code !== "out-of-scope") throw error;
	}
}
/** What stands in a file's place; a directory there is a matter of the directories. */
function fileStateAt(tree, path) {
	const state = stateAt(tree, path);
	return state.startsWith("directory:") ? absent : state;
}
function effectOf$1(tree, { path, before, after, content }) {
	return makeEffect(path, after, tree.entry(path)?.stamp, before, content ?? (() => []));
}
async function commit(tree, effects) {
	if (effects.length > 0) await tree.commit(effects, () => void 0);
}
/** The deepest first; one that somebody has put something into stays. */
async function removeDirectories(tree, directories) {
	for (const { path, before } of directories.toReversed()) {
		if (before !== "absent" || stateAt(tree, path) === "absent") continue;
		const entry = tree.entry(path);
		if (entry?.kind !== "directory" || tree.names(path).length > 0) continue;
		await commit(tree, [makeEffect(path, directoryState(entry.mode), entry.stamp, absent, () => [])]);
	}
}
// ../../work/main/packages/plugins/src/exec/tree/undo.ts
/** Saves a baseline, and the contents of its files: of each that still fits into `limit` bytes. */
function* saveBaseline(tree, baseline, writes, limit = Number.POSITIVE_INFINITY) {
	const { head = "", modes, complete, directories, saved } = baseline;
	yield {
		format: 1,
		kind: "baseline",
		head,
		modes,
		complete,
		writes,
		directories: Object.fromEntries(directories)
	};
	let [files, bytes, total] = [
		[],
		0,
		0
	];
	for (const [path, before] of saved) {
		const entry = tree.entry(path);
		const size = entry?.kind === "file" ? entry.size : 0;
		const pieces = entry?.kind !== "file" || (total += size) > limit ? [void 0] : contentPieces(tree, path);
		for (const content of pieces) {
			files.push({
				path,
				before,
				...content !== void 0 && { content: storedContent(content) }
			});
			bytes += content?.length ?? 0;
			if (bytes < pieceLimit$1 && files.length < 1e4) continue;
			yield {
				format: 1,
				kind: "files",
				files
			};
			[files, bytes] = [[], 0];
		}
	}
	if (files.length > 0) yield {
		format: 1,
		kind: "files",
		files
	};
}
/** Bytes of content in one piece. */
const pieceLimit$1 = 4194304;
function* contentPieces(tree, path) {
	let isEmpty = true;
	for (const piece of tree.chunks(path)) {
		isEmpty = false;
		yield piece;
	}
	if (isEmpty) yield /* @__PURE__ */ new Uint8Array();
}
/** Reads what {@link saveBaseline} saved. */
function loadBaseline(undo) {
	const first = undo.find((piece) => piece.kind === "baseline");
	const saved = /* @__PURE__ */ new Map();
	const contents = /* @__PURE__ */ new Map();
	for (const piece of undo) for (const { path, before, content } of piece.kind === "files" ? piece.files : []) {
		saved.set(path, before);
		if (content === void 0) continue;
		const known = contents.get(path);
		if (known) known.push(content);
		else contents.set(path, [content]);
	}
	const { modes, complete, directories, writes, head } = first;
	return {
		baseline: {
			head: head === "" ? void 0 : head,
			modes,
			complete,
			saved,
			directories: new Map(Object.entries(directories))
		},
		writes,
		contents
	};
}
// ../../work/main/packages/plugins/src/exec/run-watched.ts
/** Runs a command that writes, and tells what it changed in the working tree, however it ended. */
async function runWriting(session, unit, context) {
	const tree = diskTree(session.root);
	try {
		const git = await gitAt(session.root);
		if (!git) context.note("The working tree is not in git: a change outside of `writes` is found only in small trees");
		const baseline = await takeBaseline(tree, git, unit.writes);
		const end = await run(session, tree, unit, context);
		const changes = await changesSince(tree, await gitAt(session.root), baseline, unit.writes);
		return {
			result: resultOf(end, breachesOf(changes, unit.writes)),
			changes
		};
	} finally {
		tree.close();
	}
}
/** Runs a command that is to have no effect, puts back what it changed all the same, and judges it. Errors: those of {@link judged}. */
async function runChecking(session, unit, context) {
	const tree = diskTree(session.root);
	try {
		const breach = context.alone === false ? void 0 : await watch(session.root, tree);
		const result = resultOf(await run(session, tree, unit, context), await breach?.() ?? []);
		judged$1(unit, result);
		return result;
	} finally {
		tree.close();
	}
}
/** Remembers the tree; later puts it back, and tells what had changed. */
async function watch(root, tree) {
	const baseline = await takeBaseline(tree, await gitAt(root), []);
	const saved = loadBaseline([...saveBaseline(tree, baseline, [], inMemory)]);
	return async () => {
		const git = await gitAt(root);
		const changes = await changesSince(tree, git, baseline, []);
		const breaches = breachesOf(changes, []);
		if (breaches.length > 0) await restoreTree(tree, git, saved, changes);
		return breaches;
	};
}
/** Bytes of unsaved work that are held while a check runs. */
const inMemory = 67108864;
async function run(session, tree, unit, context) {
	const { command, env, timeout, effect } = unit;
	const request = {
		command,
		cwd: workingDirectory(tree, unit.cwd),
		env,
		access: effect === "none" ? "read" : "write",
		line: limited(context),
		...timeout >= 0 && { timeout }
	};
	return session.run(request, context.signal);
}
/** Errors: `missing`, and `out-of-scope` where a link leads out of the root. */
function workingDirectory(tree, cwd) {
	if (cwd === ".") return cwd;
	const place = tree.locate(`${cwd}/.`.replace(/\/\.$/, "/x")).replace(/\/x$/, "");
	if (tree.entry(place)?.kind === "directory") return place;
	throw new PlanError("missing", `Cannot run a command in "${cwd}": there is no such directory`);
}
/** Shows lines as they come, a thousand at most, each cut at 500 characters. */
function limited(context) {
	let shown = 0;
	return (text) => {
		if (++shown <= 1e3) context.note(text.length > 500 ? `${text.slice(0, 499)}…` : text);
		else if (shown === 1001) context.note("… (more output is not shown)");
	};
}
// ../../work/main/packages/plugins/src/exec/tree/revert.ts
/**
* Puts the working tree back after a command. `changes` are those it was seen to make; `null` after a crash, when whatever differs within `writes` is taken
* for the command's work, and anything else that differs is a conflict, since it may be somebody's who came afterwards.
*/
async function revertCommand(tree, git, undo, changes) {
	const loaded = loadBaseline(undo);
	if (changes) return restoreTree(tree, git, loaded, changes);
	const found = await changesSince(tree, git, loaded.baseline, loaded.writes);
	const strange = breachesOf(found, loaded.writes);
	if (strange.length === 0) return restoreTree(tree, git, loaded, found);
	const isOurs = (path) => loaded.writes.some((pattern) => covers(pattern, escapeGlob(path)));
	await restoreTree(tree, git, loaded, {
		files: found.files.filter(({ path }) => isOurs(path)),
		directories: found.directories.filter(({ path }) => isOurs(path))
	});
	return { conflict: `${strange.slice(0, 5).map((path) => `"${path}"`).join(", ")}: changed since the command was started, and whether by the command or by somebody else is not known` };
}
// ../../work/main/packages/plugins/src/exec/run.ts
/**
* `exec/run`: one command, one unit.
*
* A command that ended has had its effect, however it ended: it is applied, and `finish` judges it, so that a rollback knows exactly what it changed.
* One without effect is judged at once, so that it can be retried.
*/
const execRun = {
	uses: "exec/run",
	summary: "Runs a command",
	input: runInput,
	output: runOutput,
	formats: [1],
	describe(input) {
		assertSensible$1(input);
		return traitsOf$2(input);
	},
	async *changes(input) {
		const unit = unitOf$1(input);
		const { touches } = traitsOf$2(input);
		yield {
			unit,
			title: titleOf$2(unit),
			touches: touches === "unknown" ? [] : touches,
			details: () => [{
				kind: "command",
				argv: unit.command,
				cwd: unit.cwd
			}]
		};
	},
	async *capture(unit, context) {
		const { effect, writes } = unit;
		if (effect === "none") return;
		const { root } = await sessionOf$1(unit, context);
		using tree = closing(root);
		yield* saveBaseline(tree, await takeBaseline(tree, await gitAt(root), writes), writes);
	},
	async apply(value, context) {
		const unit = value;
		if (context.mode === "preview") throw new PlanError("refused", "Cannot run a command in a preview");
		const session = await sessionOf$1(unit, context);
		if (unit.effect === "none") return { result: await runChecking(session, unit, context) };
		const { result, changes } = await runWriting(session, unit, context);
		return {
			result,
			after: changes
		};
	},
	async revert(undo, after, context) {
		const { root } = await context.session("commands");
		using tree = closing(root);
		return revertCommand(tree, await gitAt(root), undo, after);
	},
	async finish(results, input) {
		let last = null;
		for await (const result of results) last = result;
		return judged$1(unitOf$1(input), last ?? {
			...unheard,
			exitCode: unitOf$1(input).exitCodes[0]
		});
	}
};
const unheard = {
	signal: "",
	ended: "itself",
	stdout: "",
	stderr: "",
	cut: false,
	tail: "",
	breach: []
};
function traitsOf$2(input) {
	const { effect = "write", writes = [] } = input;
	const touches = touchesOf$3(input);
	if (effect === "none") return {
		effect,
		guarantee: "idempotent",
		touches,
		undo: { kind: "derived" }
	};
	if (writes.length > 0) return {
		effect,
		guarantee: "at-least-once",
		touches,
		undo: { kind: "derived" },
		notes: [onlyFiles]
	};
	return {
		effect,
		guarantee: "at-least-once",
		touches,
		undo: {
			kind: "none",
			reason: noWrites
		}
	};
}
const onlyFiles = "Its undo puts back files of the working tree; what the command does elsewhere, and inside of .git, is not undone";
const noWrites = "a command without `writes` has its effect outside of the working tree, where it cannot be undone by itself: write a rollback, name what it `writes`, or say `effect: none`";
/** It must be alone in the working tree, whether it writes there or only looks. */
function touchesOf$3({ command, effect = "write", writes = [] }) {
	const [program = ""] = command;
	if (program.includes("${{") || writes.some((pattern) => pattern.includes("${{"))) return "unknown";
	const access = effect === "none" ? "read" : "write";
	const parts = writes.flatMap((pattern) => expandBraces(pattern) ?? [pattern]);
	return [
		{
			resource: "commands",
			part: program,
			access
		},
		...parts.map((part) => ({
			resource: "files",
			part,
			access
		})),
		{
			resource: "files",
			part: ".",
			access,
			alone: true
		}
	];
}
async function sessionOf$1({ command, effect }, context) {
	const session = await context.session("commands");
	session.demand(command[0], effect === "none" ? "read" : "write");
	return session;
}
function closing(root) {
	const tree = diskTree(root);
	return {
		...tree,
		[Symbol.dispose]: () => tree.close()
	};
}
// ../../work/main/packages/plugins/src/exec/index.ts
/** Commands. */
const exec = {
	name: "exec",
	version: "1.0.0",
	steps: [execRun],
	drivers: [processes]
};
// ../../work/main/packages/plugins/src/file/touches.ts
/** The schema of `paths`, which means the same in every step type. */
const pathsSchema = {
	type: "array",
	items: {
		type: "string",
		minLength: 1,
		examples: ["src/**/*.ts"]
	},
	minItems: 1,
	description: "Paths and patterns (`*`, `?`, `**`, `{a,b}`, `[ab]`) from the root of the repository; `!` in front excludes, and a directory stands for all that is beneath it. Default: what `scope.files` lists.",
	examples: [["src/**/*.ts", "!src/generated/**"]]
};
/** The schema of one path. */
const pathSchema = {
	type: "string",
	minLength: 1,
	description: "A path from the root of the repository.",
	examples: ["services/crm/src/customer.ts"]
};
/** The patterns of a step: its `paths`, else the scope's files; undefined where that is not known. */
function patternsOf(paths, context) {
	return paths ?? context?.scope("files");
}
/** The touches of patterns; `unknown` without patterns, and where an expression is still to be expanded. */
function touchesOf$2(patterns, access) {
	if (!patterns || patterns.some(isUnbound$1)) return "unknown";
	const parts = patterns.filter((pattern) => !isExclusion(pattern)).flatMap((pattern) => expandBraces(pattern) ?? [pattern]);
	return [...new Set(parts)].map((part) => ({
		resource: "files",
		part,
		access
	}));
}
/** The touch of one path. Errors: `out-of-scope` for a path that can never be in scope. */
function touchOf$2(path, access) {
	return isUnbound$1(path) ? "unknown" : [{
		resource: "files",
		part: escapeGlob(normalPath(path)),
		access
	}];
}
function isUnbound$1(text) {
	return text.includes("${{");
}
// ../../work/main/packages/plugins/src/file/check/schema.ts
/** The input of `file/check`. */
const checkInput = {
	type: "object",
	additionalProperties: false,
	description: "Files are looked at, and the step fails where they are not as they should be. Whatever `paths` names must be there, unless it says otherwise.",
	examples: [{
		paths: ["src/**/*.ts"],
		absent: "full_?name"
	}],
	properties: {
		paths: pathsSchema,
		exists: {
			type: "boolean",
			description: "Whether each path is there, and each pattern matches a file; `false`: none of them. Default: true where `paths` are given, and not `absent`.",
			examples: [false]
		},
		matches: {
			type: "string",
			minLength: 1,
			description: "A regular expression (as in `file/replace`) that must match in each of the files, of which there must be one at least.",
			examples: ["\"version\": \"2\\."]
		},
		absent: {
			type: "string",
			minLength: 1,
			description: "A regular expression (as in `file/replace`) that must not match in any of the files.",
			examples: ["full_?name"]
		}
	}
};
/** The output of `file/check`. */
const checkOutput = {
	type: "object",
	additionalProperties: false,
	required: ["files", "matches"],
	description: "What was found.",
	examples: [{
		files: 3,
		matches: 12
	}],
	properties: {
		files: {
			type: "integer",
			description: "How many files there are.",
			examples: [3]
		},
		matches: {
			type: "integer",
			description: "How often `matches` matched in them.",
			examples: [12]
		}
	}
};
// ../../work/main/packages/plugins/src/file/planned.ts
/** The planned change that gives a file a content, or undefined where it has it already. Errors: `failed` where a link or directory is in the way. */
function planContent(files, path, content, options = {}) {
	const place = files.locate(path, "write");
	const entry = files.entry(place);
	assertFile(path, entry?.kind);
	assertRoom(files.tree, place);
	const before = entry?.kind === "file" ? files.read(place) : void 0;
	const mode = options.mode ?? (entry?.kind === "file" ? entry.mode : 420);
	const change = {
		path: place,
		before: before && entry?.kind === "file" ? fileState(entry.mode, hashOf(before)) : absent,
		after: fileState(mode, hashOf(content)),
		content: storedContent(content)
	};
	if (change.before === change.after) return void 0;
	return {
		changes: [change],
		bytes: content.length + (before?.length ?? 0),
		title: `${place}: ${before ? "rewritten" : "new"}, ${content.length} bytes`,
		details: () => [fileDetail(place, before, content)]
	};
}
/** The planned change that removes a file or a link. `undefined` where nothing is there. */
function planRemoval(files, path) {
	const entry = files.tree.entry(path);
	if (!entry) return void 0;
	const size = entry.kind === "file" ? entry.size : 0;
	return {
		changes: [{
			path,
			before: stateOfEntry(files.tree, path, entry),
			after: absent
		}],
		bytes: size,
		title: `${path}: deleted`,
		details: () => [entry.kind === "file" ? fileDetail(path, files.tree.read(path), void 0) : noteOf(path, entry, "deleted")]
	};
}
/** What can't be shown as a file: `src/link: symbolic link to "a.ts", deleted`. */
function noteOf(path, entry, what) {
	return {
		kind: "note",
		text: `${path}: ${entry.kind === "link" ? `symbolic link to "${entry.target}"` : entry.kind}, ${what}`
	};
}
/** Before and after of one file, as a reviewer reads them. */
function fileDetail(path, before, after) {
	const binary = isBinary(before) || isBinary(after);
	return {
		kind: "file",
		path,
		before: textOf$4(before, binary),
		after: textOf$4(after, binary),
		...binary && { binary }
	};
}
/** As git has it: what is not text has a NUL near its start; and what is not UTF-8 can't be shown. */
function isBinary(bytes) {
	return bytes !== void 0 && (!isUtf8(bytes) || bytes.subarray(0, 8e3).includes(0));
}
function textOf$4(bytes, binary) {
	if (bytes === void 0) return null;
	return binary ? `${bytes.length} bytes, SHA-256 ${hashOf(bytes)}` : Buffer.from(bytes).toString("utf8");
}
/** Errors: `failed` where something above a path is no directory. */
function assertRoom(tree, path) {
	for (const above of ancestorsOf(path)) {
		const kind = tree.entry(above)?.kind;
		if (kind !== void 0 && kind !== "directory") throw new PlanError("failed", `Cannot write "${path}": "${above}" is a ${kind}`);
	}
}
/** Errors: `failed` for anything but a file, or nothing, at a path that is to become a file. */
function assertFile(path, kind) {
	if (kind === void 0 || kind === "file") return;
	const hint = kind === "link" ? { hint: "Name the file that the link leads to" } : {};
	throw new PlanError("failed", `Cannot write "${path}": it is a ${kind === "link" ? "symbolic link" : kind}, not a file`, hint);
}
// ../../work/main/packages/plugins/src/file/replace/literal.ts
/** All occurrences of a literal text, from left to right, none inside another. */
function findLiteral(text, find, replace) {
	const matches = [];
	for (let from = text.indexOf(find); from >= 0; from = text.indexOf(find, from + find.length)) matches.push({
		from,
		to: from + find.length,
		text: replace
	});
	return matches;
}
// ../../work/main/packages/plugins/src/file/replace/pattern.ts
/** A regular expression of a plan: global, `^` and `$` at every line, code points as characters. Errors: `invalid`. */
function readPattern(pattern) {
	try {
		return new RegExp(pattern, "gmu");
	} catch (cause) {
		throw new PlanError("invalid", `Cannot read pattern ${JSON.stringify(pattern)}`, { cause });
	}
}
/** All matches of a pattern, each with its replacement. */
function findPattern(text, pattern, replace) {
	const matches = [];
	for (const match of text.matchAll(pattern)) matches.push({
		from: match.index,
		to: match.index + match[0].length,
		text: expandReplacement(match, replace)
	});
	return matches;
}
/** A replacement with its `$1`, `$<name>`, `$&`, `` $` ``, `$'` and `$$` filled in, as ECMAScript's GetSubstitution has it. */
function expandReplacement(match, replace) {
	if (!replace.includes("$")) return replace;
	return replace.replace(/\$(?:\$|&|`|'|\d{1,2}|<[^>]*>)/g, (reference) => substitute(match, reference));
}
function substitute(match, reference) {
	const key = reference.slice(1);
	if (key === "$") return "$";
	if (key === "&") return match[0];
	if (key === "`") return match.input.slice(0, match.index);
	if (key === "'") return match.input.slice(match.index + match[0].length);
	if (key.startsWith("<")) return match.groups ? match.groups[key.slice(1, -1)] ?? "" : reference;
	const groups = match.length - 1;
	const number = Number(key);
	if (number >= 1 && number <= groups) return match[number] ?? "";
	const first = Number(key[0]);
	return first >= 1 && first <= groups ? (match[first] ?? "") + key.slice(1) : reference;
}
// ../../work/main/packages/plugins/src/file/replace/required-literal.ts
/**
* A text that is in everything a pattern matches, as long as can be found; `''` for none. Files without it need not be searched.
* It looks at the top level only: what is in groups, classes and alternatives, and what may be left out, does not count.
*/
function requiredLiteral(pattern) {
	let [best, run] = ["", ""];
	const end = () => {
		if (run.length > best.length) best = run;
		run = "";
	};
	for (let i = 0; i < pattern.length;) {
		const { text, next } = atomAt(pattern, i);
		if (text === "|") return "";
		const quantifier = /^(?:[*?]|\{0|\+|\{)/.exec(pattern.slice(next))?.[0];
		if (text === void 0 || quantifier === "*" || quantifier === "?" || quantifier === "{0") end();
		else run += text;
		if (quantifier !== void 0) end();
		i = quantifier === void 0 ? next : afterQuantifier(pattern, next);
	}
	end();
	return best;
}
function atomAt(pattern, i) {
	const char = pattern[i];
	if (char === "\\") return escapeAt(pattern, i);
	if (char === "(") return {
		text: void 0,
		next: skipGroup(pattern, i)
	};
	if (char === "[") return {
		text: void 0,
		next: skipClass(pattern, i)
	};
	if (char === "." || char === "^" || char === "$") return {
		text: void 0,
		next: i + 1
	};
	const point = String.fromCodePoint(pattern.codePointAt(i));
	return {
		text: point,
		next: i + point.length
	};
}
function escapeAt(pattern, i) {
	const letter = pattern[i + 1] ?? "";
	if (/[pPuxck]/.test(letter)) return {
		text: void 0,
		next: i + (/^\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[0-9a-f]{4}|x[0-9a-f]{2}|c[a-z]|k<[^>]*>)/i.exec(pattern.slice(i))?.[0].length ?? 2)
	};
	if (/\d/.test(letter)) return {
		text: void 0,
		next: i + 1 + /^\d+/.exec(pattern.slice(i + 1))[0].length
	};
	return {
		text: /[a-z]/i.test(letter) ? void 0 : letter,
		next: i + 2
	};
}
function skipClass(pattern, open) {
	for (let i = open + 1; i < pattern.length; i++) if (pattern[i] === "\\") i++;
	else if (pattern[i] === "]") return i + 1;
	return pattern.length;
}
function skipGroup(pattern, open) {
	for (let i = open + 1; i < pattern.length; i++) if (pattern[i] === "\\") i++;
	else if (pattern[i] === "[") i = skipClass(pattern, i) - 1;
	else if (pattern[i] === "(") i = skipGroup(pattern, i) - 1;
	else if (pattern[i] === ")") return i + 1;
	return pattern.length;
}
function afterQuantifier(pattern, at) {
	return at + (/^(?:[*+?]|\{[^}]*\})\??/.exec(pattern.slice(at))?.[0].length ?? 1);
}
// ../../work/main/packages/plugins/src/file/replace/text.ts
/** Whether every line ends with CR LF. Such a text is searched, and keeps its line ends, as if they were LF. */
function isCrlf(text) {
	return text.includes("\r\n") && !/(?<!\r)\n/.test(text);
}
/** Matches in a text as edits of its UTF-8 bytes. With `crlf` the text has had each CR LF replaced by LF, and the bytes have not. */
function editsOf(text, matches, crlf) {
	const edits = [];
	let [index, byte] = [0, 0];
	const advance = (to) => {
		const passed = text.slice(index, to);
		byte += Buffer.byteLength(passed) + (crlf ? passed.split("\n").length - 1 : 0);
		index = to;
		return byte;
	};
	for (const match of matches) {
		const [from, to] = [advance(match.from), advance(match.to)];
		if (text.slice(match.from, match.to) !== match.text) edits.push([
			from,
			to,
			crlf ? match.text.replaceAll("\n", "\r\n") : match.text
		]);
	}
	return edits;
}
// ../../work/main/packages/plugins/src/file/replace/time-limit.ts
const script = new Script("work()");
let context;
/**
* Runs synchronous work, and stops it in the middle after so many ms; `undefined` says that it was stopped. V8 checks for this also while a regular
* expression backtracks, so that a pattern that would take years ends (documented with `timeout` of `node:vm`).
*/
function withinTime(ms, work) {
	context ??= createContext({});
	context.work = work;
	try {
		return script.runInContext(context, { timeout: ms });
	} catch (error) {
		if (error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return void 0;
		throw error;
	} finally {
		delete context.work;
	}
}
// ../../work/main/packages/plugins/src/file/replace/search.ts
/** A search for a literal text. */
function literalSearch(find, replace) {
	return {
		required: longestLine(find),
		anyLineEnd: !find.includes("\r"),
		matches: (text) => findLiteral(text, find, replace)
	};
}
/** A search for a regular expression, with a limit of ten seconds for each round. Errors: `invalid`. */
function patternSearch(pattern, replace) {
	const regex = readPattern(pattern);
	return {
		required: longestLine(requiredLiteral(pattern)),
		anyLineEnd: !/\r|\\r/.test(pattern),
		limit: 1e4,
		matches: (text) => findPattern(text, regex, replace)
	};
}
/** Looks through files, in order. `skip` is told of files that are not UTF-8 text, which stay as they are. Errors: `failed` where a pattern takes too long. */
function* searchFiles(tree, paths, search, skip) {
	let round = [];
	let size = 0;
	for (const path of paths) {
		const bytes = candidate(tree, path, search);
		if (bytes === void 0) continue;
		if (isBinary(bytes)) {
			skip(path);
			continue;
		}
		round.push({
			path,
			bytes
		});
		size += bytes.length;
		if (round.length < roundLimit.files && size < roundLimit.bytes) continue;
		yield* lookThrough(round, search);
		[round, size] = [[], 0];
	}
	yield* lookThrough(round, search);
}
/** Watching the time costs something each time, so that several files share it. */
const roundLimit = {
	files: 64,
	bytes: 2097152
};
function candidate(tree, path, search) {
	const bytes = tree.read(path);
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(search.required) ? bytes : void 0;
}
function lookThrough(round, search) {
	if (round.length === 0) return [];
	let looking = round[0].path;
	const work = () => round.flatMap((one) => {
		looking = one.path;
		return lookAt(one, search) ?? [];
	});
	const found = search.limit === void 0 ? work() : withinTime(search.limit, work);
	if (found) return found;
	throw new PlanError("failed", `Cannot search "${looking}": the pattern takes longer than ${search.limit / 1e3} s`, { hint: "Write the pattern so that it can match in one way only: no (a+)+ and no (a|ab)*" });
}
function lookAt({ path, bytes }, search) {
	const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
	const crlf = search.anyLineEnd && isCrlf(text);
	const seen = crlf ? text.replaceAll("\r\n", "\n") : text;
	const matches = search.matches(seen);
	return matches.length === 0 ? void 0 : {
		path,
		bytes,
		edits: editsOf(seen, matches, crlf),
		count: matches.length
	};
}
function longestLine(text) {
	const lines = text.split(/[\r\n]+/);
	return Buffer.from(lines.reduce((longest, line) => line.length > longest.length ? line : longest, ""));
}
// ../../work/main/packages/plugins/src/file/check/problems.ts
/** How files differ from what they should be: one sentence for each problem. Files that are not UTF-8 text match nothing. */
function problemsOf(files, { paths, exists, matches, absent }) {
	const listed = files.list(paths);
	const texts = files.list(paths, "file");
	const found = matches === void 0 ? [] : countsOf(files, texts, matches);
	const problems = [
		...exists === false ? listed.map((path) => `"${path}" is there`) : [],
		...exists === true ? missingOf(files, paths) : [],
		...matches === void 0 ? [] : withoutMatch(matches, texts, new Set(found.map(({ path }) => path))),
		...absent === void 0 ? [] : countsOf(files, texts, absent).map(({ path, count }) => `"${path}" matches /${absent}/ ${count} times`)
	];
	return {
		files: listed.length,
		matches: found.reduce((sum, { count }) => sum + count, 0),
		problems
	};
}
function withoutMatch(pattern, paths, found) {
	if (paths.length === 0) return [`there is no file that could match /${pattern}/`];
	return paths.filter((path) => !found.has(path)).map((path) => `"${path}" does not match /${pattern}/`);
}
function countsOf(files, paths, pattern) {
	return [...searchFiles(files.tree, paths, patternSearch(pattern, ""), () => void 0)].map(({ path, count }) => ({
		path,
		count
	}));
}
function missingOf(files, paths) {
	const missing = [];
	for (const path of paths.filter((one) => !isExclusion(one))) if (!(isGlob(path) ? files.list([path]).length > 0 : files.entry(unescapeGlob(path)) !== void 0)) missing.push(isGlob(path) ? `no file matches "${path}"` : `"${path}" is not there`);
	return missing;
}
// ../../work/main/packages/plugins/src/file/check.ts
/** `file/check`: files are there or not, and contain something or not. It has no effect, and fails where it does not hold. */
const fileCheck = {
	uses: "file/check",
	summary: "Checks that files exist, or what is in them",
	input: checkInput,
	output: checkOutput,
	formats: [1],
	describe(input, context) {
		assertSensible(input);
		return {
			effect: "none",
			guarantee: "idempotent",
			touches: touchesOf$2(patternsOf(input.paths, context), "read"),
			undo: { kind: "derived" }
		};
	},
	async *changes(input, context) {
		const patterns = patternsOf(input.paths, context) ?? [];
		const touches = touchesOf$2(patterns, "read");
		const { exists = input.paths !== void 0 && input.absent === void 0 ? true : void 0 } = input;
		yield {
			unit: {
				...input,
				paths: patterns,
				...exists !== void 0 && { exists }
			},
			title: titleOf$1(input, patterns),
			touches: touches === "unknown" ? [] : touches
		};
	},
	async apply(unit, context) {
		return { result: await check(unit, context) };
	},
	async finish(results) {
		let last = {
			files: 0,
			matches: 0
		};
		for await (const result of results) last = result;
		return last;
	}
};
async function check(input, context) {
	const { problems, ...output } = problemsOf(await context.session("files"), input);
	if (problems.length === 0) return output;
	const more = problems.length > 5 ? `; and ${problems.length - 5} more` : "";
	throw new PlanError("failed", `Files are not as they should be: ${problems.slice(0, 5).join("; ")}${more}`);
}
function assertSensible({ exists, matches, absent }) {
	for (const pattern of [matches, absent]) if (pattern !== void 0 && !pattern.includes("${{")) readPattern(pattern);
	if (exists === false && (matches !== void 0 || absent !== void 0)) throw new PlanError("invalid", "Cannot look into files that must not be there: leave out \"exists: false\", or \"matches\" and \"absent\"");
}
function titleOf$1({ exists, matches, absent }, patterns) {
	const named = patterns.length === 1 ? patterns[0] : `${patterns.length} paths`;
	if (exists === false) return `${named}: not there`;
	const wanted = [matches === void 0 ? "" : `match /${matches}/`, absent === void 0 ? "" : `do not match /${absent}/`].filter(Boolean);
	return `${named}: ${wanted.length > 0 ? wanted.join(", ") : "there"}`;
}
// ../../work/main/packages/plugins/src/file/pack/capture.ts
/** Saves what a pack will overwrite: contents, modes, link targets, and which directories are there. Errors: `conflict` where a file is not as planned. */
function* capturePack(session, pack) {
	const { tree } = session;
	let files = [];
	let directories = directoriesOf(tree, pack);
	let bytes = 0;
	for (const change of pack.files) for (const [saved, size] of savedFiles(session, pack, change)) {
		files.push(saved);
		bytes += size;
		if (bytes < pieceLimit) continue;
		yield {
			format: 1,
			directories,
			files
		};
		[files, directories, bytes] = [
			[],
			[],
			0
		];
	}
	if (files.length > 0) yield {
		format: 1,
		directories,
		files
	};
}
/** Bytes of content in one piece of undo. */
const pieceLimit = 4194304;
function* savedFiles(session, pack, change) {
	const { path, before, after } = change;
	const { tree } = session;
	const saved = {
		path,
		before,
		after
	};
	const movedTo = pack.files.find(({ from, after: became }) => from === path && after === "absent" && became === before)?.path;
	session.locate(path, "read");
	const now = stateOf$1(tree, path);
	if (now !== before) throw new PlanError("conflict", `Cannot save "${path}": ${difference(before, now)}`);
	if (movedTo !== void 0) yield [{
		...saved,
		movedTo
	}, 0];
	else if (!before.startsWith("file:")) yield [saved, 0];
	else {
		let empty = true;
		for (const chunk of tree.chunks(path)) {
			yield [{
				...saved,
				content: storedContent(chunk)
			}, chunk.length];
			empty = false;
		}
		if (empty) yield [{
			...saved,
			content: ""
		}, 0];
	}
}
function directoriesOf(tree, pack) {
	return [...new Set(pack.files.flatMap(({ path }) => ancestorsOf(path)))].sort(comparePaths).map((path) => {
		const entry = tree.entry(path);
		return entry?.kind === "directory" ? {
			path,
			mode: entry.mode
		} : { path };
	});
}
// ../../work/main/packages/plugins/src/file/pack/unit.ts
/** How much fits into a pack: files, and bytes of old and new content. */
const packLimit = {
	files: 256,
	bytes: 8388608
};
// ../../work/main/packages/plugins/src/file/pack/packs.ts
/** Planned changes as units of at most {@link packLimit}. A larger file is a unit of its own. */
async function* packsOf(tree, planned) {
	let [pending, files, bytes] = [
		[],
		0,
		0
	];
	for await (const next of planned) {
		if ((files + next.changes.length > packLimit.files || bytes + next.bytes > packLimit.bytes) && pending.length > 0) {
			yield changeOf$1(tree, pending, files);
			[pending, files, bytes] = [
				[],
				0,
				0
			];
		}
		pending.push(next);
		files += next.changes.length;
		bytes += next.bytes;
	}
	if (pending.length > 0) yield changeOf$1(tree, pending, files);
}
function changeOf$1(tree, planned, weight) {
	const [first, last] = [planned[0], planned.at(-1)];
	const files = planned.flatMap(({ changes }) => changes);
	const pack = {
		files,
		made: madeFor(tree, files)
	};
	return {
		unit: pack,
		title: planned.length === 1 ? first.title : `${planned.length} files: ${first.changes[0]?.path} … ${last.changes[0]?.path}`,
		touches: pack.files.map(({ path }) => ({
			resource: "files",
			part: escapeGlob(path),
			access: "write"
		})),
		weight,
		checkpoint: last.checkpoint ?? { path: last.changes[0]?.path ?? "" },
		details: () => planned.flatMap((one) => one.details())
	};
}
function madeFor(tree, files) {
	const above = files.filter(({ after }) => after !== absent).flatMap(({ path }) => ancestorsOf(path));
	return [...new Set(above)].filter((path) => !tree.entry(path)).sort(comparePaths);
}
// ../../work/main/packages/plugins/src/file/pack/probe.ts
/**
* Whether a pack was applied: all files at their after-state, none, or something in between (also half-written files beside them).
* `partial` is settled either way: applying the same pack again completes it, reverting takes it back.
*/
function probePack(session, pack) {
	const { tree } = session;
	let [done, open, other] = [
		0,
		0,
		0
	];
	for (const { path, before, after } of pack.files) {
		session.locate(path, "read");
		const now = stateOf$1(tree, path);
		if (now === after) done++;
		else if (now === before) open++;
		else other++;
		if (tree.sweep(path, [before, after], "look")) other++;
	}
	if (done === 0 && pack.made.some((path) => tree.entry(path) !== void 0)) other++;
	return other === 0 && open === 0 ? "applied" : other === 0 && done === 0 ? "absent" : "partial";
}
// ../../work/main/packages/plugins/src/file/pack/revert.ts
/**
* Puts a pack back by compare-and-swap: files that are as we left them become what they were, those that are so already are passed over,
* and where one is neither, nothing is touched. Directories that we made go if they are empty; those that we emptied come back.
*/
async function revertPack(session, undo) {
	const files = joinPieces(undo);
	const directories = undo.flatMap((piece) => piece.directories);
	const effects = [];
	for (const { path, before, after } of files) {
		session.locate(path, "write");
		session.tree.sweep(path, [before, after], "remove");
	}
	for (const file of files) {
		const effect = effectOf(session, file);
		if (typeof effect === "string") return { conflict: effect };
		if (effect) effects.push(effect);
	}
	for (const { path, mode } of directories) {
		if (mode !== void 0) session.tree.sweep(path, [directoryState(mode)], "remove");
		if (mode !== void 0 && !session.tree.entry(path)) effects.unshift(makeEffect(path, absent, void 0, directoryState(mode), () => []));
	}
	if (effects.length > 0) await session.commit(effects);
	await removeMade(session, directories.filter(({ mode }) => mode === void 0).map(({ path }) => path));
	return "reverted";
}
function joinPieces(undo) {
	const files = /* @__PURE__ */ new Map();
	for (const { content, ...file } of undo.flatMap((piece) => piece.files)) {
		const pieces = [...files.get(file.path)?.pieces ?? [], ...content === void 0 ? [] : [content]];
		files.set(file.path, {
			...file,
			pieces
		});
	}
	return [...files.values()];
}
/** The effect that puts a file back, nothing where it is back, or the conflict. */
function effectOf(session, file) {
	const { path, before, after } = file;
	const { tree } = session;
	if (session.locate(path, "write") !== path) return `"${path}": a symbolic link has been put in its way`;
	const entry = tree.entry(path);
	const now = entry ? stateOfEntry(tree, path, entry) : absent;
	if (now === before) return void 0;
	if (now !== after) return `"${path}": ${difference(after, now)}`;
	return makeEffect(path, now, entry?.stamp, before, () => oldContent(tree, file));
}
function oldContent(tree, { movedTo, pieces }) {
	return movedTo === void 0 ? pieces.map(bytesOf) : tree.chunks(movedTo);
}
async function removeMade(session, made) {
	for (const path of made.toReversed()) {
		const entry = session.tree.entry(path);
		if (entry?.kind !== "directory" || session.tree.names(path).length > 0) continue;
		const effect = makeEffect(path, directoryState(entry.mode), entry.stamp, absent, () => []);
		await session.tree.commit([effect], () => void 0);
	}
}
// ../../work/main/packages/plugins/src/file/file-step.ts
/** A step type on files: units are packs, applied by compare-and-swap, with before-images as undo. */
function defineFileStep(step) {
	const session = (context) => context.session("files");
	return {
		uses: step.uses,
		summary: step.summary,
		input: step.input,
		output: step.output,
		units: "many",
		formats: [1],
		describe: (input, context) => traitsOf$1(step, input, context),
		async *changes(input, context, { checkpoint }) {
			const files = await session(context);
			yield* packsOf(files.tree, step.plan(input, files, context, checkpoint));
		},
		async *capture(unit, context) {
			yield* capturePack(await session(context), unit);
		},
		apply: async (unit, context) => applyPack(await session(context), unit),
		probe: async (unit, context) => probePack(await session(context), unit),
		revert: async (undo, _after, context) => revertPack(await session(context), undo),
		finish: async (results) => step.finish(await totalOf(results))
	};
}
function traitsOf$1(step, input, context) {
	const notes = step.notes?.(input) ?? [];
	return {
		effect: "write",
		guarantee: "idempotent",
		touches: step.touches(input, context),
		undo: { kind: "derived" },
		...notes.length > 0 && { notes }
	};
}
async function totalOf(results) {
	let [files, count] = [0, 0];
	for await (const result of results) {
		const unit = result;
		files += unit?.files ?? 0;
		count += unit?.count ?? 0;
	}
	return {
		files,
		count
	};
}
// ../../work/main/packages/plugins/src/file/from-to.ts
/** The input of a step that takes one path to another. */
function fromToInput(description, example) {
	return {
		type: "object",
		additionalProperties: false,
		required: ["from", "to"],
		description,
		examples: [example],
		properties: {
			from: {
				...pathSchema,
				description: "What is there: a path from the root of the repository.",
				examples: [example.from]
			},
			to: {
				...pathSchema,
				description: "Where it is to be: the whole path, also its last name.",
				examples: [example.to]
			}
		}
	};
}
/** The output of a step that takes files somewhere. */
function fromToOutput(done) {
	return {
		type: "object",
		additionalProperties: false,
		required: ["files"],
		description: "What was done.",
		examples: [{ files: 3 }],
		properties: { files: {
			type: "integer",
			description: `How many files and links were ${done}.`,
			examples: [3]
		} }
	};
}
// ../../work/main/packages/plugins/src/file/copy.ts
/** `file/copy`: a file, or a directory with all that is in it, also comes to another place. */
const fileCopy = defineFileStep({
	uses: "file/copy",
	summary: "Copies a file or a directory",
	input: fromToInput("A file, a link, or a directory with all that is in it, is also to be at another path, with its modes. Files that are there already are overwritten.", {
		from: "config/staging.yaml",
		to: "config/production.yaml"
	}),
	output: fromToOutput("copied"),
	touches: ({ from, to }) => bothTouches(from, "read", to),
	async *plan({ from, to }, files) {
		const source = files.locate(from, "read");
		const target = files.locate(to, "write");
		const found = subtreeOf(files.tree, source);
		if (found.length === 0) throw new PlanError("missing", `Cannot copy "${from}": it is not there`);
		for (const one of found) {
			const planned = planCopy(files, one, `${target}${one.path.slice(source.length)}`);
			if (planned) yield planned;
		}
	},
	finish: ({ files }) => ({ files })
});
/** The touches of a step from one path to another. Errors: `invalid` where one is inside the other. */
function bothTouches(from, access, to) {
	const [source, target] = [touchOf$2(from, access), touchOf$2(to, "write")];
	if (source === "unknown" || target === "unknown") return "unknown";
	if (`${normalPath(to)}/`.startsWith(`${normalPath(from)}/`)) throw new PlanError("invalid", `Cannot use "${to}" for "${from}": it is the same, or inside of it`);
	return [...source, ...target];
}
/** The change that makes a path like another one; undefined where it is so. Errors: `failed` where something of another kind is in the way. */
function planCopy(files, { path: from, entry }, to) {
	const { tree } = files;
	files.locate(from, "read");
	files.locate(to, "write");
	const there = tree.entry(to);
	assertRoom(tree, to);
	if (entry.kind === "directory" && there?.kind === "directory") return void 0;
	if (entry.kind === "directory" && there) throw new PlanError("failed", `Cannot make directory "${to}": it is a ${there.kind}`);
	if (entry.kind !== "link") assertFile(to, there?.kind);
	const [before, after] = [there ? stateOf$1(tree, to) : absent, stateOfEntry(tree, from, entry)];
	if (before === after) return void 0;
	return {
		changes: [{
			path: to,
			before,
			after,
			...entry.kind === "file" && { from }
		}],
		bytes: entry.kind === "file" ? entry.size : 0,
		title: `${to}: copy of ${from}`,
		details: () => [copyDetail(files, {
			path: from,
			entry
		}, to)]
	};
}
function copyDetail({ tree }, { path: from, entry }, to) {
	if (entry.kind !== "file") return noteOf(to, entry, `copy of ${from}`);
	return fileDetail(to, tree.entry(to)?.kind === "file" ? tree.read(to) : void 0, tree.read(from));
}
// ../../work/main/packages/plugins/src/file/delete.ts
/** `file/delete`: files, links and whole directories go. */
const fileDelete = defineFileStep({
	uses: "file/delete",
	summary: "Deletes files and directories",
	input: {
		type: "object",
		additionalProperties: false,
		required: ["paths"],
		description: "Files and symbolic links that match are deleted, and so are directories that match and of which nothing is left. What is not there is no error.",
		examples: [{ paths: ["services/crm/legacy"] }],
		properties: { paths: pathsSchema }
	},
	output: {
		type: "object",
		additionalProperties: false,
		required: ["files"],
		description: "What was done.",
		examples: [{ files: 3 }],
		properties: { files: {
			type: "integer",
			description: "How many files and links were deleted.",
			examples: [3]
		} }
	},
	touches: ({ paths }) => touchesOf$2(paths, "write"),
	async *plan({ paths }, files) {
		const listed = files.list(paths);
		for (const path of listed) {
			files.locate(path, "write");
			const planned = planRemoval(files, path);
			if (planned) yield planned;
		}
		for (const { path, mode } of emptied(files, paths, listed)) yield {
			changes: [{
				path,
				before: directoryState(mode),
				after: absent
			}],
			bytes: 0,
			title: `${path}: directory deleted`,
			details: () => [{
				kind: "note",
				text: `${path}: directory, deleted`
			}]
		};
	},
	finish: ({ files }) => ({ files })
});
/** Directories that match and of which nothing is left, the deepest first. */
function emptied(files, paths, deleted) {
	const gone = new Set(deleted);
	const found = [];
	for (const path of files.list(paths, "directory").toReversed()) {
		const entry = files.tree.entry(path);
		if (entry?.kind !== "directory" || !files.tree.names(path).every(({ name }) => gone.has(`${path}/${name}`))) continue;
		gone.add(path);
		found.push({
			path,
			mode: entry.mode
		});
	}
	return found;
}
// ../../work/main/packages/plugins/src/file/session.ts
/** A session over a tree, for one opening's scope and access. */
function filesSession(tree, opening) {
	const { guard, access } = opening;
	const locate = (path, wanted) => locateInScope(tree, guard, path, wanted);
	const session = {
		access,
		tree,
		locate,
		list: (patterns, kind) => listFiles(tree, guard, patterns, kind),
		entry: (path) => tree.entry(locate(path, "read")),
		state: (path) => stateOf$1(tree, locate(path, "read")),
		read: (path) => tree.read(locate(path, "read")),
		async write(path, content, options = {}) {
			const { effectOf } = await import("./write-effect-DoXcTIi5.js").then((n) => n.t);
			await session.commit([effectOf(tree, locate(path, "write"), content, options)]);
		},
		async commit(effects) {
			if (access === "read") throw new PlanError("refused", "Cannot write files: this step may only read");
			const proceed = () => {
				for (const { path } of effects) guard.demand(escapeGlob(path), "write");
			};
			proceed();
			await tree.commit(effects, proceed);
		},
		async [Symbol.asyncDispose]() {
			tree.close();
		}
	};
	return session;
}
function locateInScope(tree, guard, path, access) {
	const normal = normalPath(path);
	guard.demand(escapeGlob(normal), access);
	const canonical = tree.locate(normal);
	if (canonical !== normal) guard.demand(escapeGlob(normalPath(canonical)), access);
	return canonical;
}
// ../../work/main/packages/plugins/src/file/glob/overlap.ts
/**
* Whether two parts may mean the same file. Exact, but for two classes, where it says yes. A path without a suffix may be a directory, so that it
* shares with what a pattern matches beneath it. Case is ignored: a plan may run where the file system ignores it.
*/
function mayShare(a, b) {
	const [left, right] = [readPart(a), readPart(b)];
	const [some, others] = [alternatives(left, right), alternatives(right, left)];
	if (!some || !others) return true;
	return some.some((one) => others.some((other) => shareSegments(one, other)));
}
function readPart(part) {
	const text = part.normalize("NFC").toLowerCase();
	return {
		text,
		isGlob: isGlob(text)
	};
}
/** What a part stands for, next to another one. */
function alternatives(part, other) {
	if (part.isGlob) return expandBraces(part.text)?.map(segmentsOf);
	const segments = segmentsOf(part.text);
	return [isDirectory(part, other) ? [...segments, "**"] : segments];
}
function isDirectory({ text }, other) {
	return !other.isGlob || !/[^/]\.[^./]+$/.test(text) || other.text.startsWith(`${text.replace(/\/+$/, "")}/`);
}
function shareSegments(a, b) {
	return reachesEnd(a, b, (one, other) => {
		if (one === "**" || other === "**") return skips(one === "**", other === "**", one, other);
		return one && other && shareTokens(one, other) ? [[1, 1]] : [];
	});
}
function shareTokens(a, b) {
	return reachesEnd(a, b, (one, other) => {
		if (one?.kind === "many" || other?.kind === "many") return skips(one?.kind === "many", other?.kind === "many", one, other);
		return one && other && shareToken(one, other) ? [[1, 1]] : [];
	});
}
/** What stands for any number of elements is left, or takes one of the other list. */
function skips(opens, otherOpens, one, other) {
	const right = opens || otherOpens && one !== void 0;
	const down = otherOpens || opens && other !== void 0;
	return [...right ? [[1, 0]] : [], ...down ? [[0, 1]] : []];
}
function shareToken(a, b) {
	if (a.kind === "char") return matchesChar(b, a.char);
	return b.kind === "char" ? matchesChar(a, b.char) : true;
}
// ../../work/main/packages/plugins/src/file/fingerprint.ts
/** SHA-256 (hex) over the paths and states of all files, links and directories that the parts match: contents, modes and link targets, not times. */
function fingerprintOf$1(session, parts) {
	const hash = createHash("sha256");
	const paths = [...session.list(parts), ...session.list(parts, "directory")];
	for (const path of paths) hash.update(`${path}\0${stateOf$1(session.tree, path)}\0`);
	return hash.digest("hex");
}
// ../../work/main/packages/plugins/src/file/identity.ts
/**
* What tells this working tree from one of another project: the address of the git remote `origin`, without protocol, user and `.git`, so that all clones
* of a repository are one tree. Without such a remote all trees are one: each file is compared with its recorded state anyway before it is touched.
*/
function identityOf$1(tree) {
	const origin = originOf(tree);
	return origin ? `repository ${origin}` : "working tree";
}
function originOf(tree) {
	if (tree.entry(".git/config")?.kind !== "file") return void 0;
	const config = Buffer.from(tree.read(".git/config")).toString();
	const section = /^\s*\[remote "origin"\][^[]*?^\s*url\s*=\s*(.+?)\s*$/ms.exec(config);
	return section?.[1] && addressOf(section[1]);
}
function addressOf(url) {
	const match = /^(?:[a-z+]+:\/\/(?:[^@/]*@)?|(?:[^@/:]+@)(?=[^/]+:))([^/:]+)(?::\d+(?=\/))?[:/](.+?)(?:\.git)?\/?$/i.exec(url);
	return match ? `${match[1].toLowerCase()}/${match[2]}` : void 0;
}
// ../../work/main/packages/plugins/src/file/tree/overlay-tree.ts
/** A tree that shows another one and keeps what is written to itself, in memory. */
function overlayTree(base) {
	const layer = /* @__PURE__ */ new Map();
	const entry = (path) => {
		if (layer.has(path)) return layer.get(path)?.entry;
		return isHidden(layer, base, path) ? void 0 : base.entry(path);
	};
	const tree = {
		root: base.root,
		locate: (path) => locatePath(base.root, entry, path),
		entry,
		names: (directory) => mergedNames(layer, base, directory),
		read: (path) => layer.has(path) ? layer.get(path)?.content ?? missing(path) : base.read(path),
		*chunks(path) {
			if (layer.has(path)) yield tree.read(path);
			else yield* base.chunks(path);
		},
		async commit(effects, proceed) {
			for (const { path, expect } of effects) if (stateOf$1(tree, path) !== expect) throw changed(path);
			proceed();
			for (const effect of effects) layOver(tree, layer, effect);
		},
		sweep: () => false,
		close: () => layer.clear()
	};
	return tree;
}
/** Whether the layer has put something else, or nothing, in the place of a directory above a path. */
function isHidden(layer, base, path) {
	return ancestorsOf(path).some((above) => {
		const held = layer.get(above);
		return layer.has(above) && (held?.entry.kind !== "directory" || base.entry(above)?.kind !== "directory");
	});
}
function mergedNames(layer, base, directory) {
	const below = isHidden(layer, base, `${directory}/x`) ? [] : base.names(directory);
	const names = new Map(below.map((found) => [found.name, found]));
	const prefix = directory === "" ? "" : `${directory}/`;
	for (const [path, held] of layer) {
		if (parentOf(path) !== directory) continue;
		const name = path.slice(prefix.length);
		if (held) names.set(name, {
			name,
			kind: held.entry.kind
		});
		else names.delete(name);
	}
	return [...names.values()];
}
function layOver(tree, layer, effect) {
	const nothing = /* @__PURE__ */ new Uint8Array();
	const stamp = `overlay:${layer.size}:${effect.state}`;
	if (effect.become !== "absent") {
		for (const path of ancestorsOf(effect.path)) if (!tree.entry(path)) layer.set(path, {
			entry: {
				kind: "directory",
				mode: 493,
				stamp
			},
			content: nothing
		});
	}
	switch (effect.become) {
		case "file": {
			const content = Buffer.concat([...effect.content()]);
			layer.set(effect.path, {
				entry: {
					kind: "file",
					mode: effect.mode,
					size: content.length,
					stamp
				},
				content
			});
			break;
		}
		case "link":
			layer.set(effect.path, {
				entry: {
					kind: "link",
					target: effect.target,
					stamp
				},
				content: nothing
			});
			break;
		case "directory":
			layer.set(effect.path, {
				entry: {
					kind: "directory",
					mode: effect.mode,
					stamp
				},
				content: nothing
			});
			break;
		case "absent": layer.set(effect.path, void 0);
	}
}
function changed(path) {
	return new PlanError("conflict", `Cannot write "${path}": it is no longer as it was`);
}
function missing(path) {
	throw new PlanError("missing", `Cannot read "${path}": it is not there`);
}
// ../../work/main/packages/plugins/src/file/driver.ts
/** The working tree under the root: resource `files`, of which there is one. Parts are paths and patterns. */
const files = {
	kind: "files",
	family: "files",
	config: {
		type: "object",
		additionalProperties: false,
		description: "The working tree needs no configuration.",
		examples: [{}]
	},
	implicit: (name) => name === "" ? {} : void 0,
	target: () => "working tree",
	covers,
	overlaps: (a, b) => (a.access === "write" || b.access === "write") && mayShare(a.part, b.part),
	open: async (_config, opening) => filesSession(diskTree(opening.root), opening),
	identity: async (session) => identityOf$1(session.tree),
	overlay: async (session, opening) => filesSession(overlayTree(session.tree), {
		guard: opening.guard,
		access: "write"
	}),
	fingerprint: async (session, parts) => fingerprintOf$1(session, parts)
};
// ../../work/main/packages/plugins/src/file/move.ts
/** `file/move`: a file, or a directory with all that is in it, gets another path. */
const fileMove = defineFileStep({
	uses: "file/move",
	summary: "Moves or renames a file or a directory",
	input: fromToInput("A file, a link, or a directory with all that is in it, gets another path and keeps its modes. Nothing may be there yet.", {
		from: "src/customer.ts",
		to: "src/crm/customer.ts"
	}),
	output: fromToOutput("moved"),
	touches: ({ from, to }) => bothTouches(from, "write", to),
	async *plan({ from, to }, files, _context, goesOn) {
		const [source, target] = [files.locate(from, "write"), files.locate(to, "write")];
		const found = subtreeOf(files.tree, source);
		if (!goesOn) assertMovable(files, {
			from,
			source,
			to,
			target
		});
		for (const one of found) {
			const planned = planMove(files, one, `${target}${one.path.slice(source.length)}`);
			if (planned) yield planned;
		}
		for (const { path, entry } of found.toReversed()) if (entry.kind === "directory") yield planLeaving(path, entry.mode);
	},
	finish: ({ count }) => ({ files: count })
});
/** What was moved by an earlier run is at its place, and no longer where it was. */
function assertMovable({ tree }, { from, source, to, target }) {
	const [here, there] = [tree.entry(source), tree.entry(target)];
	if (!here && !there) throw new PlanError("missing", `Cannot move "${from}": it is not there`);
	if (here && there) throw new PlanError("failed", `Cannot move "${from}" to "${to}": something is there already`);
}
function planMove(files, found, to) {
	const { path: from, entry } = found;
	const there = planCopy(files, found, to);
	if (entry.kind === "directory") return there;
	const before = stateOfEntry(files.tree, from, entry);
	return {
		changes: [...there?.changes ?? [], {
			path: files.locate(from, "write"),
			before,
			after: absent,
			count: 1
		}],
		bytes: entry.kind === "file" ? entry.size : 0,
		title: `${from}: moved to ${to}`,
		details: () => [moveDetail(files, found, to)]
	};
}
function moveDetail({ tree }, { path: from, entry }, to) {
	if (entry.kind !== "file") return noteOf(to, entry, `moved from ${from}`);
	const content = tree.read(from);
	return {
		...fileDetail(to, content, content),
		movedFrom: from
	};
}
function planLeaving(path, mode) {
	return {
		changes: [{
			path,
			before: directoryState(mode),
			after: absent
		}],
		bytes: 0,
		title: `${path}: directory left`,
		details: () => []
	};
}
// ../../work/main/packages/plugins/src/file/replace.ts
/** `file/replace`: a text, or what a regular expression matches, is replaced in files. */
const fileReplace = defineFileStep({
	uses: "file/replace",
	summary: "Replaces a text, or what a regular expression matches, in files",
	input: {
		type: "object",
		additionalProperties: false,
		required: ["replace"],
		description: "In each file, every occurrence of `find`, or every match of `pattern`, is replaced. Only the bytes of the matches change: encoding marks, line ends and a missing final line feed stay. Files that are not UTF-8 text stay as they are.",
		examples: [{
			paths: ["src/**/*.ts"],
			find: "full_name",
			replace: "display_name",
			count: 12
		}],
		properties: {
			paths: pathsSchema,
			find: {
				type: "string",
				minLength: 1,
				description: "A text, as it is. Line feeds in it also match CR LF, in files that end all lines so.",
				examples: ["full_name"]
			},
			pattern: {
				type: "string",
				minLength: 1,
				description: "A regular expression (ECMAScript, flags `gmu`: `^` and `$` match at every line; `(?i:…)` ignores case). Looking through 64 files, or 2 MiB, may take 10 s.",
				examples: ["full_?name\\b"]
			},
			replace: {
				type: "string",
				description: "The text to put there. With `pattern`: `$1`, `$<name>`, `$&`, and `$$` for a dollar sign.",
				examples: ["display_name", "$<first>, $<last>"]
			},
			count: {
				type: "integer",
				minimum: 0,
				description: "How many replacements there must be in all files together; another number fails before anything is changed.",
				examples: [12]
			}
		}
	},
	output: {
		type: "object",
		additionalProperties: false,
		required: ["files", "replacements"],
		description: "What was done.",
		examples: [{
			files: 3,
			replacements: 12
		}],
		properties: {
			files: {
				type: "integer",
				description: "How many files were changed.",
				examples: [3]
			},
			replacements: {
				type: "integer",
				description: "How many replacements were made in them.",
				examples: [12]
			}
		}
	},
	touches: (input, context) => {
		searchOf(input);
		return touchesOf$2(patternsOf(input.paths, context), "write");
	},
	notes: (input) => findsItself(input) ? ["What it puts in is found again: a second run would replace it once more"] : [],
	async *plan(input, files, context, from) {
		const search = searchOf(input);
		const done = from;
		const patterns = patternsOf(input.paths, context) ?? [];
		const named = namedFiles(files, input.paths ?? []);
		const paths = files.list(patterns, "file").filter((path) => !done || comparePaths(path, done.path) > 0);
		if (input.count !== void 0) assertCount(input.count, files, paths, search, done);
		const skip = (path) => skipBinary(path, named, context);
		let count = done?.count ?? 0;
		for (const found of searchFiles(files.tree, paths, search, skip)) {
			count += found.count;
			if (found.edits.length > 0) yield plannedOf(files, found, count);
		}
	},
	finish: ({ files, count }) => ({
		files,
		replacements: count
	})
});
function searchOf({ find, pattern, replace }) {
	if (find === void 0 === (pattern === void 0)) throw new PlanError("invalid", "Cannot tell what to replace: give either \"find\" (a text) or \"pattern\" (a regular expression)");
	return find === void 0 ? patternSearch(pattern, replace) : literalSearch(find, replace);
}
function findsItself(input) {
	return searchOf(input).matches(input.replace).length > 0;
}
function namedFiles(files, patterns) {
	const named = patterns.filter((pattern) => !isExclusion(pattern) && !isGlob(pattern)).map(unescapeGlob);
	for (const path of named) {
		const entry = files.entry(path);
		if (!entry) throw new PlanError("missing", `Cannot replace in "${path}": it is not there`);
		if (entry.kind !== "directory") assertFile(path, entry.kind);
	}
	return new Set(named);
}
function skipBinary(path, named, context) {
	if (named.has(path)) throw new PlanError("failed", `Cannot replace in "${path}": it is not UTF-8 text`);
	context.note(`${path} is not UTF-8 text, and is left as it is`);
}
function assertCount(count, files, paths, search, done) {
	const found = [...searchFiles(files.tree, paths, search, () => void 0)].map((one) => [one.path, one.count]);
	const total = found.reduce((sum, [, times]) => sum + times, done?.count ?? 0);
	if (total === count) return;
	const where = found.slice(0, 5).map(([path, times]) => `${path}: ${times}`);
	const list = found.length > 5 ? [...where, `and ${found.length - 5} more files`] : where;
	throw new PlanError("failed", `Cannot replace: ${count} were expected, ${total} are there${list.length > 0 ? ` (${list.join(", ")})` : ""}`);
}
function plannedOf(files, { path, bytes, edits, count }, total) {
	const after = applyEdits(bytes, edits);
	const entry = files.tree.entry(path);
	const mode = entry?.kind === "file" ? entry.mode : 0;
	return {
		changes: [{
			path,
			before: fileState(mode, hashOf(bytes)),
			after: fileState(mode, hashOf(after)),
			edits,
			count
		}],
		bytes: bytes.length + after.length,
		title: `${path}: ${count} replacement${count === 1 ? "" : "s"}`,
		details: () => [fileDetail(path, bytes, after)],
		checkpoint: {
			path,
			count: total
		}
	};
}
// ../../work/main/packages/plugins/src/file/write.ts
/** `file/write`: one file gets a content, with directories as needed. */
const fileWrite = defineFileStep({
	uses: "file/write",
	summary: "Writes a file",
	input: {
		type: "object",
		additionalProperties: false,
		required: ["path", "content"],
		description: "One file gets exactly this content. An existing file keeps its mode; a new one is 644.",
		examples: [{
			path: "config/feature.json",
			content: "{ \"enabled\": true }\n"
		}],
		properties: {
			path: pathSchema,
			content: {
				type: "string",
				description: "The whole content, as UTF-8 text. A final line feed is part of it.",
				examples: ["{ \"enabled\": true }\n"]
			},
			executable: {
				type: "boolean",
				description: "Whether the file can be run as a program. Default: as it is; no for a new file.",
				examples: [true]
			}
		}
	},
	output: {
		type: "object",
		additionalProperties: false,
		required: ["files"],
		description: "What was done.",
		examples: [{ files: 1 }],
		properties: { files: {
			type: "integer",
			description: "How many files were changed: 0 where the content was there already.",
			examples: [1]
		} }
	},
	touches: ({ path }) => touchOf$2(path, "write"),
	async *plan({ path, content, executable }, files) {
		const entry = files.entry(path);
		const mode = modeOf(executable, entry?.kind === "file" ? entry.mode : void 0);
		const planned = planContent(files, path, Buffer.from(content, "utf8"), mode === void 0 ? {} : { mode });
		if (planned) yield planned;
	},
	finish: ({ files }) => ({ files })
});
/** Execution is allowed to whoever may read. */
function modeOf(executable, mode = 420) {
	if (executable === void 0) return void 0;
	return executable ? mode | (mode & 292) >> 2 : mode & -74;
}
// ../../work/main/packages/plugins/src/file/index.ts
/** Step types on files, and the working tree as a resource. */
const file = {
	name: "file",
	version: "1.0.0",
	steps: [
		fileWrite,
		fileCopy,
		fileMove,
		fileDelete,
		fileReplace,
		fileCheck
	],
	drivers: [files]
};
// ../../work/main/packages/plugins/src/http/config.ts
/** The configuration of a connection with `driver: http`. */
const httpConfig = {
	type: "object",
	additionalProperties: false,
	required: ["baseUrl"],
	properties: {
		baseUrl: {
			type: "string",
			description: "Where the service is: http or https, host, port and a path that all requests start with. No credentials.",
			examples: ["https://flags.example.com/api"]
		},
		headers: {
			type: "object",
			additionalProperties: { type: "string" },
			description: "Headers of every request, such as an authorization from a secret.",
			examples: [{ Authorization: `Bearer $\{{ secrets.FLAGS_TOKEN }}` }]
		},
		timeout: {
			type: "string",
			pattern: durationPattern,
			default: "30s",
			description: "How long one attempt may take, from connecting to the last byte of the answer.",
			examples: ["5s"]
		},
		retries: {
			type: "integer",
			minimum: 0,
			maximum: 20,
			default: 3,
			description: "How often an idempotent request is sent again after a broken connection or an answer 429, 502, 503 or 504, within the timeout of its step.",
			examples: [0]
		},
		redirects: {
			type: "integer",
			minimum: 0,
			maximum: 50,
			default: 10,
			description: "How many redirects are followed, inside the origin and the scope.",
			examples: [0]
		},
		maxBodyBytes: {
			type: "integer",
			minimum: 1,
			default: 8388608,
			description: "The largest answer that is accepted, in bytes after decompression.",
			examples: [65536]
		},
		idempotencyKey: {
			type: "object",
			additionalProperties: false,
			description: "How the service knows a request that it has already answered.",
			examples: [{ honoured: true }],
			properties: {
				header: {
					type: "string",
					default: "Idempotency-Key",
					description: "The header that carries the key.",
					examples: ["X-Request-Id"]
				},
				honoured: {
					type: "boolean",
					default: false,
					description: "Whether the service promises to do nothing twice under one key. POST and PATCH are then repeated like PUT and DELETE.",
					examples: [true]
				}
			}
		},
		tls: {
			type: "object",
			additionalProperties: false,
			description: "Certificates for https. A certificate that does not verify is always refused.",
			examples: [{ ca: "certificates/internal-ca.pem" }],
			properties: {
				ca: {
					type: "string",
					description: "Certificates that are trusted instead of the system’s: PEM text, or a file relative to the root.",
					examples: ["certificates/internal-ca.pem"]
				},
				cert: {
					type: "string",
					description: "The client’s certificate: PEM text, or a file relative to the root.",
					examples: ["certificates/client.pem"]
				},
				key: {
					type: "string",
					description: "The key of the client’s certificate: PEM text (from a secret), or a file relative to the root.",
					examples: [`$\{{ secrets.CLIENT_KEY }}`]
				},
				serverName: {
					type: "string",
					description: "The name that the certificate must carry, where it is not that of the base URL.",
					examples: ["flags.internal"]
				}
			}
		}
	}
};
/** A stored configuration, which the schema has been checked against. */
function asHttpConfig(config) {
	return config;
}
// ../../work/main/packages/plugins/src/http/scope-entry.ts
/**
* Whether an entry of `scope.services` covers a request `METHOD /path`.
* In an entry, `*` stands for any method; in its path `*` for anything in one segment, `{id}` or `:id` for one segment, `**` for any number of them. `GET` covers `HEAD`.
*/
function coversRequest(entry, part) {
	const allowed = parse(entry);
	const asked = parse(part);
	if (!allowed || !asked) return false;
	return methodCovers(allowed.method, asked.method) && segmentsCover(allowed.segments, asked.segments);
}
/** Whether two touches of one service conflict: one of them writes, and one path covers the other or lies under it. */
function requestsOverlap(a, b) {
	if (a.access === "read" && b.access === "read") return false;
	const left = parse(a.part);
	const right = parse(b.part);
	if (!left || !right) return true;
	return meet(left.segments, right.segments) || meet(right.segments, left.segments);
}
function parse(text) {
	const match = /^(\*|[A-Za-z]+)\s+\/(\S*)$/.exec(text.trim());
	if (!match || match[2].includes("?")) return void 0;
	return {
		method: match[1].toUpperCase(),
		segments: match[2].split("/").map(decoded)
	};
}
function methodCovers(allowed, asked) {
	return allowed === "*" || allowed === asked || allowed === "GET" && asked === "HEAD";
}
function segmentsCover(allowed, asked) {
	const [first, ...rest] = allowed;
	if (first === void 0) return asked.length === 0;
	if (first === "**") return segmentsCover(rest, asked) || asked.length > 0 && segmentsCover(allowed, asked.slice(1));
	const [segment, ...others] = asked;
	return segment !== void 0 && segmentCovers(first, segment) && segmentsCover(rest, others);
}
function segmentCovers(pattern, segment) {
	if (/^(\{[^{}]+\}|:[A-Za-z_]\w*)$/.test(pattern)) return segment !== "";
	if (!pattern.includes("*")) return pattern === segment;
	const source = pattern.split(/\*+/).map((text) => text.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
	return new RegExp(`^${source.join("[^]*")}$`).test(segment);
}
function meet(pattern, path) {
	return Array.from({ length: path.length }, (_, index) => path.slice(0, path.length - index)).some((head) => segmentsCover(pattern, head));
}
function decoded(segment) {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}
// ../../work/main/packages/plugins/src/http/driver.ts
/** Services over HTTP: a connection names a base URL, and a plan's scope lists `METHOD /path` under it. */
const httpDriver = {
	kind: "http",
	family: "services",
	config: httpConfig,
	implicit: (name) => URL.parse(name)?.origin === name && /^https?:/.test(name) ? { baseUrl: name } : void 0,
	target(config) {
		const { baseUrl } = asHttpConfig(config);
		return baseUrl.includes("${{") ? hideCredentials(baseUrl) : parseBase(baseUrl).href;
	},
	host(config) {
		const url = URL.parse(asHttpConfig(config).baseUrl);
		if (!url?.hostname) return void 0;
		return `${url.hostname}:${url.port || (url.protocol === "https:" ? "443" : "80")}`;
	},
	covers: coversRequest,
	overlaps: requestsOverlap,
	async open(config, opening) {
		const { openHttpSession } = await import("./session-lxq_1toD.js");
		return openHttpSession(asHttpConfig(config), opening);
	}
};
// ../../work/main/packages/plugins/src/http/expectation.ts
/** Where a body is not what was expected, as a sentence; undefined where it is. Maps may hold more than is expected, lists may not. */
function mismatch(actual, expected, path = "body") {
	if (isMap(expected)) return isMap(actual) ? mapMismatch(actual, expected, path) : differs(actual, expected, path);
	if (Array.isArray(expected)) return Array.isArray(actual) ? listMismatch(actual, expected, path) : differs(actual, expected, path);
	return isSame(actual, expected) ? void 0 : differs(actual, expected, path);
}
function mapMismatch(actual, expected, path) {
	for (const [key, value] of Object.entries(expected)) {
		if (!Object.hasOwn(actual, key)) return `${path}.${key} is not there`;
		const found = mismatch(actual[key], value, `${path}.${key}`);
		if (found !== void 0) return found;
	}
}
function listMismatch(actual, expected, path) {
	if (actual.length !== expected.length) return `${path} has ${actual.length} items, not ${expected.length}`;
	for (const [index, value] of expected.entries()) {
		const found = mismatch(actual[index], value, `${path}[${index}]`);
		if (found !== void 0) return found;
	}
}
function isSame(actual, expected) {
	if (actual instanceof Uint8Array && expected instanceof Uint8Array) return Buffer.compare(actual, expected) === 0;
	return isNumber(actual) && isNumber(expected) ? isSameNumber(actual, expected) : actual === expected;
}
/** 1 and 1n are the same number. */
function isSameNumber(one, other) {
	if (typeof one === typeof other) return one === other;
	return Number.isInteger(Number(one)) && Number.isInteger(Number(other)) && BigInt(one) === BigInt(other);
}
function differs(actual, expected, path) {
	return `${path} is ${shown$1(actual)}, not ${shown$1(expected)}`;
}
function shown$1(value) {
	if (value instanceof Uint8Array) return `${value.length} bytes`;
	const text = JSON.stringify(value, (_, item) => typeof item === "bigint" ? Number(item) : item) ?? "nothing";
	return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
function isNumber(value) {
	return typeof value === "number" || typeof value === "bigint";
}
function isMap(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
// ../../work/main/packages/plugins/src/http/request-input.ts
/** The input of `http/request`. */
const requestInput = {
	type: "object",
	additionalProperties: false,
	properties: {
		connection: {
			type: "string",
			"x-backout": { connection: "services" },
			description: "The connection whose base URL, headers and limits are used. Give this or `url`.",
			examples: ["flags"]
		},
		url: {
			type: "string",
			description: "A whole URL, without credentials, for a service that no connection names; `scope.services` lists it by its origin.",
			examples: ["https://status.example.com/api/v1/health"]
		},
		method: {
			type: "string",
			enum: methods,
			default: "GET",
			description: "The method.",
			examples: ["PUT"]
		},
		path: {
			type: "string",
			description: "The path under the base URL (or under `url`). It starts with \"/\" and may carry a query.",
			examples: ["/flags/crm-split-name"]
		},
		query: {
			type: "object",
			additionalProperties: { anyOf: [{ type: [
				"string",
				"integer",
				"number",
				"boolean"
			] }, {
				type: "array",
				items: { type: [
					"string",
					"integer",
					"number",
					"boolean"
				] }
			}] },
			description: "Parameters that are added to the query, encoded; a list gives one parameter for each item.",
			examples: [{ query: "crm_errors" }]
		},
		headers: {
			type: "object",
			additionalProperties: { type: "string" },
			description: "Headers of this request, over those of the connection.",
			examples: [{ Accept: "application/json" }]
		},
		body: {
			description: "What to send. A text is sent as it is; anything else as JSON, or as a form where the content-type header says so.",
			examples: [{ enabled: true }]
		},
		expect: {
			type: "object",
			additionalProperties: false,
			description: "What the answer must be, or the step fails.",
			examples: [{ status: [200, 404] }],
			properties: {
				status: {
					anyOf: [
						{
							type: "integer",
							minimum: 100,
							maximum: 599
						},
						{
							type: "string",
							pattern: "^[1-5]xx$"
						},
						{
							type: "array",
							minItems: 1,
							items: { anyOf: [{
								type: "integer",
								minimum: 100,
								maximum: 599
							}, {
								type: "string",
								pattern: "^[1-5]xx$"
							}] }
						}
					],
					default: "2xx",
					description: "The status, or several; `2xx` stands for all that start with 2. A redirect that is named here is the answer, and not followed.",
					examples: [201]
				},
				body: {
					description: "What the body must hold: every key that is given, at any depth; lists in full; a text exactly.",
					examples: [{ enabled: true }]
				}
			}
		},
		idempotent: {
			type: "boolean",
			description: "Says that the service does this POST or PATCH only once under one Idempotency-Key, so that it may be sent again after a broken connection or a crash. Defaults to what the connection says.",
			examples: [true]
		},
		effect: {
			type: "string",
			enum: ["none", "write"],
			description: "Says that a POST only asks (a search, a query), so that it may stand in a check. Defaults to what the method means.",
			examples: ["none"]
		}
	}
};
/** The output of `http/request`. */
const requestOutput = {
	type: "object",
	additionalProperties: false,
	required: [
		"status",
		"headers",
		"body"
	],
	properties: {
		status: {
			type: "integer",
			description: "The status of the answer.",
			examples: [200]
		},
		headers: {
			type: "object",
			additionalProperties: { type: "string" },
			description: "Headers of the answer, names in lower case. `set-cookie` is left out.",
			examples: [{ "content-type": "application/json" }]
		},
		body: {
			description: "The body: parsed where it is JSON, else text, else bytes.",
			examples: [{ schema: 12 }]
		}
	}
};
// ../../work/main/packages/plugins/src/http/request-unit.ts
/** The unit of a bound input. Errors: `invalid`. */
function unitOf(input, context) {
	const method = input.method ?? "GET";
	const { resource, path } = placeOf(input);
	checkedHeaders(input.headers ?? {});
	if (method === "HEAD" && input.body !== void 0) throw new PlanError("invalid", "Cannot send a body with HEAD: the method has none");
	return {
		resource,
		request: {
			method,
			path,
			query: queryPairs(input.query ?? {}),
			headers: input.headers ?? {},
			...input.body !== void 0 && { body: input.body },
			access: input.effect === void 0 ? accessOf(method) : input.effect === "none" ? "read" : "write",
			repeatable: isIdempotent(method) || honoursKey(input, resource, context),
			...input.expect?.status !== void 0 && { expected: input.expect.status }
		}
	};
}
/** The part that a request touches, as `scope` lists it. */
function partOfUnit({ request }) {
	return `${request.method} ${scopePath(request.path)}`;
}
/** The URL of a unit, as far as it is known before the connection is opened. */
function urlOfUnit({ resource, request }, context) {
	const declared = context.connection(resource);
	const base = declared ? asHttpConfig(declared.config).baseUrl : resource.slice(9);
	return base.includes("${{") ? `${base}${request.path}` : urlUnder(parseBase(base), request.path, request.query).href;
}
/** The service of an input, and the path under it. Errors: `invalid` unless there is either a connection or a URL. */
function placeOf(input) {
	const path = input.path ?? "";
	if (input.connection === void 0 === (input.url === void 0)) throw new PlanError("invalid", "Cannot tell where to send the request: give either \"connection\" or \"url\"");
	if (input.connection !== void 0) return {
		resource: `services.${input.connection}`,
		path: path || "/"
	};
	const [address, query] = splitQuery(input.url);
	const base = parseBase(address);
	const prefix = base.pathname === "/" && path !== "" ? "" : base.pathname;
	return {
		resource: `services.${base.origin}`,
		path: withQuery(prefix + path, query)
	};
}
function honoursKey(input, resource, context) {
	if (input.idempotent !== void 0) return input.idempotent;
	const config = context?.connection(resource)?.config;
	return config !== void 0 && asHttpConfig(config).idempotencyKey?.honoured === true;
}
function splitQuery(url) {
	const at = url.indexOf("?");
	return at < 0 ? [url, ""] : [url.slice(0, at), url.slice(at + 1)];
}
function withQuery(path, query) {
	return query === "" ? path : `${path}${path.includes("?") ? "&" : "?"}${query}`;
}
function queryPairs(query) {
	return Object.entries(query).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((item) => [name, String(item)]));
}
// ../../work/main/packages/plugins/src/http/response-body.ts
/**
* The body of an answer: parsed where the content-type is JSON, text where it is text, bytes otherwise.
* JSON integers beyond 2^53 become 64-bit integers, so that none loses digits. Errors: `failed` where JSON is announced but not sent.
*/
function decodeBody(answer) {
	const { type, charset } = contentType(answer.headers["content-type"] ?? "");
	if (isJson(type)) return answer.body.length === 0 ? null : parsedJson(textOf$3(answer.body, "utf-8"), answer.status, type);
	return textOf$3(answer.body, charset) ?? answer.body;
}
function contentType(header) {
	const charset = /;\s*charset="?([^";\s]+)/i.exec(header)?.[1];
	return {
		type: header.split(";", 1)[0].trim().toLowerCase(),
		charset
	};
}
function isJson(type) {
	return type === "application/json" || type === "text/json" || type.endsWith("+json");
}
/** Undefined where the bytes are not text. */
function textOf$3(bytes, charset) {
	try {
		return new TextDecoder(charset ?? "utf-8", { fatal: charset === void 0 }).decode(bytes);
	} catch {
		return charset === void 0 ? void 0 : textOf$3(bytes, void 0);
	}
}
function parsedJson(text, status, type) {
	try {
		return /\d{16}/.test(text) ? parseExactly(text) : JSON.parse(text);
	} catch (cause) {
		throw new PlanError("failed", `Cannot read the body: the answer ${status} is announced as ${type}, but it is not JSON`, { cause });
	}
}
function parseExactly(text) {
	const reviver = (_key, value, context) => typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? "") ? BigInt(context.source) : value;
	return JSON.parse(text, reviver);
}
// ../../work/main/packages/plugins/src/http/request-step.ts
/**
* `http/request`: one request, one unit.
*
* A write that was answered with 2xx (or an expected status) is applied, whatever is wrong with its answer otherwise: that is judged in `finish`, so that
* a rollback knows of the effect. Any other answer says that nothing was done; no answer, or a gateway's in place of the service's, that it is unknown.
*/
const httpRequest = {
	uses: "http/request",
	summary: "Sends an HTTP request and checks its answer",
	input: requestInput,
	output: requestOutput,
	formats: [1],
	describe: (input, context) => isUnbound(input) ? unknownTraits : traitsOf(unitOf(input, context)),
	async *changes(input, context) {
		const unit = unitOf(input, context);
		const { method, path, headers = {}, body } = unit.request;
		yield {
			unit,
			title: input.connection === void 0 ? `${method} ${input.url}${input.path ?? ""}` : `${method} ${path} of ${input.connection}`,
			touches: [touchOf$1(unit)],
			details: () => [{
				kind: "request",
				method,
				url: urlOfUnit(unit, context),
				headers: shownHeaders(headers),
				...body !== void 0 && { body: bodyText(body, headers) }
			}]
		};
	},
	async apply(unit, context) {
		const { resource, request } = unit;
		const answer = await (await context.session(resource)).send({
			...request,
			key: context.key
		}, context.signal);
		if (request.access === "write") refuseUndone(answer, request, resource);
		return { result: storedAnswer(answer) };
	},
	async finish(results, input) {
		for await (const result of results) return judged(result, input);
		throw new PlanError("internal", "Cannot give the answer of a request that was never sent");
	}
};
const undo = {
	kind: "none",
	reason: "a request cannot be taken back by itself: write a rollback that sends the opposite, or say why there is none"
};
const unknownTraits = {
	effect: "unknown",
	guarantee: "unknown",
	touches: "unknown",
	undo
};
function traitsOf(unit) {
	const { method, access, repeatable } = unit.request;
	const touches = [touchOf$1(unit)];
	if (access === "read") return {
		effect: "none",
		guarantee: "idempotent",
		touches,
		undo,
		...method !== "GET" && readNotes(method)
	};
	if (repeatable) return {
		effect: "write",
		guarantee: "idempotent",
		touches,
		undo
	};
	const note = `If the connection breaks while ${method} is under way, a person has to say whether it happened, unless the service honours the Idempotency-Key header ("idempotent: true")`;
	return {
		effect: "write",
		guarantee: "at-least-once",
		touches,
		undo,
		notes: [note]
	};
}
function readNotes(method) {
	return isIdempotent(method) && method !== "PUT" && method !== "DELETE" ? {} : { notes: [`The plan says that this ${method} has no effect`] };
}
function touchOf$1(unit) {
	return {
		resource: unit.resource,
		part: partOfUnit(unit),
		access: unit.request.access ?? "write"
	};
}
/** Whether what decides the request still waits for an expression. */
function isUnbound({ connection, url, method, path }) {
	return [
		connection,
		url,
		method,
		path
	].some((value) => value?.includes("${{"));
}
function refuseUndone(answer, { method, expected, repeatable }, resource) {
	if (answer.problem !== void 0 || isExpected(answer.status, expected)) return;
	const said = `Cannot ${method} ${answer.url}: ${resource} answered ${answer.status}, not ${ruleText(expected)}${excerpt(answer)}`;
	const gateway = answer.status === 502 || answer.status === 504;
	if (!answer.doubtful && !(gateway && !repeatable)) throw new PlanError("failed", said);
	const why = answer.doubtful ? "an earlier attempt broke off after it was sent" : "a gateway gave up on the service";
	throw new PlanError("unknown", `${said}; ${why}, so whether it had its effect cannot be told`, { hint: "Look at the service, then say what is so with: plan resolve" });
}
function storedAnswer({ status, headers, body, url, problem }) {
	return {
		status,
		headers,
		body,
		url,
		...problem && { problem }
	};
}
function judged(answer, input) {
	const { problem, status, headers } = answer;
	if (problem) throw new PlanError(problem.code, problem.message, problem.hint === void 0 ? {} : { hint: problem.hint });
	const rule = input.expect?.status;
	const said = `Cannot accept the answer of ${input.method ?? "GET"} ${answer.url}`;
	if (!isExpected(status, rule)) throw new PlanError("failed", `${said}: its status is ${status}, not ${ruleText(rule)}${excerpt(answer)}`);
	const body = decodeBody(answer);
	const wrong = input.expect?.body === void 0 ? void 0 : mismatch(body, input.expect.body);
	if (wrong !== void 0) throw new PlanError("failed", `${said}: ${wrong}`);
	return {
		status,
		headers,
		body
	};
}
/** The start of a body that explains itself: errors of services are short texts. */
function excerpt({ status, headers, body }) {
	if (status < 400 || body.length === 0 || !/^(text\/plain|application\/([a-z.+-]*\+)?json)/i.test(headers["content-type"] ?? "")) return "";
	const text = Buffer.from(body).toString("utf8").replace(/\s+/g, " ").trim();
	return `: ${text.length > 300 ? `${text.slice(0, 300)}…` : text}`;
}
function bodyText(body, headers) {
	const { bytes } = encodeBody(body, headers);
	return typeof bytes === "string" ? bytes : `${bytes.length} bytes`;
}
// ../../work/main/packages/plugins/src/http/index.ts
/** Services over HTTP: the driver `http` and the step `http/request`. */
const http = {
	name: "http",
	version: "1.0.0",
	steps: [httpRequest],
	drivers: [httpDriver]
};
// ../../work/main/packages/plugins/src/sql/postgres/dialect.ts
/** PostgreSQL's SQL, read by PostgreSQL's own parser. Unqualified names mean schema `public`: sessions set their search path so. */
const postgresDialect = {
	driver: "postgres",
	title: "PostgreSQL",
	read: async (sql) => (await import("./read-script-CC48X2p4.js")).readScript(sql)
};
// ../../work/main/packages/plugins/src/sql/sqlite/text/tokens.ts
/**
* Splits a script into tokens, without white space and comments, by the rules of SQLite's own tokenizer (src/tokenize.c).
* Errors: `invalid`, naming the line, for a string or quoted name that does not end, and for a character that no token starts with.
*/
function tokenize(sql) {
	const tokens = [];
	let at = sql.charCodeAt(0) === 65279 ? 1 : 0;
	while (at < sql.length) {
		const gap = endOfGap(sql, at);
		if (gap > at) {
			at = gap;
			continue;
		}
		const token = tokenAt(sql, at);
		tokens.push(token);
		at = token.end;
	}
	return tokens;
}
/** The line of an offset, from 1. */
function lineOf(sql, offset) {
	let line = 1;
	for (let at = sql.indexOf("\n"); at >= 0 && at < offset; at = sql.indexOf("\n", at + 1)) line++;
	return line;
}
function endOfGap(sql, at) {
	const char = sql[at];
	if (" 	\n\f\r".includes(char)) return at + 1;
	if (sql.startsWith("--", at)) return after(sql.indexOf("\n", at), 1, sql.length);
	if (sql.startsWith("/*", at)) return after(sql.indexOf("*/", at + 2), 2, sql.length);
	return at;
}
function after(found, width, otherwise) {
	return found < 0 ? otherwise : found + width;
}
const patterns = [
	["blob", /[xX]'(?:[0-9a-fA-F]{2})*'/y],
	["word", /[A-Za-z_\u{80}-\u{10ffff}][\w$\u{80}-\u{10ffff}]*/uy],
	["number", /0[xX][0-9a-fA-F_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?/y],
	["parameter", /\?\d*|[:@#][\w$\u{80}-\u{10ffff}]+|\$[\w$\u{80}-\u{10ffff}]+(?:::[\w$\u{80}-\u{10ffff}]*)*(?:\([^)\s]*\))?/uy],
	["string", /'(?:[^']|'')*'/y],
	["quoted", /"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]/y],
	["sign", /->>|->|\|\||<<|>>|<=|>=|==|<>|!=|[-+*/%(),.;<>=&|~]/y]
];
function tokenAt(sql, at) {
	for (const [kind, pattern] of patterns) {
		pattern.lastIndex = at;
		const text = pattern.exec(sql)?.[0];
		if (text !== void 0) return {
			kind,
			text,
			start: at,
			end: at + text.length
		};
	}
	throw unreadable(sql, at);
}
function unreadable(sql, at) {
	const char = String.fromCodePoint(sql.codePointAt(at));
	const line = lineOf(sql, at);
	if (`'"\`[`.includes(char)) return new PlanError("invalid", `Cannot read the SQL: what opens with ${char} on line ${line} is never closed`);
	return new PlanError("invalid", `Cannot read the SQL: no token starts with ${JSON.stringify(char)} on line ${line}`);
}
/** A bare word in upper case; `''` for any other token, and behind the end. */
function keyword(token) {
	return token?.kind === "word" ? token.text.toUpperCase() : "";
}
/** The name that an identifier stands for, or undefined where the token can't be one. SQLite takes a string for a name where only a name fits. */
function nameOf(token) {
	switch (token?.kind) {
		case "word": return token.text;
		case "string": return token.text.slice(1, -1).replaceAll("''", "'");
		case "quoted": return unquote(token.text);
		default: return;
	}
}
function unquote(text) {
	const body = text.slice(1, -1);
	const mark = text[0];
	return mark === "[" ? body : body.replaceAll(mark + mark, mark);
}
// ../../work/main/packages/plugins/src/sql/sqlite/text/references.ts
/**
* The tables and views that a SELECT, INSERT, UPDATE or DELETE (or the body of a trigger) names, in the order of the text.
* Names of common table expressions, table-valued functions, the catalog and TEMP tables are left out.
*/
function referencesIn(tokens) {
	const walk = {
		tokens,
		own: commonTables(tokens),
		parts: [],
		frames: [{
			inFrom: false,
			expectsTable: false
		}]
	};
	for (let at = 0; at < tokens.length;) at = step$2(walk, at);
	return walk.parts;
}
/** Reads of these are not touches: what a database says of itself. */
function isCatalog(table) {
	return /^(?:sqlite_(?:temp_)?(?:schema|master)$|pragma_)/i.test(table);
}
/** A name as a statement writes it: `main.t` is `t`. `next` is the index behind it. Undefined where there is no name. */
function qualifiedName(tokens, at) {
	const first = nameOf(tokens[at]);
	if (first === void 0) return void 0;
	const second = tokens[at + 1]?.text === "." ? nameOf(tokens[at + 2]) : void 0;
	return second === void 0 ? {
		name: first,
		next: at + 1
	} : {
		schema: first.toLowerCase(),
		name: second,
		next: at + 3
	};
}
const selects = /* @__PURE__ */ new Set([
	"SELECT",
	"VALUES",
	"WITH"
]);
const endsFrom = /* @__PURE__ */ new Set([
	...selects,
	"WHERE",
	"GROUP",
	"ORDER",
	"LIMIT",
	"HAVING",
	"WINDOW",
	"UNION",
	"INTERSECT",
	"EXCEPT",
	"RETURNING",
	"SET"
]);
function step$2(walk, at) {
	const { tokens, frames } = walk;
	const token = tokens[at];
	const frame = frames.at(-1);
	if (token.text === ";") walk.frames.splice(0, frames.length, {
		inFrom: false,
		expectsTable: false
	});
	if (token.text === "(") return open(walk, at, frame);
	if (token.text === ")") {
		if (frames.length > 1) frames.pop();
		return at + 1;
	}
	if (frame.expectsTable && nameOf(token) !== void 0 && !selects.has(keyword(token))) return readTable(walk, at, frame);
	if (token.text === "," && frame.inFrom) frame.expectsTable = true;
	return token.kind === "word" ? stepWord(walk, at, frame) : at + 1;
}
function open({ tokens, frames }, at, frame) {
	const group = frame.expectsTable && !selects.has(keyword(tokens[at + 1]));
	frame.expectsTable = false;
	frames.push({
		inFrom: group,
		expectsTable: group
	});
	return at + 1;
}
function readTable(walk, at, frame) {
	frame.expectsTable = false;
	return add(walk, at, "read");
}
function stepWord(walk, at, frame) {
	const { tokens } = walk;
	const word = keyword(tokens[at]);
	if (endsFrom.has(word)) frame.inFrom = false;
	switch (word) {
		case "FROM":
			if (keyword(tokens[at - 1]) === "DELETE") return add(walk, at + 1, "write");
			if (isComparison(tokens, at)) return at + 1;
			frame.inFrom = true;
			frame.expectsTable = true;
			return at + 1;
		case "JOIN":
			frame.inFrom = true;
			frame.expectsTable = true;
			return at + 1;
		case "INTO": return add(walk, at + 1, "write");
		case "UPDATE": return isUpdateStatement(tokens, at) ? add(walk, afterOr(tokens, at + 1), "write") : at + 1;
		case "IN": return nameOf(tokens[at + 1]) === void 0 ? at + 1 : add(walk, at + 1, "read");
		default: return at + 1;
	}
}
/** `IS [NOT] DISTINCT FROM` compares. */
function isComparison(tokens, from) {
	if (keyword(tokens[from - 1]) !== "DISTINCT") return false;
	const before = keyword(tokens[from - 2]);
	return before === "IS" || before === "NOT" && keyword(tokens[from - 3]) === "IS";
}
/** Not the UPDATE of `DO UPDATE SET`. */
function isUpdateStatement(tokens, at) {
	return keyword(tokens[at - 1]) !== "DO";
}
function afterOr(tokens, at) {
	return keyword(tokens[at]) === "OR" ? at + 2 : at;
}
function add({ tokens, own, parts }, at, access) {
	const found = qualifiedName(tokens, at);
	if (!found) return at;
	const { schema, name, next } = found;
	const isFunction = access === "read" && tokens[next]?.text === "(";
	const isOwn = schema === void 0 && own.has(name.toLowerCase()) && access === "read";
	if (schema !== "temp" && !isFunction && !isOwn && !isCatalog(name)) addPart(parts, {
		part: name,
		access
	});
	return next;
}
/** Adds a part unless it is there, also in another case; a write covers a read. */
function addPart(parts, { part, access }) {
	const at = parts.findIndex((known) => known.part.toLowerCase() === part.toLowerCase());
	if (at < 0) parts.push({
		part,
		access
	});
	else if (access === "write") parts[at] = {
		part: parts[at].part,
		access
	};
}
/** Names of common table expressions, lower case: `name [(columns)] AS [[NOT] MATERIALIZED] ( SELECT …`. */
function commonTables(tokens) {
	const names = /* @__PURE__ */ new Set();
	if (!tokens.some((token) => keyword(token) === "WITH")) return names;
	for (const [at, token] of tokens.entries()) {
		if (keyword(token) !== "AS" || !opensSelect(tokens, at + 1)) continue;
		const name = nameOf(tokens[beforeColumns(tokens, at - 1)]);
		if (name !== void 0) names.add(name.toLowerCase());
	}
	return names;
}
function opensSelect(tokens, from) {
	let at = from;
	if (keyword(tokens[at]) === "NOT") at++;
	if (keyword(tokens[at]) === "MATERIALIZED") at++;
	return tokens[at]?.text === "(" && selects.has(keyword(tokens[at + 1]));
}
function beforeColumns(tokens, from) {
	let at = from;
	if (tokens[at]?.text !== ")") return at;
	while (at >= 0 && tokens[at]?.text !== "(") at--;
	return at - 1;
}
// ../../work/main/packages/plugins/src/sql/sqlite/text/pragma.ts
/** Reads a PRAGMA statement. The schema in `main.name` is dropped. */
function readPragma(tokens) {
	const at = tokens[2]?.text === "." ? 3 : 1;
	const sign = tokens[at + 1]?.text;
	const argument = (sign === "=" || sign === "(" ? tokens.slice(at + 2, sign === "(" ? -1 : void 0) : []).map((token) => nameOf(token) ?? token.text).join("");
	return {
		name: (nameOf(tokens[at]) ?? "").toLowerCase(),
		argument: sign === void 0 ? void 0 : argument.toLowerCase()
	};
}
/** Errors: `invalid` for a PRAGMA that reaches beyond one transaction, with the way out. */
function roleOfPragma({ name, argument }, line) {
	if (asks.has(name)) return "reads";
	if (argument === void 0 && tells.has(name)) return "reads";
	if (switches.has(name)) return "sets";
	if (header.has(name)) return "writes";
	throw new PlanError("invalid", `Cannot run PRAGMA ${name} on line ${line}: it reaches beyond the transaction that a step is`, { hint: hints[name] ?? "Leave it out, or run it by a command of its own outside the plan" });
}
/** PRAGMA statements that take an argument and only ask. */
const asks = new Set([
	"table_info",
	"table_xinfo",
	"table_list",
	"index_list",
	"index_info",
	"index_xinfo",
	"foreign_key_list",
	"foreign_key_check"
].concat([
	"integrity_check",
	"quick_check",
	"database_list",
	"collation_list",
	"function_list",
	"module_list",
	"pragma_list"
]).concat([
	"compile_options",
	"data_version",
	"page_count",
	"freelist_count"
]));
/** Those that tell a setting when called without an argument. */
const tells = new Set([
	"application_id",
	"auto_vacuum",
	"busy_timeout",
	"cache_size",
	"defer_foreign_keys",
	"encoding",
	"foreign_keys",
	"ignore_check_constraints"
].concat([
	"journal_mode",
	"legacy_alter_table",
	"locking_mode",
	"page_size",
	"query_only",
	"recursive_triggers",
	"schema_version"
]).concat([
	"synchronous",
	"user_version",
	"writable_schema",
	"journal_size_limit",
	"mmap_size",
	"temp_store",
	"trusted_schema"
]));
/** Switches of the connection that a script may set for itself. */
const switches = /* @__PURE__ */ new Set([
	"foreign_keys",
	"defer_foreign_keys",
	"legacy_alter_table",
	"recursive_triggers",
	"ignore_check_constraints"
]);
/** Numbers that applications keep in the file's header. */
const header = /* @__PURE__ */ new Set(["user_version", "application_id"]);
const hints = {
	writable_schema: "Use ALTER TABLE, or create, copy, drop and rename: Backout takes these back exactly",
	journal_mode: "Set it once, outside of plans: it stays with the database file"
};
// ../../work/main/packages/plugins/src/sql/sqlite/text/read-statement.ts
/** Reads one statement. Errors: `invalid` for what can't be part of a unit. */
function readStatement(sql, tokens) {
	const line = lineOf(sql, tokens[0].start);
	const { kind, ...meaning } = meaningOf(tokens, line);
	return {
		statement: {
			sql: sql.slice(tokens[0].start, tokens.at(-1).end),
			line,
			kind,
			parameters: parametersOf(tokens)
		},
		tokens,
		...meaning
	};
}
function parametersOf(tokens) {
	const names = /* @__PURE__ */ new Set();
	let largest = 0;
	for (const { kind, text } of tokens) {
		if (kind !== "parameter") continue;
		if (!text.startsWith("?")) names.add(text.slice(1));
		else {
			largest = text === "?" ? largest + 1 : Math.max(largest, Number(text.slice(1)));
			names.add(text === "?" ? String(largest) : text.slice(1));
		}
	}
	return [...names];
}
function meaningOf(tokens, line) {
	const word = keyword(tokens[0]);
	switch (word) {
		case "SELECT":
		case "VALUES": return {
			kind: "select",
			access: "read",
			parts: referencesIn(tokens)
		};
		case "EXPLAIN": return {
			kind: "explain",
			access: "read",
			parts: referencesIn(tokens).map(({ part }) => ({
				part,
				access: "read"
			}))
		};
		case "WITH": return dml(mainWord(tokens), tokens);
		case "INSERT":
		case "REPLACE":
		case "UPDATE":
		case "DELETE": return dml(word, tokens);
		case "CREATE": return create(tokens, line);
		case "ALTER": return alter(tokens);
		case "DROP": return drop(tokens);
		case "PRAGMA": return pragma(tokens, line);
		case "ANALYZE":
		case "REINDEX": return {
			kind: word.toLowerCase(),
			access: "write",
			parts: "unknown"
		};
		case "BEGIN":
		case "COMMIT":
		case "END":
		case "ROLLBACK":
		case "SAVEPOINT":
		case "RELEASE": return {
			kind: word === "END" ? "commit" : word.toLowerCase(),
			access: "control",
			parts: []
		};
		default: throw refused$1(tokens[0].text, word, line);
	}
}
/** The verb behind the common table expressions: the first one outside of all parentheses. */
function mainWord(tokens) {
	let depth = 0;
	for (const token of tokens) if (token.text === "(") depth++;
	else if (token.text === ")") depth--;
	else if (depth === 0 && /^(?:SELECT|VALUES|INSERT|REPLACE|UPDATE|DELETE)$/.test(keyword(token))) return keyword(token);
	return "SELECT";
}
function dml(word, tokens) {
	const parts = referencesIn(tokens);
	if (word === "SELECT" || word === "VALUES") return {
		kind: "select",
		access: "read",
		parts
	};
	const all = (word === "UPDATE" || word === "DELETE") && !tokens.some((token) => keyword(token) === "WHERE");
	const target = parts.find(({ access }) => access === "write")?.part;
	return {
		kind: word === "REPLACE" ? "insert" : word.toLowerCase(),
		access: "write",
		parts,
		...all && target !== void 0 && { note: `${word} of every row of "${target}": there is no WHERE` }
	};
}
function create(tokens, line) {
	let at = 1;
	const temporary = /^TEMP(?:ORARY)?$/.test(keyword(tokens[at]));
	if (temporary) at++;
	const unique = keyword(tokens[at]) === "UNIQUE";
	const virtual = keyword(tokens[at]) === "VIRTUAL";
	if (unique || virtual) at++;
	const what = keyword(tokens[at]);
	at = afterExists(tokens, at + 1);
	const name = qualifiedName(tokens, at);
	if (!name || !/^(?:TABLE|INDEX|VIEW|TRIGGER)$/.test(what)) throw refused$1(`CREATE ${tokens[1]?.text ?? ""}`.trim(), "CREATE", line);
	const kind = `create ${virtual ? "virtual " : ""}${what.toLowerCase()}`;
	const body = tokens.slice(name.next);
	const own = temporary || name.schema === "temp";
	if (what === "INDEX") return {
		kind,
		access: "write",
		parts: partOf(tableAfterOn(body))
	};
	if (what === "TRIGGER") return {
		kind,
		access: "write",
		parts: withDependencies(own ? [] : partOf(tableAfterOn(body)), triggerBody(body))
	};
	const parts = own ? [] : [{
		part: name.name,
		access: "write"
	}];
	if (virtual) return {
		kind,
		access: "write",
		parts,
		irreversible: "a virtual table keeps its data by code of its own"
	};
	return {
		kind,
		access: "write",
		parts: withDependencies(parts, selectOf(body))
	};
}
/** A view or trigger stands on the tables of its body; reading them is all that creating it may need. */
function withDependencies(parts, body) {
	const all = [...parts];
	for (const { part } of referencesIn(body)) addPart(all, {
		part,
		access: "read"
	});
	return all;
}
function triggerBody(tokens) {
	const row = tokens.findIndex((token) => /^(?:WHEN|BEGIN)$/.test(keyword(token)));
	return row < 0 ? [] : tokens.slice(row + 1);
}
function selectOf(tokens) {
	const as = tokens.findIndex((token, at) => keyword(token) === "AS" && /^(?:SELECT|VALUES|WITH)$/.test(keyword(tokens[at + 1])));
	return as < 0 ? [] : tokens.slice(as + 1);
}
function tableAfterOn(tokens) {
	const on = tokens.findIndex((token) => keyword(token) === "ON");
	return on < 0 ? void 0 : qualifiedName(tokens, on + 1)?.name;
}
function partOf(name) {
	return name === void 0 ? [] : [{
		part: name,
		access: "write"
	}];
}
/** Behind `IF NOT EXISTS` or `IF EXISTS`. */
function afterExists(tokens, at) {
	if (keyword(tokens[at]) !== "IF") return at;
	return keyword(tokens[at + 1]) === "NOT" ? at + 3 : at + 2;
}
function alter(tokens) {
	const name = qualifiedName(tokens, 2);
	const rest = tokens.slice(name?.next ?? 2);
	const renamed = keyword(rest[0]) === "RENAME" && keyword(rest[1]) === "TO" ? qualifiedName(rest, 2)?.name : void 0;
	const dropped = keyword(rest[0]) === "DROP" && keyword(rest[1]) !== "CONSTRAINT";
	return {
		kind: "alter table",
		access: "write",
		parts: [...partOf(name?.name), ...partOf(renamed)],
		...dropped && { note: `Drops a column of "${name?.name ?? ""}" with its data; the undo holds it` }
	};
}
function drop(tokens) {
	const what = keyword(tokens[1]).toLowerCase();
	const name = qualifiedName(tokens, afterExists(tokens, 2));
	const kind = `drop ${what}`;
	if (what === "index" || what === "trigger") return {
		kind,
		access: "write",
		parts: "unknown"
	};
	return {
		kind,
		access: "write",
		parts: name?.schema === "temp" ? [] : partOf(name?.name),
		...what === "table" && { note: `Drops "${name?.name ?? ""}" with its rows; the undo holds them` }
	};
}
function pragma(tokens, line) {
	const read = readPragma(tokens);
	switch (roleOfPragma(read, line)) {
		case "reads": return {
			kind: "pragma",
			access: "read",
			parts: []
		};
		case "sets": return {
			kind: "pragma",
			access: "control",
			parts: []
		};
		case "writes": return {
			kind: "pragma",
			access: "write",
			parts: [{
				part: `pragma ${read.name}`,
				access: "write"
			}]
		};
	}
}
function refused$1(text, word, line) {
	const hint = refusals[word];
	const why = hint ? "it cannot be part of a transaction, which a step is" : "it is not a statement that SQLite knows";
	return new PlanError("invalid", `Cannot run ${text.toUpperCase()} on line ${line}: ${why}`, hint ? { hint } : {});
}
const refusals = {
	VACUUM: "Run it by a command of its own outside the plan: it rewrites the whole file, and may renumber rows",
	ATTACH: "Name the other database as a connection of its own, and give it its own steps",
	DETACH: "Name the other database as a connection of its own, and give it its own steps"
};
// ../../work/main/packages/plugins/src/sql/sqlite/text/settings.ts
/**
* Takes the frame off a script that other tools wrote: PRAGMA switches at its beginning and end, and one BEGIN … COMMIT around it all.
* Errors: `invalid` for a transaction statement anywhere else, and for a switch among the statements where it would not take effect.
*/
function settingsOf(script) {
	const settings = {};
	const isFrame = (statement) => statement.access === "control";
	const first = script.findIndex((statement) => !isFrame(statement));
	const last = script.findLastIndex((statement) => !isFrame(statement));
	if (first < 0) return {
		settings,
		statements: []
	};
	const head = script.slice(0, first);
	const tail = script.slice(last + 1);
	for (const statement of head.filter(isSwitch)) Object.assign(settings, switchOf(statement));
	demandPair(head.filter(isTransaction), tail.filter(isTransaction));
	const statements = script.slice(first, last + 1);
	for (const statement of statements.filter(isFrame)) throw misplaced(statement);
	return {
		settings,
		statements
	};
}
function isSwitch({ statement }) {
	return statement.kind === "pragma";
}
function isTransaction({ statement }) {
	return statement.kind !== "pragma";
}
function switchOf({ tokens }) {
	const { name, argument } = readPragma(tokens);
	return { [name]: argument ?? "" };
}
/** Either nothing, or BEGIN in front and COMMIT behind. */
function demandPair(head, tail) {
	const kinds = (statements) => statements.map(({ statement }) => statement.kind).join(" ");
	const pair = `${kinds(head)}/${kinds(tail)}`;
	if (pair !== "/" && pair !== "begin/commit") throw misplaced(tail.at(-1) ?? head[0]);
}
function misplaced({ statement }) {
	const { kind, line } = statement;
	if (kind === "pragma") return new PlanError("invalid", `Cannot switch "${statement.sql}" on line ${line}: it holds for the whole step`, { hint: "Write it first in the script, or split the script into steps" });
	return new PlanError("invalid", `Cannot run ${kind.toUpperCase()} on line ${line}: a step is one transaction, which Backout begins and commits itself`, { hint: "Leave it out; where parts must be durable one by one, make each a step" });
}
// ../../work/main/packages/plugins/src/sql/sqlite/text/split.ts
/**
* Splits a script into its statements, each a run of tokens without the semicolon; empty statements are left out.
* A trigger ends as in SQLite's `sqlite3_complete()`: at the `;` behind an END that itself follows a `;`, so that `CASE … END` is part of it.
* Errors: those of {@link tokenize}.
*/
function splitStatements(sql) {
	const statements = [];
	let current = [];
	for (const token of tokenize(sql)) {
		if (token.text !== ";" || !ends(current)) {
			current.push(token);
			continue;
		}
		if (current.length > 0) statements.push(current);
		current = [];
	}
	if (current.length > 0) statements.push(current);
	return statements;
}
function ends(tokens) {
	if (!opensTrigger(tokens)) return true;
	return keyword(tokens.at(-1)) === "END" && tokens.at(-2)?.text === ";";
}
/** Whether these tokens begin a CREATE TRIGGER, maybe behind EXPLAIN [QUERY PLAN]. */
function opensTrigger(tokens) {
	const words = tokens.slice(0, 6).map(keyword);
	const create = words.indexOf("CREATE");
	if (create < 0 || create > 0 && words[0] !== "EXPLAIN") return false;
	const next = words[create + 1];
	return (next === "TEMP" || next === "TEMPORARY" ? words[create + 2] : next) === "TRIGGER";
}
// ../../work/main/packages/plugins/src/sql/sqlite/dialect.ts
/** SQLite's SQL. A script is one transaction: a BEGIN and COMMIT around the whole of it are dropped. */
const sqliteDialect = {
	driver: "sqlite",
	title: "SQLite",
	read: readScript$1
};
function readScript$1(sql) {
	const { settings, statements } = settingsOf(splitStatements(sql).map((tokens) => readStatement(sql, tokens)));
	const writes = statements.some(({ access }) => access === "write");
	const batch = {
		statements: statements.map(({ statement }) => statement),
		transactional: true,
		settings
	};
	return {
		batches: statements.length === 0 ? [] : [batch],
		effect: writes ? "write" : "none",
		guarantee: "exactly-once",
		touches: touchesOf$1(statements),
		undo: undoOf(statements),
		notes: statements.flatMap(({ note, statement }) => note === void 0 ? [] : [`Line ${statement.line}: ${note}`])
	};
}
function touchesOf$1(statements) {
	const parts = [];
	for (const statement of statements) {
		if (statement.parts === "unknown") return "unknown";
		for (const part of statement.parts) addPart(parts, part);
	}
	return parts;
}
function undoOf(statements) {
	const irreversible = statements.find((statement) => statement.irreversible !== void 0);
	if (!irreversible) return { kind: "derived" };
	const { kind, line } = irreversible.statement;
	return {
		kind: "none",
		reason: `${kind.toUpperCase()} on line ${line} cannot be taken back by itself: ${irreversible.irreversible}`
	};
}
// ../../work/main/packages/plugins/src/sql/dialects.ts
/** The dialects of the built-in SQL drivers. */
const dialects = [sqliteDialect, postgresDialect];
/** The dialect of a driver, or undefined where the driver is not one for SQL. */
function dialectOf(driver) {
	return dialects.find((dialect) => dialect.driver === driver);
}
// ../../work/main/packages/plugins/src/sql/inputs.ts
const connectionProperty = {
	type: "string",
	minLength: 1,
	description: "The connection of the environment that leads to the database.",
	examples: ["crm"],
	"x-backout": { connection: "databases" }
};
const paramsProperty = {
	description: "Values for the parameters of the SQL: by name (`:tier`), or a list for `?` and `$1`.",
	examples: [{ tier: "standard" }, [1, "a"]],
	oneOf: [{
		type: "object",
		description: "By name, without the prefix.",
		examples: [{ tier: "standard" }],
		additionalProperties: {}
	}, {
		type: "array",
		description: "By position.",
		examples: [[1, "a"]],
		items: {}
	}]
};
/** The resource of a connection: `databases.crm`. */
function resourceOf({ connection }) {
	return `databases.${connection}`;
}
/**
* The dialect of the connection and the script as it reads it; undefined while the environment, and with it the dialect, is not known.
* Errors: `invalid` for SQL that can't be run, and for a connection that is no SQL database; `missing` for a file that is not there.
*/
async function readScript(input, context) {
	const connection = input.connection.includes("${{") ? void 0 : context?.connection(resourceOf(input));
	if (!context || !connection) return void 0;
	const dialect = dialectOf(connection.driver);
	if (!dialect) throw new PlanError("invalid", `Cannot run SQL on connection "${input.connection}": its driver "${connection.driver}" is not a database's`);
	return {
		dialect,
		script: await dialect.read(textOf$2(input, context))
	};
}
function textOf$2({ sql, file }, context) {
	if (sql !== void 0) return sql;
	if (file === void 0) throw new PlanError("invalid", "Cannot run SQL: neither `sql` nor `file` says which");
	return new TextDecoder("utf-8", { fatal: false }).decode(context.file(file));
}
/** Parameters as plain data. */
function paramsOf({ params }) {
	return params ?? {};
}
/** `sql/execute`: statements that write, in one transaction where the database allows it. */
const sqlExecute = {
	uses: "sql/execute",
	summary: "Runs SQL statements that write",
	input: {
		type: "object",
		additionalProperties: false,
		required: ["connection"],
		oneOf: [{ required: ["sql"] }, { required: ["file"] }],
		description: "Statements in one transaction, from the plan or from a file beside it. The undo is derived where the database allows it.",
		examples: [{
			connection: "crm",
			sql: "alter table customers add column tier text"
		}, {
			connection: "crm",
			file: "sql/001-expand.sql"
		}],
		properties: {
			connection: connectionProperty,
			sql: {
				type: "string",
				minLength: 1,
				description: "The statements. Values go into `params`.",
				examples: ["update customers set tier = :tier"],
				"x-backout": { noExpressions: true }
			},
			file: {
				type: "string",
				minLength: 1,
				description: "A file with the statements, relative to the plan.",
				examples: ["sql/001-expand.sql"],
				"x-backout": { file: true }
			},
			params: paramsProperty
		}
	},
	output: {
		type: "object",
		additionalProperties: false,
		required: ["rowsChanged", "statements"],
		description: "What was done.",
		examples: [{
			rowsChanged: 59,
			statements: 1
		}],
		properties: {
			rowsChanged: {
				type: "integer",
				description: "Rows that the statements inserted, updated or deleted, without those of triggers.",
				examples: [59]
			},
			statements: {
				type: "integer",
				description: "How many statements ran.",
				examples: [1]
			}
		}
	},
	formats: [1],
	async describe(input, context) {
		const read = await readScript(input, context);
		if (!read) return {
			effect: "write",
			guarantee: "unknown",
			touches: "unknown",
			undo: { kind: "unknown" }
		};
		const { effect, guarantee, touches, undo, notes } = read.script;
		return {
			effect: effect === "none" ? "none" : "write",
			guarantee,
			touches: touchesOf(input, touches),
			undo,
			notes
		};
	},
	async *changes(input, context, { checkpoint }) {
		const script = await scriptOf(input, context);
		const session = await context.session(resourceOf(input));
		const first = checkpoint === void 0 ? 0 : Number(checkpoint) + 1;
		for (const [index, batch] of script.batches.entries()) if (index >= first) yield changeOf(input, script, batch, index, session);
	},
	async apply(unit, context) {
		const { connection, batch, params } = unit;
		const session = await context.session(resourceOf({ connection }));
		if (!session.executeReversibly) return { result: asResult(await session.execute(batch, params, context.signal)) };
		const { outcomes, undo } = await session.executeReversibly(batch, params, context.signal);
		return {
			result: asResult(outcomes),
			undo: [{ connection }, ...undo]
		};
	},
	async probe(unit, context) {
		const { connection, batch } = unit;
		return await (await context.session(resourceOf({ connection }))).probe?.(batch) ?? "partial";
	},
	async revert(undo, _, context) {
		const [about, ...chunks] = undo;
		const session = await context.session(resourceOf(about));
		if (!session.revert) throw new PlanError("refused", "Cannot take SQL back: this database derives no undo");
		return session.revert(chunks);
	},
	async finish(results) {
		const output = {
			rowsChanged: 0,
			statements: 0
		};
		for await (const result of results) {
			const { rows } = result;
			output.statements += rows.length;
			output.rowsChanged += rows.reduce((sum, count) => sum + count, 0);
		}
		return output;
	}
};
async function scriptOf(input, context) {
	const read = await readScript(input, context);
	if (read) return read.script;
	throw new PlanError("missing", `Cannot run SQL: environment "${context.environment}" has no connection "${input.connection}"`);
}
function touchesOf(input, parts) {
	return parts === "unknown" ? "unknown" : parts.map(({ part, access }) => ({
		resource: resourceOf(input),
		part,
		access
	}));
}
function changeOf(input, script, batch, index, session) {
	const resource = resourceOf(input);
	const touches = touchesOf(input, script.touches);
	return {
		unit: {
			connection: input.connection,
			batch,
			params: paramsOf(input)
		},
		title: titleOf(batch),
		touches: touches === "unknown" ? [] : touches,
		total: script.batches.length,
		...batch.transactional && { transaction: resource },
		...index + 1 < script.batches.length && { checkpoint: index },
		details: () => detailsOf(resource, batch, paramsOf(input), session)
	};
}
/** The first statement as it is written, shortened; of several, how many there are. */
function titleOf({ statements }) {
	const [first, ...more] = statements;
	const text = (first?.sql ?? "").replaceAll(/\s+/g, " ");
	const shown = text.length > 60 ? `${text.slice(0, 59)}…` : text;
	return more.length === 0 ? shown : `${statements.length} statements: ${shown}`;
}
async function detailsOf(resource, batch, params, session) {
	const estimates = await session.estimate?.(batch, params);
	return batch.statements.map(({ sql }, index) => {
		const estimate = estimates?.[index];
		const note = estimate?.failure ?? estimate?.note;
		return {
			kind: "statement",
			resource,
			sql,
			...hasParams(params) && { params: Object.values(params) },
			...estimate?.rows !== void 0 && { rows: estimate.rows },
			...note !== void 0 && { note }
		};
	});
}
function hasParams(params) {
	return Object.keys(params).length > 0;
}
function asResult(outcomes) {
	return { rows: outcomes.map(({ rows }) => rows) };
}
// ../../work/main/packages/plugins/src/sql/postgres/config.ts
/** The configuration of a connection with `driver: postgres`. */
const postgresConfig = {
	type: "object",
	additionalProperties: false,
	properties: {
		url: {
			type: "string",
			description: "The database: `postgres://user:password@host:port/database`, with `?sslmode=…` as psql knows it. Usually from a secret.",
			examples: [`$\{{ secrets.CRM_URL }}`]
		},
		host: {
			type: "string",
			default: "localhost",
			description: "The server, or the folder of its socket. Over that of `url`.",
			examples: ["db.internal"]
		},
		port: {
			type: "integer",
			minimum: 1,
			maximum: 65535,
			default: 5432,
			description: "The server’s port.",
			examples: [5432]
		},
		database: {
			type: "string",
			description: "The database. Defaults to the name of the user.",
			examples: ["crm"]
		},
		user: {
			type: "string",
			description: "Who connects. Defaults to the user that Backout runs as.",
			examples: ["migrator"]
		},
		password: {
			type: "string",
			description: "The password, from a secret. Defaults to PGPASSWORD.",
			examples: [`$\{{ secrets.CRM_PASSWORD }}`]
		},
		tls: {
			type: "object",
			additionalProperties: false,
			description: "Encryption of the connection.",
			examples: [{
				mode: "verify-full",
				ca: "certificates/db-ca.pem"
			}],
			properties: {
				mode: {
					type: "string",
					enum: [
						"disable",
						"prefer",
						"require",
						"verify-ca",
						"verify-full"
					],
					default: "prefer",
					description: "As psql’s sslmode: `prefer` encrypts where the server can, `require` always, `verify-ca` checks who signed its certificate, `verify-full` also its name.",
					examples: ["verify-full"]
				},
				ca: {
					type: "string",
					description: "Certificates that are trusted instead of the system’s: PEM text, or a file relative to the root.",
					examples: ["certificates/db-ca.pem"]
				},
				cert: {
					type: "string",
					description: "The client’s certificate: PEM text, or a file relative to the root.",
					examples: ["certificates/client.pem"]
				},
				key: {
					type: "string",
					description: "The key of the client’s certificate: PEM text, or a file.",
					examples: [`$\{{ secrets.CLIENT_KEY }}`]
				}
			}
		},
		connectTimeout: {
			type: "string",
			pattern: durationPattern,
			default: "10s",
			description: "How long connecting may take.",
			examples: ["3s"]
		},
		lockTimeout: {
			type: "string",
			pattern: durationPattern,
			default: "10s",
			description: "How long a statement waits for a lock that somebody else holds, before its step fails as busy.",
			examples: ["2s"]
		},
		statementTimeout: {
			type: "string",
			pattern: durationPattern,
			description: "How long one statement may run. Without it, only the timeout of its step counts.",
			examples: ["5m"]
		},
		timeZone: {
			type: "string",
			default: "UTC",
			description: "The time zone of the sessions, so that a statement means the same on every machine.",
			examples: ["Europe/Berlin"]
		}
	}
};
/** A stored configuration, which the schema has been checked against. */
function asPostgresConfig(config) {
	return config;
}
// ../../work/main/packages/plugins/src/sql/postgres/driver.ts
/** Databases on PostgreSQL (13 and later). A plan's scope lists tables as `schema.table`. */
const postgresDriver = {
	kind: "postgres",
	family: "databases",
	config: postgresConfig,
	target: (config) => shownTarget(asPostgresConfig(config)),
	host(config) {
		const postgres = asPostgresConfig(config);
		if ([postgres.url, postgres.host].some((text) => text?.includes("${{"))) return void 0;
		const { host, port } = targetOf(postgres);
		return host.startsWith("/") ? void 0 : `${host}:${port}`;
	},
	covers: coversTable$1,
	overlaps: tablesOverlap$1,
	async open(config, opening) {
		const { openPostgresSession } = await import("./session-IowJ2zB0.js");
		return openPostgresSession(asPostgresConfig(config), opening);
	},
	identity: async (session) => (await loaded()).identity(session),
	claim: async (session, owner) => (await loaded()).claim(session, owner),
	release: async (session, owner, options) => (await loaded()).release(session, owner, options),
	transact: async (session, key, epoch, body) => (await loaded()).transact(session, key, epoch, body),
	settle: async (session, key, epoch) => (await loaded()).settle(session, key, epoch),
	recorded: async (session, keys) => (await loaded()).recorded(session, keys),
	fingerprint: async (session, parts) => (await loaded()).fingerprint(session, parts)
};
/** Plans without PostgreSQL never load what works with it. */
async function loaded() {
	return (await import("./operations-BvP21DK2.js")).operations;
}
/** `sql/query`: one statement that only reads. */
const sqlQuery = {
	uses: "sql/query",
	summary: "Asks a database",
	input: {
		type: "object",
		additionalProperties: false,
		required: ["connection", "sql"],
		description: "One statement that only reads. Anything that would write is refused.",
		examples: [{
			connection: "crm",
			sql: "select count(*) from customers"
		}],
		properties: {
			connection: connectionProperty,
			sql: {
				type: "string",
				minLength: 1,
				description: "The statement. Values go into `params`.",
				examples: ["select count(*) from customers where tier = :tier"],
				"x-backout": { noExpressions: true }
			},
			params: paramsProperty
		}
	},
	output: {
		type: "object",
		additionalProperties: false,
		required: ["rows", "rowCount"],
		description: "What the database answered.",
		examples: [{
			rows: [{ n: 59 }],
			rowCount: 1,
			value: 59
		}],
		properties: {
			rows: {
				type: "array",
				items: { type: "object" },
				description: "The rows, each by column. Integers are integers.",
				examples: [[{ n: 59 }]]
			},
			rowCount: {
				type: "integer",
				description: "How many rows there are.",
				examples: [1]
			},
			value: {
				description: "The only cell, where there is one row with one column.",
				examples: [59]
			}
		}
	},
	formats: [1],
	async describe(input, context) {
		const read = await readScript(input, context);
		const undo = {
			kind: "none",
			reason: "it only reads"
		};
		if (!read) return {
			effect: "none",
			guarantee: "idempotent",
			touches: "unknown",
			undo
		};
		const { effect, touches, batches } = read.script;
		if (effect === "write") throw new PlanError("invalid", "Cannot ask this of a database: it writes", { hint: "Use sql/execute" });
		demandOne(batches.flatMap(({ statements }) => statements));
		const resource = resourceOf(input);
		return {
			effect: "none",
			guarantee: "idempotent",
			undo,
			touches: touches === "unknown" ? touches : touches.map(({ part }) => ({
				resource,
				part,
				access: "read"
			}))
		};
	},
	async *changes(input, context) {
		const read = await readScript(input, context);
		if (!read) throw new PlanError("missing", `Cannot ask: environment "${context.environment}" has no connection "${input.connection}"`);
		const statement = demandOne(read.script.batches.flatMap(({ statements }) => statements));
		yield {
			unit: {
				connection: input.connection,
				statement,
				params: paramsOf(input)
			},
			title: statement.sql.replaceAll(/\s+/g, " ").slice(0, 60),
			touches: []
		};
	},
	async apply(unit, context) {
		const { connection, statement, params } = unit;
		return { result: outputOf(await (await context.session(resourceOf({ connection }))).query(statement, params, context.signal)) };
	},
	async finish(results) {
		let output = null;
		for await (const result of results) output = result;
		return output;
	}
};
function demandOne(statements) {
	const [statement, ...more] = statements;
	if (statement && more.length === 0) return statement;
	throw new PlanError("invalid", `Cannot ask a database: a query is one statement, and this is ${statement ? statements.length : "none"}`);
}
function outputOf({ rows }) {
	const plain = rows.map((row) => ({ ...row }));
	const [only] = plain.length === 1 ? Object.values(plain[0]) : [];
	const single = plain.length === 1 && Object.keys(plain[0]).length === 1;
	return {
		rows: plain,
		rowCount: plain.length,
		...single && { value: only ?? null }
	};
}
// ../../work/main/packages/plugins/src/sql/sqlite/config.ts
/** Configuration of a connection with `driver: sqlite`. */
const configSchema = {
	type: "object",
	additionalProperties: false,
	required: ["file"],
	properties: {
		file: {
			type: "string",
			minLength: 1,
			description: "The database file, relative to the repository root.",
			examples: ["crm.db"]
		},
		create: {
			type: "boolean",
			default: false,
			description: "Whether a file that is not there is created, empty, by the first step that writes.",
			examples: [true]
		},
		foreignKeys: {
			type: "boolean",
			default: true,
			description: "Whether foreign keys are enforced, with their cascades. A script that starts with `PRAGMA foreign_keys = OFF` does without them.",
			examples: [false]
		},
		busyTimeout: {
			type: "integer",
			minimum: 0,
			default: 5e3,
			description: "Milliseconds to wait for another process's lock before giving up as busy.",
			examples: [3e4]
		},
		doubleQuotedStrings: {
			type: "boolean",
			default: false,
			description: "Whether \"text\" in double quotes that names no column counts as a string, as in old versions of SQLite.",
			examples: [true]
		}
	}
};
/** Fills in the defaults. Errors: `invalid` for `:memory:` and for URIs, which no other process could see. */
function readConfig(config) {
	const file = String(config["file"] ?? "");
	if (file === "" || file.startsWith(":") || file.startsWith("file:")) throw new PlanError("invalid", `Cannot open SQLite database "${file}": it must be the path of a file`);
	return {
		file,
		create: config["create"] === true,
		foreignKeys: config["foreignKeys"] !== false,
		busyTimeout: typeof config["busyTimeout"] === "number" ? config["busyTimeout"] : 5e3,
		doubleQuotedStrings: config["doubleQuotedStrings"] === true
	};
}
// ../../work/main/packages/plugins/src/sql/sqlite/actions.ts
const names = [
	"COPY",
	"CREATE_INDEX",
	"CREATE_TABLE",
	"CREATE_TEMP_INDEX",
	"CREATE_TEMP_TABLE",
	"CREATE_TEMP_TRIGGER",
	"CREATE_TEMP_VIEW",
	"CREATE_TRIGGER",
	"CREATE_VIEW",
	"DELETE",
	"DROP_INDEX",
	"DROP_TABLE",
	"DROP_TEMP_INDEX",
	"DROP_TEMP_TABLE",
	"DROP_TEMP_TRIGGER",
	"DROP_TEMP_VIEW",
	"DROP_TRIGGER",
	"DROP_VIEW",
	"INSERT",
	"PRAGMA",
	"READ",
	"SELECT",
	"TRANSACTION",
	"UPDATE",
	"ATTACH",
	"DETACH",
	"ALTER_TABLE",
	"REINDEX",
	"ANALYZE",
	"CREATE_VTABLE",
	"DROP_VTABLE",
	"FUNCTION",
	"SAVEPOINT",
	"RECURSIVE"
];
/** Installs the authorizer of a connection, once: replacing one would make SQLite compile every statement again. */
function oversee(db) {
	let current;
	let refusal;
	const refusalOf = (cause) => refusal ? refusal.cause : cause;
	db.setAuthorizer((code, first, second, schema, within) => {
		if (!current) return ok;
		try {
			current({
				does: names[code] ?? "COPY",
				first: first ?? "",
				second: second ?? "",
				schema: schema ?? "",
				within: within ?? ""
			});
			return ok;
		} catch (cause) {
			refusal ??= { cause };
			return deny;
		}
	});
	return { under(overseer, work) {
		const outer = current;
		current = overseer;
		refusal = void 0;
		try {
			return work();
		} catch (cause) {
			throw refusalOf(cause);
		} finally {
			current = outer;
			refusal = void 0;
		}
	} };
}
const ok = 0;
const deny = 1;
// ../../work/main/packages/plugins/src/sql/sqlite/failure.ts
/** SQLite's primary result code of an error (https://www.sqlite.org/rescode.html), or undefined for any other error. */
function sqliteCode(error) {
	const code = error?.errcode;
	return typeof code === "number" ? code & 255 : void 0;
}
/** Whether another connection's lock is what stands in the way: SQLITE_BUSY or SQLITE_LOCKED. */
function isBusy(error) {
	const code = sqliteCode(error);
	return code === 5 || code === 6;
}
/**
* What an error of SQLite means, with what was tried in front: `Cannot write database "crm.db"`. A PlanError is passed on.
* Codes: `busy` for a lock, else `failed`.
*/
function failureOf(error, tried) {
	if (error instanceof PlanError) return error;
	const code = sqliteCode(error);
	const known = code === void 0 ? void 0 : meanings[code];
	if (!known) return new PlanError("failed", `${tried}: ${messageOf(error)}`, { cause: error });
	return new PlanError(known.code ?? "failed", `${tried}: ${known.what}`, {
		cause: error,
		...known.hint && { hint: known.hint }
	});
}
const locked = {
	code: "busy",
	what: "another process holds its lock",
	hint: "Wait until it is done, or give the connection a larger busyTimeout"
};
const meanings = {
	3: {
		what: "access was denied",
		hint: "Give this user the right to read and write the file and its folder"
	},
	5: locked,
	6: locked,
	8: {
		what: "it is read-only",
		hint: "Give this user the right to write the file and its folder"
	},
	10: {
		what: "the disk failed to read or write",
		hint: "Check the disk; what was not committed is not there"
	},
	11: {
		what: "the file is damaged",
		hint: "Check it with PRAGMA integrity_check, and restore a backup"
	},
	13: {
		what: "the disk is full",
		hint: "Free some space; what was not committed is not there"
	},
	14: {
		what: "the file, or one beside it, could not be opened",
		hint: "Check the path, and the rights of the file and its folder"
	},
	26: {
		what: "the file is not an SQLite database",
		hint: "Check `file` of the connection"
	}
};
// ../../work/main/packages/plugins/src/sql/sqlite/wait.ts
/**
* Tries again while another connection holds a lock, for at most `patience` ms; the last error is thrown.
* SQLite's own busy handler would block the thread, and with it whatever in this process is to free the lock.
*/
async function whileBusy(patience, signal, work) {
	const until = performance.now() + patience;
	for (let pause = 1;; pause = Math.min(pause * 2, 50)) try {
		return work();
	} catch (error) {
		if (!isBusy(error) || performance.now() >= until || signal?.aborted) throw error;
		await setTimeout$1(pause);
	}
}
// ../../work/main/packages/plugins/src/sql/sqlite/connection.ts
/** Opens a database file and reads its header. Errors: `failed`, `busy`. */
async function connect({ path, config, queryOnly, signal }) {
	const { DatabaseSync } = await import("node:sqlite");
	const title = `database "${config.file}"`;
	try {
		const db = new DatabaseSync(path, {
			readBigInts: true,
			timeout: 0,
			enableForeignKeyConstraints: config.foreignKeys,
			enableDoubleQuotedStringLiterals: config.doubleQuotedStrings
		});
		try {
			await whileBusy(config.busyTimeout, signal, () => db.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get());
			if (queryOnly) db.exec("PRAGMA query_only = ON");
		} catch (error) {
			db.close();
			throw error;
		}
		return connectionOf(db, title, config);
	} catch (error) {
		throw failureOf(error, `Cannot open ${title}`);
	}
}
function connectionOf(db, title, config) {
	const statements = /* @__PURE__ */ new Map();
	return {
		db,
		title,
		config,
		oversight: oversee(db),
		own(sql) {
			const known = statements.get(sql);
			if (known) return known;
			const statement = db.prepare(sql);
			statement.setReturnArrays(true);
			statements.set(sql, statement);
			return statement;
		},
		[Symbol.dispose]() {
			statements.clear();
			db.close();
		}
	};
}
/** The rows of one of Backout's own queries, as arrays. */
function rowsOf(connection, sql, ...params) {
	return connection.own(sql).all(...params);
}
/** The first row, or undefined. */
function rowOf(connection, sql, ...params) {
	return connection.own(sql).get(...params);
}
/** An identifier in double quotes. */
function quoted(name) {
	return `"${name.replaceAll("\"", "\"\"")}"`;
}
// ../../work/main/packages/plugins/src/sql/sqlite/ledger/tables.ts
/**
* The ledger's tables, in the user's database for as long as a run needs them. `WITHOUT ROWID` keeps them to one row of
* `sqlite_schema` each; nothing here counts with AUTOINCREMENT, which would leave `sqlite_sequence` behind.
*
* `backout_ledger`: one row for each unit that was committed (`applied`), or settled as absent (a tombstone).
* `backout_runs`: one row for each run that still needs the ledger, and one with an empty name for the database's identity and last epoch.
*/
const ledgerTables = ["backout_ledger", "backout_runs"];
/** Whether a name is one of the ledger's tables. */
function isLedger(name) {
	return ledgerTables.includes(name.toLowerCase());
}
/** Whether the database has a ledger. */
function hasLedger(connection) {
	return rowOf(connection, `SELECT 1 FROM sqlite_schema WHERE name = 'backout_runs'`) !== void 0;
}
/** Creates the ledger where there is none, with a random identity. Inside a transaction. */
function createLedger(connection) {
	if (hasLedger(connection)) return;
	connection.db.exec(`
    CREATE TABLE backout_runs (run TEXT PRIMARY KEY, plan TEXT, environment TEXT, holder TEXT, epoch INTEGER, beat INTEGER, lease INTEGER, identity TEXT) WITHOUT ROWID;
    CREATE TABLE backout_ledger (key TEXT PRIMARY KEY, run TEXT NOT NULL, environment TEXT NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
  `);
	connection.own(`INSERT INTO backout_runs (run, epoch, identity) VALUES ('', 0, ?)`).run(`sqlite:${randomUUID()}`);
}
/** Drops the ledger. Inside a transaction. */
function dropLedger(connection) {
	connection.db.exec("DROP TABLE backout_ledger; DROP TABLE backout_runs");
}
/** What tells this database from another one: kept in the ledger; empty while there is none. */
function identityOf(connection) {
	if (!hasLedger(connection)) return "";
	return rowOf(connection, `SELECT identity FROM backout_runs WHERE run = ''`)?.[0] ?? "";
}
// ../../work/main/packages/plugins/src/sql/sqlite/catalog.ts
/** The rows of `sqlite_schema`, without the ledger's, in their order. */
function catalogOf(connection) {
	return rowsOf(connection, "SELECT rowid, type, name, tbl_name, sql FROM main.sqlite_schema ORDER BY rowid").map(schemaRow).filter(isOurs);
}
/** The rows that were added behind `rowid`. */
function catalogAfter(connection, rowid) {
	return rowsOf(connection, "SELECT rowid, type, name, tbl_name, sql FROM main.sqlite_schema WHERE rowid > ? ORDER BY rowid", rowid).map(schemaRow).filter(isOurs);
}
/** The last rowid of the catalog; 0 for an empty one. */
function lastRowid(connection) {
	return rowOf(connection, "SELECT max(rowid) FROM main.sqlite_schema")?.[0] ?? 0n;
}
/** What differs between two states of the catalog. An object is the same one where type and name are; a table that was renamed keeps its rowid. */
function differences(before, after) {
	const known = new Map(before.map((row) => [textOf$1(row), row]));
	const left = new Set(after.map(textOf$1));
	return {
		before: before.filter((row) => !left.has(textOf$1(row))),
		after: after.filter((row) => !known.has(textOf$1(row)))
	};
}
/** Everything that a row of the catalog says, as one text. */
function textOf$1({ rowid, type, name, table, sql }) {
	return JSON.stringify([
		String(rowid),
		type,
		name,
		table,
		sql
	]);
}
function schemaRow([rowid, type, name, table, sql]) {
	return {
		rowid,
		type,
		name,
		table,
		sql
	};
}
function isOurs({ table }) {
	return !isLedger(table);
}
// ../../work/main/packages/plugins/src/sql/sqlite/values.ts
/** A text whose bytes are not valid in the database's encoding: it can only be kept as bytes. */
var RawText = class {
	bytes;
	constructor(bytes) {
		this.bytes = bytes;
	}
};
/** Yields the rows in the order of the query, each with one cell for each column. */
function* exactRows(connection, { columns, from, again }) {
	if (again === void 0) {
		for (const row of scan(connection, exactly(columns, from))) yield decode(connection, row);
		return;
	}
	for (const row of scan(connection, `SELECT ${columns.join(", ")} ${from}`)) yield row.some(isDoubtful) ? reread(connection, {
		columns,
		from: again
	}, [row[0]]) : row;
}
/** One row, exactly, found by the parameters of `from`; undefined where there is none. */
function exactRow(connection, rows, params) {
	const row = connection.own(`SELECT ${rows.columns.join(", ")} ${rows.from}`).get(...params.map(bound));
	return row?.some(isDoubtful) ? reread(connection, rows, params) : row;
}
/** A parameter's place in SQL for a cell: text that is not valid goes in as bytes and is told to be text. */
function placeFor(cell) {
	return cell instanceof RawText ? "CAST(? AS TEXT)" : "?";
}
/** A cell as a parameter at its {@link placeFor}. */
function bound(cell) {
	return cell instanceof RawText ? cell.bytes : cell;
}
function reread(connection, { columns, from }, params) {
	return decode(connection, rowOf(connection, exactly(columns, from), ...params.map(bound)) ?? []);
}
function scan(connection, sql) {
	const statement = connection.db.prepare(sql);
	statement.setReturnArrays(true);
	return statement.iterate();
}
function exactly(columns, from) {
	return `SELECT ${columns.map((column) => `CASE typeof(${column}) WHEN 'text' THEN CAST(${column} AS BLOB) ELSE ${column} END, typeof(${column}) = 'text'`).join(", ")} ${from}`;
}
function decode(connection, pairs) {
	const cells = [];
	for (let at = 0; at < pairs.length; at += 2) {
		const value = pairs[at];
		cells.push(pairs[at + 1] === 1n && value instanceof Uint8Array ? textOf(value, encodingOf(connection)) : value);
	}
	return cells;
}
/** A text where its bytes are one, else the bytes: the same for the same bytes, whichever way they were read. */
function textOf(bytes, encoding) {
	const text = decoders[encoding](Buffer.from(bytes));
	return isDoubtful(text) ? new RawText(bytes) : text;
}
const decoders = {
	"UTF-8": (bytes) => bytes.toString("utf8"),
	"UTF-16le": (bytes) => bytes.toString("utf16le"),
	"UTF-16be": (bytes) => bytes.length % 2 === 0 ? Buffer.from(bytes).swap16().toString("utf16le") : "�"
};
function encodingOf(connection) {
	return rowOf(connection, "PRAGMA encoding")?.[0] ?? "UTF-8";
}
function isDoubtful(cell) {
	return typeof cell === "string" && (cell.includes("�") || !cell.isWellFormed());
}
// ../../work/main/packages/plugins/src/sql/sqlite/pack.ts
const tags = {
	null: 0,
	integer: 1,
	real: 2,
	text: 3,
	blob: 4,
	rawText: 5
};
/** A growing buffer of cells. */
function packer() {
	let buffer = Buffer.allocUnsafe(1024);
	let size = 0;
	const room = (bytes) => {
		if (size + bytes <= buffer.length) return;
		const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, size + bytes));
		buffer.copy(larger, 0, 0, size);
		buffer = larger;
	};
	const flag = (byte) => {
		room(1);
		buffer[size++] = byte;
	};
	const raw = (bytes) => {
		room(bytes.length);
		buffer.set(bytes, size);
		size += bytes.length;
	};
	const sized = (tag, bytes, write) => {
		room(5 + bytes);
		buffer[size] = tag;
		buffer.writeUInt32LE(bytes, size + 1);
		write(size + 5);
		size += 5 + bytes;
	};
	const fixed = (tag, write) => {
		room(9);
		buffer[size] = tag;
		write(size + 1);
		size += 9;
	};
	return {
		get size() {
			return size;
		},
		flag,
		raw,
		cell(cell) {
			if (cell === null) flag(tags.null);
			else if (typeof cell === "bigint") fixed(tags.integer, (at) => buffer.writeBigInt64LE(cell, at));
			else if (typeof cell === "number") fixed(tags.real, (at) => buffer.writeDoubleLE(cell, at));
			else if (typeof cell === "string") sized(tags.text, Buffer.byteLength(cell), (at) => void buffer.write(cell, at));
			else if (cell instanceof RawText) sized(tags.rawText, cell.bytes.length, (at) => buffer.set(cell.bytes, at));
			else sized(tags.blob, cell.length, (at) => buffer.set(cell, at));
		},
		take() {
			const taken = Buffer.from(buffer.subarray(0, size));
			size = 0;
			return taken;
		}
	};
}
/** Reads from the start of packed bytes. */
function unpacker(packed) {
	const buffer = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
	let at = 0;
	const raw = (bytes) => buffer.subarray(at, at += bytes);
	const sized = () => raw(raw(4).readUInt32LE());
	return {
		get done() {
			return at >= buffer.length;
		},
		flag: () => buffer[at++],
		raw,
		cell() {
			switch (buffer[at++]) {
				case tags.null: return null;
				case tags.integer: return raw(8).readBigInt64LE();
				case tags.real: return raw(8).readDoubleLE();
				case tags.text: return sized().toString();
				case tags.rawText: return new RawText(sized());
				default: return sized();
			}
		}
	};
}
/** Makes what tells one row from another: the first 16 bytes of SHA-256 over its packed cells. */
function rowHasher() {
	const row = packer();
	return (cells) => {
		for (const cell of cells) row.cell(cell);
		return hash("sha256", row.take(), "buffer").subarray(0, 16);
	};
}
// ../../work/main/packages/plugins/src/sql/sqlite/shape.ts
/** The shape of a table of `main`; undefined where there is no such table, or it is a view. */
function shapeOf(connection, name) {
	const found = rowOf(connection, `SELECT name, type, sql FROM sqlite_schema WHERE name = ? COLLATE NOCASE AND type IN ('table', 'view')`, name);
	if (!found || found[1] === "view") return void 0;
	const [table, , sql] = found;
	const [kind, withoutRowid] = rowOf(connection, `SELECT type, wr FROM pragma_table_list(?) WHERE schema = 'main'`, table) ?? ["table", 0n];
	if (kind === "virtual") return {
		table,
		reason: `"${table}" is a virtual table, which keeps its data by code of its own`
	};
	if (kind === "shadow") return {
		table,
		reason: `"${table}" belongs to a virtual table, which keeps its data by code of its own`
	};
	const columns = rowsOf(connection, `SELECT name, type, pk, hidden FROM pragma_table_xinfo(?, 'main')`, table);
	const key = withoutRowid === 1n ? primaryKey(columns) : rowidName(connection, table, columns);
	if (key.length === 0) return {
		table,
		reason: `the columns of "${table}" hide every name of its rowid`
	};
	const stored = columns.filter(([column, , , hidden]) => hidden === 0n && !key.includes(column)).map(([column]) => column);
	return {
		table,
		key,
		hasRowid: withoutRowid !== 1n,
		columns: stored,
		sql
	};
}
/** Whether rows of a table can be saved. */
function hasShape(found) {
	return "key" in found;
}
/** Key and columns, each quoted, behind a table's alias. */
function cellsOf({ key, columns }, alias) {
	return [...key, ...columns].map((column) => alias === void 0 ? quoted(column) : `${alias}.${quoted(column)}`);
}
function primaryKey(columns) {
	return columns.filter(([, , pk]) => pk > 0n).toSorted(([, , a], [, , b]) => Number(a - b)).map(([name]) => name);
}
/** The INTEGER PRIMARY KEY that is the rowid under its own name, else a name of the rowid that no column hides. */
function rowidName(connection, table, columns) {
	const keys = columns.filter(([, , pk]) => pk > 0n);
	const [alias] = keys;
	if (keys.length === 1 && alias?.[1].toUpperCase() === "INTEGER" && !hasKeyIndex(connection, table)) return [alias[0]];
	const taken = new Set(columns.map(([name]) => name.toLowerCase()));
	const name = [
		"rowid",
		"_rowid_",
		"oid"
	].find((candidate) => !taken.has(candidate));
	return name === void 0 ? [] : [name];
}
/** A primary key with an index of its own is not the rowid, whatever its type (`INTEGER PRIMARY KEY DESC`). */
function hasKeyIndex(connection, table) {
	return rowOf(connection, `SELECT 1 FROM pragma_index_list(?, 'main') WHERE origin = 'pk'`, table) !== void 0;
}
// ../../work/main/packages/plugins/src/sql/sqlite/contents.ts
/** SHA-256 (hex) over every row of a table, exactly and in the order of its key; of nothing for what is not a table with rows of its own. */
function contentsOf(connection, table) {
	const digest = createHash("sha256");
	const shape = shapeOf(connection, table);
	if (shape && hasShape(shape)) for (const bytes of packedRows(connection, shape)) digest.update(bytes);
	return digest.digest("hex");
}
function* packedRows(connection, shape) {
	const pack = packer();
	const cells = cellsOf(shape);
	const order = shape.key.map(quoted).join(", ");
	const again = shape.hasRowid ? { again: `FROM main.${quoted(shape.table)} WHERE ${cells[0]} = ?` } : {};
	for (const row of exactRows(connection, {
		columns: cells,
		from: `FROM main.${quoted(shape.table)} ORDER BY ${order}`,
		...again
	})) {
		for (const cell of row) pack.cell(cell);
		if (pack.size > 65536) yield pack.take();
	}
	yield pack.take();
}
// ../../work/main/packages/plugins/src/sql/sqlite/scope-entry.ts
/** Whether an entry of `scope.databases` covers a part: names as SQLite compares them, without case; `*` stands for any run of characters. */
function coversTable(entry, part) {
	if (entry === "*") return true;
	if (!entry.includes("*")) return entry.toLowerCase() === part.toLowerCase();
	const pattern = entry.split("*").map((piece) => piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
	return new RegExp(`^${pattern.join(".*")}$`, "is").test(part);
}
/** Whether two touches of one database conflict: one of them writes, and they may name the same. */
function tablesOverlap(a, b) {
	if (a.access === "read" && b.access === "read") return false;
	return coversTable(a.part, b.part) || coversTable(b.part, a.part);
}
// ../../work/main/packages/plugins/src/sql/sqlite/sequence.ts
/** The counters of AUTOINCREMENT, in the order of their rowids; none where no table has one. */
function sequenceOf(connection) {
	if (!hasSequence(connection)) return [];
	return rowsOf(connection, "SELECT rowid, name, seq FROM main.sqlite_sequence ORDER BY rowid").map(([rowid, name, seq]) => ({
		rowid,
		name,
		seq
	}));
}
/** Whether the database has counters. */
function hasSequence(connection) {
	return rowOf(connection, `SELECT 1 FROM main.sqlite_schema WHERE name = 'sqlite_sequence'`) !== void 0;
}
/** Makes the counters these ones. */
function setSequence(connection, counters) {
	if (!hasSequence(connection)) return;
	connection.db.exec("DELETE FROM main.sqlite_sequence");
	const insert = connection.db.prepare("INSERT INTO main.sqlite_sequence (rowid, name, seq) VALUES (?, ?, ?)");
	for (const { rowid, name, seq } of counters) insert.run(rowid, name, seq);
}
/** What the counters should be once a unit is taken back: its own changes undone where they are the last ones, everything else as it is. */
function sequenceBefore(now, before, after) {
	const was = new Map(before.map((counter) => [counter.name, counter]));
	const left = new Map(after.map((counter) => [counter.name, counter]));
	const kept = now.flatMap((counter) => {
		const ours = left.get(counter.name);
		if (!(ours?.seq !== was.get(counter.name)?.seq || ours?.rowid !== was.get(counter.name)?.rowid) || ours?.seq !== counter.seq) return [counter];
		const old = was.get(counter.name);
		return old ? [old] : [];
	});
	const names = new Set(now.map(({ name }) => name));
	const gone = before.filter(({ name }) => !names.has(name) && !left.has(name));
	return [...kept, ...gone].toSorted((a, b) => Number(a.rowid - b.rowid));
}
// ../../work/main/packages/plugins/src/sql/sqlite/fingerprint.ts
/** SHA-256 (hex) over the whole catalog with its order and rowids, the header's numbers, the counters, and every row of the tables that `parts` cover. Without the ledger. */
function fingerprintOf(connection, parts) {
	const digest = createHash("sha256");
	const catalog = catalogOf(connection);
	for (const row of catalog) digest.update(`${textOf$1(row)}\n`);
	for (const name of ["user_version", "application_id"]) digest.update(`${name} ${String(rowOf(connection, `PRAGMA ${name}`)?.[0])}\n`);
	for (const { rowid, name, seq } of sequenceOf(connection)) digest.update(`${rowid} ${name} ${String(seq)}\n`);
	for (const { type, name } of catalog) {
		if (type !== "table" || name.startsWith("sqlite_") || !parts.some((entry) => coversTable(entry, name))) continue;
		digest.update(`${name} ${contentsOf(connection, name)}\n`);
	}
	return digest.digest("hex");
}
// ../../work/main/packages/plugins/src/sql/sqlite/ledger/claims.ts
/**
* Takes the database's claim for a run; gives its epoch, which is larger than any before. A run takes its own claim over at once
* (its run store knows that the other process is gone), another run's only once its lease is over. Inside a transaction. Errors: `busy`.
*/
function takeClaim(connection, owner, now) {
	createLedger(connection);
	for (const held of heldClaims(connection)) {
		if (held.run === owner.run) continue;
		if (held.beat + held.lease > now) throw heldBy(connection, held, now);
	}
	const epoch = (rowOf(connection, `SELECT epoch FROM backout_runs WHERE run = ''`)?.[0] ?? 0n) + 1n;
	connection.own("UPDATE backout_runs SET holder = NULL WHERE holder IS NOT NULL").run();
	connection.own(`UPDATE backout_runs SET epoch = ? WHERE run = ''`).run(epoch);
	connection.own("INSERT OR REPLACE INTO backout_runs (run, plan, environment, holder, epoch, beat, lease) VALUES (?, ?, ?, ?, ?, ?, ?)").run(owner.run, owner.plan, owner.environment, owner.holder, epoch, now, owner.lease);
	return Number(epoch);
}
/**
* Gives up a run's claim. With `last`, its rows go as well, and the ledger itself once no run is left that needs it. Inside a transaction.
*/
function giveUpClaim(connection, { run }, last) {
	if (!hasLedger(connection)) return;
	connection.own("UPDATE backout_runs SET holder = NULL WHERE run = ?").run(run);
	if (!last) return;
	connection.own("DELETE FROM backout_ledger WHERE run = ?").run(run);
	connection.own("DELETE FROM backout_runs WHERE run = ?").run(run);
	if (!rowOf(connection, `SELECT 1 FROM backout_runs WHERE run <> '' UNION ALL SELECT 1 FROM backout_ledger LIMIT 1`)) dropLedger(connection);
}
/** Refuses a unit of a run whose claim has moved on. Errors: `stale`. */
function staleClaim(connection, { run, key }) {
	const [holder] = heldClaims(connection);
	return new PlanError("stale", `Cannot apply unit "${key}" in ${connection.title}: run "${run}" no longer holds its claim`, { hint: holder ? `Run "${holder.run}" of plan "${holder.plan}" holds it now (${holder.holder})` : "It was given up" });
}
function heldClaims(connection) {
	if (!hasLedger(connection)) return [];
	return rowsOf(connection, "SELECT run, plan, holder, beat, lease FROM backout_runs WHERE holder IS NOT NULL").map(([run, plan, holder, beat, lease]) => ({
		run,
		plan,
		holder,
		beat: Number(beat),
		lease: Number(lease)
	}));
}
function heldBy({ title }, { run, plan, holder, beat, lease }, now) {
	const alive = Math.max(0, Math.round((now - beat) / 1e3));
	return new PlanError("busy", `Cannot claim ${title}: run "${run}" of plan "${plan}" holds it (${holder}, alive ${alive} s ago)`, { hint: `Wait until it is done; a dead holder's claim is free ${Math.ceil(lease / 1e3)} s after its last sign of life` });
}
// ../../work/main/packages/plugins/src/sql/sqlite/ledger/units.ts
/**
* Enters a unit as applied: one statement that also checks the epoch. It is the first of the unit's transaction, so that it is committed
* with the effect or not at all. Errors: `conflict` where the key is there already, `stale` where the claim moved on.
*/
function enterUnit(connection, unit, epoch, now) {
	if (insert(connection, unit, epoch, "applied", now)) return;
	const state = stateOf(connection, unit);
	if (state === void 0) throw staleClaim(connection, unit);
	const why = state === "applied" ? "the ledger knows it as applied" : "it was settled as absent, and its key is closed";
	throw new PlanError("conflict", `Cannot apply unit "${unit.key}" in ${connection.title}: ${why}`);
}
/** Whether a unit was committed; if not, a tombstone closes its key for good. Inside a transaction. Errors: `stale`. */
function settleUnit(connection, unit, epoch, now) {
	if (insert(connection, unit, epoch, "absent", now)) return "absent";
	const state = stateOf(connection, unit);
	if (state === void 0) throw staleClaim(connection, unit);
	return state;
}
/** Which units the ledger knows as applied. Rows of another environment came with a copy of its database: they are history. */
function recordedUnits(connection, units) {
	if (!hasLedger(connection)) return units.map(() => false);
	return units.map((unit) => stateOf(connection, unit) === "applied");
}
function insert(connection, { key, run, environment }, epoch, state, now) {
	return connection.own(`INSERT INTO backout_ledger (key, run, environment, state, at) SELECT ?1, ?2, ?3, ?4, ?5
     WHERE EXISTS (SELECT 1 FROM backout_runs WHERE run = ?2 AND epoch = ?6 AND holder IS NOT NULL) ON CONFLICT (key) DO NOTHING`).run(key, run, environment, state, now, epoch).changes !== 0n;
}
function stateOf(connection, { key, environment }) {
	return rowOf(connection, "SELECT state FROM backout_ledger WHERE key = ? AND environment = ?", key, environment)?.[0];
}
// ../../work/main/packages/plugins/src/sql/sqlite/lane.ts
/** A new lane: what is async between BEGIN and COMMIT must not interleave with anything else on the same connection. */
function makeLane() {
	let last = Promise.resolve();
	return (work) => {
		const mine = last.then(work, work);
		last = mine.catch(() => void 0);
		return mine;
	};
}
// ../../work/main/packages/plugins/src/sql/sqlite/private-copy.ts
/**
* Copies a database file, with its journal or log, without opening it: no lock is taken, nothing appears beside it. What is written
* meanwhile would tear the copy, so the files are compared before and after, and copied again. Errors: `busy` where that never works out; `missing`.
*/
async function copyPrivately(path, title) {
	const folder = await mkdtemp(join(tmpdir(), "backout-preview-"));
	const copy = {
		path: join(folder, "copy.db"),
		[Symbol.asyncDispose]: () => rm(folder, {
			recursive: true,
			force: true
		})
	};
	try {
		for (let tries = 0; tries < 50; tries += 1) {
			const before = await stamps(path);
			for (const suffix of suffixes) await copyIfThere(`${path}${suffix}`, `${copy.path}${suffix}`);
			if (await stamps(path) === before) return copy;
			await setTimeout$1(20);
		}
		throw new PlanError("busy", `Cannot look at ${title}: another process keeps writing it`);
	} catch (error) {
		await copy[Symbol.asyncDispose]();
		throw error;
	}
}
const suffixes = [
	"",
	"-wal",
	"-journal"
];
async function stamps(path) {
	return (await Promise.all(suffixes.map((suffix) => stat(`${path}${suffix}`, { bigint: true }).catch(() => void 0)))).map((one) => one ? `${one.mtimeNs} ${one.size} ${one.ino}` : "-").join("\n");
}
async function copyIfThere(from, to) {
	await rm(to, { force: true });
	await copyFile(from, to, constants.COPYFILE_FICLONE).catch((error) => {
		if (error.code !== "ENOENT") throw error;
	});
}
// ../../work/main/packages/plugins/src/sql/sqlite/authority.ts
/** Prefix of everything that Backout puts into a connection's TEMP schema to watch what statements do. */
const ownPrefix = "backout_own_";
/**
* Demands of the guard what a statement is about to do, as SQLite's authorizer tells it while compiling: also what triggers, views and
* foreign key actions would reach. The overseer throws `out-of-scope`; `refused` for what no scope can allow.
*/
function authority(guard, sql) {
	const named = namesIn(sql);
	const demanded = /* @__PURE__ */ new Set();
	const demand = (part, access) => {
		if (isLedger(part)) throw new PlanError("refused", `Cannot ${access} "${part}": it is Backout's own ledger`);
		const key = `${access} ${part}`;
		if (!demanded.has(key)) guard.demand(part, access);
		demanded.add(key);
	};
	return (action) => {
		if (action.within.startsWith("backout_own_") || action.schema === "temp") return;
		const touch = touchOf(action, named);
		if (touch) demand(touch.part, touch.access);
	};
}
/** Allows what reads, and nothing else. Errors: `refused`, and those of {@link authority}. */
function readingAuthority(guard, sql) {
	const demand = authority(guard, sql);
	return (action) => {
		if (!reading.has(action.does)) throw new PlanError("refused", `Cannot run the query: ${wordsOf(action)}, and a query only reads`);
		if (action.does === "PRAGMA" && roleOfAction(action) !== "reads") throw new PlanError("refused", `Cannot run the query: PRAGMA ${action.first} sets something, and a query only reads`);
		demand(action);
	};
}
const reading = /* @__PURE__ */ new Set([
	"SELECT",
	"READ",
	"FUNCTION",
	"RECURSIVE",
	"PRAGMA"
]);
function touchOf(action, named) {
	const { does, first, second, within } = action;
	switch (does) {
		case "READ": return first === "" || isSystem(first) || within === "" && !named.has(first.toLowerCase()) ? void 0 : {
			part: first,
			access: "read"
		};
		case "INSERT":
		case "UPDATE":
		case "DELETE": return isSystem(first) && !named.has(first.toLowerCase()) ? void 0 : {
			part: first,
			access: "write"
		};
		case "CREATE_TABLE":
		case "DROP_TABLE":
		case "CREATE_VIEW":
		case "DROP_VIEW":
		case "CREATE_VTABLE":
		case "DROP_VTABLE":
		case "ANALYZE": return isSystem(first) ? void 0 : {
			part: first,
			access: "write"
		};
		case "CREATE_INDEX":
		case "DROP_INDEX":
		case "CREATE_TRIGGER":
		case "DROP_TRIGGER":
		case "ALTER_TABLE": return {
			part: second,
			access: "write"
		};
		case "PRAGMA": return roleOfAction(action) === "writes" ? {
			part: `pragma ${first.toLowerCase()}`,
			access: "write"
		} : void 0;
		case "FUNCTION":
			if (second.toLowerCase() === "load_extension") throw refused(action);
			return;
		case "ATTACH":
		case "DETACH":
		case "TRANSACTION":
		case "SAVEPOINT": throw refused(action);
		default: return;
	}
}
/** Names that belong to SQLite. What a statement does to them without naming them is part of something else. */
function isSystem(name) {
	return isCatalog(name) || /^sqlite_/i.test(name);
}
/**
* Every name in the text. A read of a table that the text does not name, and that no trigger or view asks for, is SQLite's own
* look at the other side of a foreign key: part of the constraint, not of the statement.
*/
function namesIn(sql) {
	const names = tokenize(sql).map((token) => nameOf(token)?.toLowerCase());
	return new Set(names.filter((name) => name !== void 0));
}
function roleOfAction({ first, second }) {
	return roleOfPragma({
		name: first.toLowerCase(),
		argument: second === "" ? void 0 : second.toLowerCase()
	}, 1);
}
function refused(action) {
	return new PlanError("refused", `Cannot run the statement: ${wordsOf(action)}, which a step cannot do`);
}
function wordsOf({ does, first, second }) {
	const verb = does.replaceAll("_", " ").toLowerCase();
	const about = does === "FUNCTION" ? second : first;
	return about === "" ? `it would ${verb}` : `it would ${verb} "${about}"`;
}
/** Puts ops together into chunks of about {@link chunkSize}. */
function* chunksOf(ops) {
	let chunk = [];
	let size = 0;
	for (const op of ops) {
		chunk.push(op);
		size += "packed" in op ? op.packed.length : 256;
		if (size < 1048576) continue;
		yield {
			format: 1,
			ops: chunk
		};
		chunk = [];
		size = 0;
	}
	if (chunk.length > 0) yield {
		format: 1,
		ops: chunk
	};
}
/** The ops of all chunks, in order. */
function opsOf(chunks) {
	return chunks.flatMap((chunk) => chunk.ops);
}
// ../../work/main/packages/plugins/src/sql/sqlite/capture/log.ts
/** Creates an empty log. Values keep their types: its columns have none. */
function createLog(connection, shape, name) {
	const cells = cellsOf(shape).map((_, at) => `b${at}`);
	const unique = shape.hasRowid ? [] : [`UNIQUE (${shape.key.map((_, at) => `b${at}`).join(", ")})`];
	connection.db.exec(`CREATE TEMP TABLE ${quoted(name)} (${[
		"n INTEGER PRIMARY KEY",
		"existed",
		...cells,
		...unique
	].join(", ")})`);
	return {
		shape,
		name
	};
}
/** Enters every row of the table as it is now. */
function enterAll(connection, { shape, name }) {
	const cells = cellsOf(shape);
	const n = shape.hasRowid ? cells[0] : "NULL";
	connection.db.exec(`INSERT INTO temp.${quoted(name)} SELECT ${[
		n,
		"1",
		...cells
	].join(", ")} FROM main.${quoted(shape.table)}`);
}
/** Enters the rows that the log does not know: they were inserted since {@link enterAll}. */
function enterNew(connection, log) {
	const { shape, name } = log;
	const keys = cellsOf({
		key: shape.key,
		columns: []
	}, "t");
	const places = [shape.hasRowid ? "n, existed" : "existed", ...shape.key.map((_, at) => `b${at}`)].join(", ");
	const values = [
		...shape.hasRowid ? [keys[0]] : [],
		"0",
		...keys
	].join(", ");
	connection.db.exec(`INSERT INTO temp.${quoted(name)} (${places}) SELECT ${values} FROM main.${quoted(shape.table)} t
    WHERE NOT EXISTS (SELECT 1 FROM temp.${quoted(name)} l WHERE ${sameKey(shape)})`);
}
/** Drops a log. */
function dropLog(connection, { name }) {
	connection.db.exec(`DROP TABLE IF EXISTS temp.${quoted(name)}`);
}
/** The rows that differ from what they were, packed into ops of about 1 MiB. Of a table that was `dropped` none is left. */
function* rowsOps(connection, log, dropped = false) {
	const { shape } = log;
	const width = shape.key.length + shape.columns.length;
	const pack = packer();
	const hashed = rowHasher();
	let count = 0;
	const op = () => ({
		op: "rows",
		table: shape.table,
		key: shape.key,
		columns: shape.columns,
		count,
		packed: pack.take()
	});
	for (const cells of exactRows(connection, dropped ? alone(log) : joined(log))) {
		if (!packRow(pack, shape, cells[1] === 1n ? cells.slice(2, 2 + width) : void 0, cells[2 + width] === 1n ? cells.slice(3 + width) : void 0, hashed)) continue;
		count++;
		if (pack.size < 1048576) continue;
		yield op();
		count = 0;
	}
	if (count > 0) yield op();
}
/** Packs a row's before and after; false where nothing differs. */
function packRow(pack, { key }, before, after, hashed) {
	const left = after && hashed(after);
	if (!before && !left) return false;
	if (before && left && hashed(before).equals(left)) return false;
	pack.flag((before ? 1 : 0) + (left ? 2 : 0));
	for (const cell of before ?? after.slice(0, key.length)) pack.cell(cell);
	if (left) pack.raw(left.subarray(0, 16));
	return true;
}
function alone({ shape, name }) {
	const cells = cellsOf(shape);
	const from = `FROM temp.${quoted(name)} l`;
	return {
		columns: [
			"l.n",
			"l.existed",
			...cells.map((_, at) => `l.b${at}`),
			"0"
		],
		from: `${from} ORDER BY l.n`,
		again: `${from} WHERE l.n = ?`
	};
}
function joined({ shape, name }) {
	const cells = cellsOf(shape);
	const from = `FROM temp.${quoted(name)} l LEFT JOIN main.${quoted(shape.table)} t ON ${sameKey(shape)}`;
	const isThere = `t.${cells[0]} IS NOT NULL`;
	return {
		columns: [
			"l.n",
			"l.existed",
			...cells.map((_, at) => `l.b${at}`),
			isThere,
			...cellsOf(shape, "t")
		],
		from: `${from} ORDER BY l.n`,
		again: `${from} WHERE l.n = ?`
	};
}
/** Equal as the table compares keys, so that its index is used, and also byte by byte: `a` is not `A`. */
function sameKey({ key, hasRowid }) {
	if (hasRowid) return `t.${quoted(key[0])} = l.n`;
	return key.map((column, at) => `t.${quoted(column)} = l.b${at} AND l.b${at} = t.${quoted(column)}`).join(" AND ");
}
// ../../work/main/packages/plugins/src/sql/sqlite/capture/watch.ts
/** Begins to watch. `id` makes names unique in the connection. */
function beginWatch(connection, shape, how, id) {
	const log = createLog(connection, shape, `${ownPrefix}log_${id}`);
	if (how === "copy") enterAll(connection, log);
	else for (const event of [
		"insert",
		"update",
		"delete"
	]) connection.db.exec(trigger(log, event));
	return {
		log,
		how
	};
}
/** Stops watching: the log then holds every row that was touched, and stays until {@link forgetWatch}. */
function endWatch(connection, { log, how }) {
	if (how === "copy") enterNew(connection, log);
	else for (const event of [
		"insert",
		"update",
		"delete"
	]) connection.db.exec(`DROP TRIGGER IF EXISTS temp.${triggerName(log, event)}`);
}
/** Drops the log. */
function forgetWatch(connection, { log }) {
	dropLog(connection, log);
}
function triggerName({ name }, event) {
	return quoted(`${name}_${event}`);
}
function trigger(log, event) {
	const { shape } = log;
	const enters = {
		insert: [appeared(log)],
		delete: [was(log)],
		update: [was(log), appeared(log)]
	}[event];
	return `CREATE TEMP TRIGGER ${triggerName(log, event)} AFTER ${event} ON main.${quoted(shape.table)} BEGIN ${enters.join("; ")}; END`;
}
/** The first image of a row wins. Not INSERT OR IGNORE: inside a trigger, the outer statement's OR REPLACE would take its place. */
function was({ shape, name }) {
	const cells = cellsOf(shape, "OLD");
	const n = shape.hasRowid ? cells[0] : "NULL";
	return `INSERT INTO ${quoted(name)} SELECT ${[
		n,
		"1",
		...cells
	].join(", ")} WHERE NOT EXISTS (${known(shape, name, "OLD")})`;
}
function appeared({ shape, name }) {
	const keys = cellsOf({
		key: shape.key,
		columns: []
	}, "NEW");
	const places = [
		...shape.hasRowid ? ["n"] : [],
		"existed",
		...keys.map((_, at) => `b${at}`)
	].join(", ");
	const values = [
		...shape.hasRowid ? [keys[0]] : [],
		"0",
		...keys
	].join(", ");
	return `INSERT INTO ${quoted(name)} (${places}) SELECT ${values} WHERE NOT EXISTS (${known(shape, name, "NEW")})`;
}
function known(shape, log, row) {
	const keys = cellsOf({
		key: shape.key,
		columns: []
	}, row);
	const same = shape.hasRowid ? `n = ${keys[0]}` : keys.map((key, at) => `b${at} = ${key}`).join(" AND ");
	return `SELECT 1 FROM ${quoted(log)} WHERE ${same}`;
}
// ../../work/main/packages/plugins/src/sql/sqlite/capture/statement.ts
/** Runs a statement and gives the ops that take it back. Errors: what `run` throws; `refused`, before any effect, where rows could not be saved. */
function captured(connection, statement, footprint, run) {
	if (statement.kind === "pragma") return pragmaOps(connection, statement, run);
	if (statement.kind.startsWith("create")) return creationOps(connection, run);
	const isDefinition = /^(?:drop|alter)/.test(statement.kind);
	const watches = beginWatches(connection, statement, footprint, isDefinition);
	const catalog = isDefinition ? catalogOf(connection) : void 0;
	const columns = statement.kind === "alter table" ? columnsBefore(connection, statement, footprint) : void 0;
	run();
	const rows = watches.flatMap((watch) => watched(connection, watch));
	return catalog ? [...rows, ...definitionOps(connection, catalog, columns)] : rows;
}
/** Nothing that is there changes: only what comes behind has to be looked at. */
function creationOps(connection, run) {
	const last = lastRowid(connection);
	run();
	const after = catalogAfter(connection, last);
	return after.length === 0 ? [] : [catalogOp(connection, [], after, null)];
}
function catalogOp(connection, before, after, reshape) {
	const known = new Set(before.map(({ rowid }) => rowid));
	const created = after.filter(({ type, name, rowid }) => type === "table" && !name.startsWith("sqlite_") && !known.has(rowid));
	return {
		op: "catalog",
		before,
		after,
		contents: Object.fromEntries(created.map(({ name }) => [name, contentsOf(connection, name)])),
		reshape
	};
}
function beginWatches(connection, statement, footprint, isDefinition) {
	const alters = statement.kind === "alter table";
	const shapes = [.../* @__PURE__ */ new Set([...alters ? [] : footprint.writes, ...footprint.drops])].flatMap((name) => savable(connection, name));
	const replaces = isDefinition || /\breplace\b/i.test(statement.sql) || [...footprint.triggers].some((name) => /\breplace\b/i.test(definitionOf(connection, name)));
	return shapes.map((shape, index) => beginWatch(connection, shape, replaces || /\breplace\b/i.test(shape.sql) ? "copy" : "triggers", String(index)));
}
function savable(connection, name) {
	if (/^sqlite_/i.test(name)) return [];
	const shape = shapeOf(connection, name);
	if (!shape) return [];
	if (hasShape(shape)) return [shape];
	throw new PlanError("refused", `Cannot derive an undo: ${shape.reason}`, { hint: "Give the step a `rollback` of its own" });
}
function definitionOf(connection, name) {
	return rowOf(connection, "SELECT sql FROM main.sqlite_schema WHERE name = ? COLLATE NOCASE", name)?.[0] ?? "";
}
function watched(connection, watch) {
	const dropped = rowOf(connection, `SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = ?`, watch.log.shape.table) === void 0;
	if (!dropped) endWatch(connection, watch);
	const ops = [...rowsOps(connection, watch.log, dropped)];
	forgetWatch(connection, watch);
	return ops;
}
/** What an ALTER TABLE may take away: the values of each column, packed once one of them is gone. */
function columnsBefore(connection, statement, footprint) {
	const [name] = footprint.alters;
	const shape = name === void 0 ? void 0 : shapeOf(connection, name);
	if (!shape || !hasShape(shape)) return void 0;
	const rowid = rowOf(connection, `SELECT rowid FROM main.sqlite_schema WHERE type = 'table' AND name = ?`, shape.table)?.[0] ?? 0n;
	const dropped = droppedColumn(statement.sql)?.toLowerCase();
	const column = shape.columns.find((each) => each.toLowerCase() === dropped);
	return {
		shape,
		rowid,
		values: new Map(column === void 0 ? [] : [[column, columnValues(connection, shape, column)]])
	};
}
/** The column of `ALTER TABLE t DROP [COLUMN] c`. */
function droppedColumn(sql) {
	const tokens = tokenize(sql);
	const at = qualifiedName(tokens, 2)?.next ?? 0;
	if (keyword(tokens[at]) !== "DROP") return void 0;
	return nameOf(tokens[keyword(tokens[at + 1]) === "COLUMN" && tokens[at + 2] ? at + 2 : at + 1]);
}
function columnValues(connection, shape, column) {
	const pack = packer();
	let count = 0;
	const columns = [...shape.key, column].map(quoted);
	const again = shape.hasRowid ? { again: `FROM main.${quoted(shape.table)} WHERE ${columns[0]} = ?` } : {};
	for (const row of exactRows(connection, {
		columns,
		from: `FROM main.${quoted(shape.table)}`,
		...again
	})) {
		for (const cell of row) pack.cell(cell);
		count += 1;
	}
	return {
		op: "column",
		table: shape.table,
		key: shape.key,
		column,
		count,
		packed: pack.take()
	};
}
function definitionOps(connection, catalog, columns) {
	const { before, after } = differences(catalog, catalogOf(connection));
	if (before.length === 0 && after.length === 0) return [];
	const reshape = columns ? reshapeOf(connection, columns) : null;
	return [...reshape?.dropped ? [...columns?.values.values() ?? []] : [], catalogOp(connection, before, after, reshape)];
}
/** What the table looks like now, found by its rowid in the catalog: it may have another name. */
function reshapeOf(connection, { shape, rowid }) {
	const name = rowOf(connection, "SELECT name FROM main.sqlite_schema WHERE rowid = ?", rowid)?.[0];
	const now = name === void 0 ? void 0 : shapeOf(connection, name);
	if (!now || !hasShape(now)) return null;
	const { key, columns } = shape;
	if (now.columns.length === columns.length) return null;
	if (now.columns.length < columns.length) {
		const dropped = columns.find((column) => !now.columns.includes(column)) ?? null;
		return {
			table: now.table,
			added: null,
			filled: null,
			dropped,
			key,
			columns
		};
	}
	const added = now.columns.find((column) => !columns.includes(column)) ?? null;
	return {
		table: now.table,
		added,
		filled: added === null ? null : filledWith(connection, now, added),
		dropped: null,
		key,
		columns
	};
}
/** What ALTER TABLE put into the rows that are there: the same for all. */
function filledWith(connection, { table }, column) {
	const pack = packer();
	const [fallback] = rowOf(connection, `SELECT ${quoted(column)} FROM main.${quoted(table)} LIMIT 1`) ?? [defaultOf(connection, table, column)];
	pack.cell(fallback);
	return pack.take();
}
function defaultOf(connection, table, column) {
	const text = rowOf(connection, `SELECT dflt_value FROM pragma_table_xinfo(?, 'main') WHERE name = ?`, table, column)?.[0];
	return text === null || text === void 0 ? null : connection.db.prepare(`SELECT ${text} AS value`).get().value ?? null;
}
function pragmaOps(connection, { sql }, run) {
	const name = /^pragma\s+(?:main\s*\.\s*)?(\w+)/i.exec(sql)?.[1]?.toLowerCase() ?? "";
	const read = () => rowOf(connection, `PRAGMA ${name}`)?.[0] ?? 0n;
	const before = read();
	run();
	const after = read();
	return before === after ? [] : [{
		op: "pragma",
		name,
		before,
		after
	}];
}
// ../../work/main/packages/plugins/src/sql/sqlite/footprint.ts
/** Collects a footprint while statements are compiled under `overseer`. */
function footprints() {
	const writes = /* @__PURE__ */ new Set();
	const reads = /* @__PURE__ */ new Set();
	const triggers = /* @__PURE__ */ new Set();
	const drops = /* @__PURE__ */ new Set();
	const alters = /* @__PURE__ */ new Set();
	const footprint = {
		writes,
		reads,
		triggers,
		drops,
		alters,
		makesTemp: false
	};
	const overseer = ({ does, first, second, schema, within }) => {
		if (within.startsWith("backout_own_")) return;
		if (does === "ALTER_TABLE") alters.add(second);
		if (does.startsWith("CREATE_TEMP_")) footprint.makesTemp = true;
		if (schema !== "main") return;
		if (does === "INSERT" || does === "UPDATE" || does === "DELETE") {
			if (!/^sqlite_(?:schema|master)$/i.test(first)) writes.add(first);
			if (within !== "") triggers.add(within);
		}
		if (does === "READ" && first !== "" && !/^sqlite_/i.test(first)) reads.add(first);
		if (does === "DROP_TABLE") drops.add(first);
	};
	return {
		overseer,
		footprint
	};
}
// ../../work/main/packages/plugins/src/sql/sqlite/run-batch.ts
/** Runs the statements of a batch in the open transaction. Errors: `failed`, naming the line; `out-of-scope`, `refused`, `busy`. */
function runBatch(connection, guard, batch, params) {
	return batch.statements.map((statement) => naming(connection, statement, () => ({ rows: runOne(connection, guard, statement, params) })));
}
/** The same, and what takes it back. */
function runReversibly(connection, guard, batch, params) {
	const before = sequenceOf(connection);
	const ops = [];
	const outcomes = batch.statements.map((statement) => naming(connection, statement, () => {
		let rows = 0;
		const { overseer, footprint } = footprints();
		connection.oversight.under(both(overseer, authority(guard, statement.sql)), () => connection.db.prepare(statement.sql));
		ops.push(...captured(connection, statement, footprint, () => {
			rows = runOne(connection, guard, statement, params);
		}));
		return { rows };
	}));
	const after = sequenceOf(connection);
	if (said$1(before) !== said$1(after)) ops.push({
		op: "sequence",
		before,
		after
	});
	return {
		outcomes,
		undo: [...chunksOf(ops)]
	};
}
/** What each statement would do, measured by running all of them and taking them back: only for a private copy. */
function estimateBatch(connection, guard, batch, params) {
	const estimates = [];
	connection.db.exec("SAVEPOINT backout_estimate");
	try {
		for (const statement of batch.statements) {
			const { overseer, footprint } = footprints();
			connection.oversight.under(overseer, () => connection.db.prepare(statement.sql));
			const rows = runOne(connection, guard, statement, params);
			const touches = [...[...footprint.reads].map((part) => ({
				part,
				access: "read"
			})), ...[...footprint.writes].map((part) => ({
				part,
				access: "write"
			}))];
			estimates.push(changesRows(statement) ? {
				rows,
				touches
			} : { touches });
		}
	} catch (error) {
		estimates.push({
			touches: [],
			failure: failureOf(error, "Cannot run it").message
		});
	} finally {
		connection.db.exec("ROLLBACK TO backout_estimate; RELEASE backout_estimate");
	}
	return estimates;
}
/** Runs a statement that only reads. Integers come as `bigint`. */
function runQuery(connection, guard, statement, params) {
	return naming(connection, statement, () => {
		const prepared = connection.oversight.under(readingAuthority(guard, statement.sql), () => connection.db.prepare(statement.sql));
		return {
			columns: prepared.columns().map(({ name }) => name),
			rows: connection.oversight.under(readingAuthority(guard, statement.sql), () => prepared.all(...asArguments(statement, params)))
		};
	});
}
function runOne(connection, guard, statement, params) {
	return connection.oversight.under(authority(guard, statement.sql), () => {
		const { changes } = connection.db.prepare(statement.sql).run(...asArguments(statement, params));
		return changesRows(statement) ? Number(changes) : 0;
	});
}
function changesRows({ kind }) {
	return kind === "insert" || kind === "update" || kind === "delete";
}
/** Only what a statement asks for: `node:sqlite` refuses more. Numbers that are whole are integers, as JSON cannot tell them. */
function asArguments({ parameters, sql }, params) {
	const named = !Array.isArray(params);
	const find = (name) => named ? params[name] : params[Number(name) - 1];
	const values = parameters.map((name) => {
		const value = find(name);
		if (value === void 0) throw new PlanError("invalid", `Cannot run "${sql.slice(0, 60)}": parameter ${named ? `"${name}"` : name} has no value`);
		return storedOf(name, value);
	});
	if (!named || parameters.every((name) => /^\d+$/.test(name))) return values;
	return [Object.fromEntries(parameters.map((name, index) => [name, values[index]]))];
}
function storedOf(name, value) {
	if (typeof value === "boolean") return value ? 1n : 0n;
	if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
	if (value === null || typeof value !== "object" || value instanceof Uint8Array) return value;
	throw new PlanError("invalid", `Cannot use parameter "${name}": a list or an object is no value of SQLite`, { hint: "Pass it as JSON text" });
}
function naming(connection, { line }, work) {
	try {
		return work();
	} catch (error) {
		throw failureOf(error, `Cannot run the statement on line ${line} in ${connection.title}`);
	}
}
function both(a, b) {
	return (action) => {
		a(action);
		b(action);
	};
}
function said$1(counters) {
	return counters.map(({ rowid, name, seq }) => `${rowid} ${name} ${String(seq)}`).join("\n");
}
// ../../work/main/packages/plugins/src/sql/sqlite/transaction.ts
/** Runs work in a transaction of its own, in its turn. Errors: `busy`, `failed`, whatever `work` throws. */
function inTransaction(file, switches, work) {
	return file.lane(async () => {
		const connection = await file.connection();
		await using transaction = await beginTransaction(file, connection, switches);
		const result = work(connection);
		await transaction.commit();
		return result;
	});
}
/** Begins a transaction that may write, waiting for another process's lock as long as the connection says. */
async function beginTransaction({ config, title, opening }, connection, switches) {
	const { db } = connection;
	const before = setAll(connection, switches);
	const restore = () => void setAll(connection, before);
	try {
		await whileBusy(config.busyTimeout, opening.signal, () => db.exec(opening.access === "read" ? "BEGIN" : "BEGIN IMMEDIATE"));
	} catch (error) {
		restore();
		throw failureOf(error, `Cannot write ${title}`);
	}
	return {
		async commit() {
			try {
				await whileBusy(config.busyTimeout, void 0, () => db.exec("COMMIT"));
			} catch (error) {
				throw failureOf(error, `Cannot commit in ${title}`);
			}
		},
		async [Symbol.asyncDispose]() {
			if (db.isTransaction) db.exec("ROLLBACK");
			restore();
		}
	};
}
function setAll(connection, switches) {
	const before = {};
	for (const [name, value] of Object.entries(switches)) {
		before[name] = String(rowOf(connection, `PRAGMA ${name}`)?.[0] ?? 0);
		connection.db.exec(`PRAGMA ${name} = ${/^\w+$/.test(value) ? value : "0"}`);
	}
	return before;
}
// ../../work/main/packages/plugins/src/sql/sqlite/undo/conflict.ts
/** Something is neither as it was before a unit nor as the unit left it. Never leaves `undo/`. */
var Conflict = class extends Error {};
// ../../work/main/packages/plugins/src/sql/sqlite/undo/edit-catalog.ts
/** Gives rows of the catalog exactly these texts, names and rowids; found by type and name. The schema is read anew, by other connections too. */
function editCatalog(connection, rows) {
	const { db } = connection;
	db.enableDefensive(false);
	db.exec("PRAGMA writable_schema = ON");
	try {
		const away = db.prepare("UPDATE main.sqlite_schema SET rowid = ? WHERE type = ? AND name = ?");
		const set = db.prepare("UPDATE main.sqlite_schema SET rowid = ?, name = ?, tbl_name = ?, sql = ? WHERE rowid = ?");
		const moving = rows.filter(({ now, become }) => rowidOf(connection, now) !== void 0 && isFree(connection, become, rows));
		const far = 1n << 40n;
		for (const [index, { now }] of moving.entries()) away.run(far + BigInt(index), now.type, now.name);
		for (const [index, { become }] of moving.entries()) set.run(become.rowid, become.name, become.table, become.sql, far + BigInt(index));
		if (rows.length > 0) bumpVersion(connection);
	} finally {
		db.exec("PRAGMA writable_schema = RESET");
		db.enableDefensive(true);
	}
}
/** A rowid that somebody else's object has taken since stays theirs. */
function isFree(connection, { rowid }, rows) {
	const holder = rowOf(connection, "SELECT type, name FROM main.sqlite_schema WHERE rowid = ?", rowid);
	return !holder || rows.some(({ now }) => now.type === holder[0] && now.name === holder[1]);
}
function rowidOf(connection, { type, name }) {
	return rowOf(connection, "SELECT rowid FROM main.sqlite_schema WHERE type = ? AND name = ?", type, name)?.[0];
}
function bumpVersion(connection) {
	const version = rowOf(connection, "PRAGMA schema_version")?.[0] ?? 0n;
	connection.db.exec(`PRAGMA schema_version = ${version + 1n}`);
}
/** Drops every trigger of the database until `restore`. */
function withoutTriggers(connection) {
	for (const { type, name } of catalogOf(connection)) if (type === "trigger") connection.db.exec(`DROP TRIGGER main.${quoted(name)}`);
	return { restore(catalog) {
		const triggers = catalog.filter(({ type }) => type === "trigger");
		for (const { sql } of triggers) if (sql !== null) connection.db.exec(sql);
		editCatalog(connection, triggers.map((row) => ({
			now: row,
			become: row
		})));
	} };
}
// ../../work/main/packages/plugins/src/sql/sqlite/undo/revert-rows.ts
/** Takes back the rows of one table. All are compared before the first is written; then what was there after goes, and what was there before comes. */
function revertRows(connection, ops) {
	const { table } = ops[0];
	demandTable(connection, ops[0]);
	const open = ops.flatMap((op) => [...touchedRows(op)]).filter((row) => !isBack(connection, ops[0], row));
	const where = ops[0].key.map((column) => `${quoted(column)} IS ?`);
	for (const { key, after } of open) {
		if (!after) continue;
		const places = where.map((text, index) => text.replace("?", placeFor(key[index])));
		connection.own(`DELETE FROM main.${quoted(table)} WHERE ${places.join(" AND ")}`).run(...key.map(bound));
	}
	const columns = [...ops[0].key, ...ops[0].columns].map(quoted).join(", ");
	for (const { before } of open) if (before) connection.own(`INSERT INTO main.${quoted(table)} (${columns}) VALUES (${before.map(placeFor).join(", ")})`).run(...before.map(bound));
}
function demandTable(connection, { table, columns }) {
	const shape = shapeOf(connection, table);
	if (!shape || !hasShape(shape)) throw new Conflict(`table "${table}" is gone`);
	if (shape.columns.join("\n") !== columns.join("\n")) throw new Conflict(`table "${table}" has other columns than the unit left it with`);
}
function* touchedRows({ packed, count, key, columns }) {
	const bytes = unpacker(packed);
	for (let index = 0; index < count; index += 1) {
		const flag = bytes.flag();
		const was = (flag & 1) === 1;
		const cells = Array.from({ length: was ? key.length + columns.length : key.length }, () => bytes.cell());
		const after = (flag & 2) === 2 ? Buffer.from(bytes.raw(16)) : void 0;
		yield {
			key: cells.slice(0, key.length),
			before: was ? cells : void 0,
			after
		};
	}
}
/** Whether a row is as it was already. Throws a conflict where it is not as the unit left it either. */
function isBack(connection, op, { key, before, after }) {
	const now = hashNow(connection, op, key);
	const was = before && rowHasher()(before);
	if (same(now, after)) return false;
	if (same(now, was)) return true;
	throw new Conflict(`the row of "${op.table}" with ${op.key.map((column, index) => `${column} ${shown(key[index])}`).join(", ")} was ${now ? "changed" : "deleted"} since`);
}
function hashNow(connection, { table, key, columns }, cells) {
	const where = key.map((column, index) => `${quoted(column)} IS ${placeFor(cells[index])}`).join(" AND ");
	const row = exactRow(connection, {
		columns: [...key, ...columns].map(quoted),
		from: `FROM main.${quoted(table)} WHERE ${where}`
	}, cells);
	return row && rowHasher()(row);
}
function same(a, b) {
	return a === void 0 || b === void 0 ? a === b : a.equals(b);
}
function shown(cell) {
	return typeof cell === "bigint" || typeof cell === "number" ? String(cell) : JSON.stringify(String(cell)).slice(0, 60);
}
/** Whether a table has any row for which a condition holds. */
function anyRow(connection, table, condition, ...params) {
	return rowOf(connection, `SELECT 1 FROM main.${quoted(table)} WHERE ${condition} LIMIT 1`, ...params.map(bound)) !== void 0;
}
// ../../work/main/packages/plugins/src/sql/sqlite/undo/reshape.ts
/** An added column is only taken away while it holds nothing but what ALTER TABLE put there. */
function demandNothingAdded(connection, table, column, filled) {
	const cell = filled === null ? null : unpacker(filled).cell();
	if (anyRow(connection, table, `${quoted(column)} IS NOT ${placeFor(cell)}`, cell)) throw new Conflict(`column "${column}" of "${table}" holds values that the unit did not put there`);
}
/** Writes every row anew, so that no cell of a column that is gone stays behind in it. */
function rewriteRows(connection, table, { key, columns }) {
	const column = quoted(columns[0] ?? key[0]);
	connection.db.exec(`UPDATE main.${quoted(table)} SET ${column} = ${column}`);
}
/** Puts a dropped column back where it was: rows wait in a TEMP table while the table, empty, gets its old definition. */
function restoreColumn(connection, { reshape, table, values }, edit) {
	const { db } = connection;
	const { key, columns, dropped } = reshape;
	const left = columns.filter((column) => column !== dropped);
	const rows = quoted(`${ownPrefix}rows`);
	const cells = quoted(`${ownPrefix}cells`);
	const places = (prefix, names) => names.map((_, index) => `${prefix}${index}`).join(", ");
	db.exec(`CREATE TEMP TABLE ${rows} (${places("c", [...key, ...left])})`);
	db.exec(`INSERT INTO temp.${rows} SELECT ${[...key, ...left].map(quoted).join(", ")} FROM main.${quoted(reshape.table)}`);
	db.exec(`CREATE TEMP TABLE ${cells} (${places("k", key)}, v)`);
	db.exec(`CREATE INDEX temp.${quoted(`${ownPrefix}cells_key`)} ON ${cells} (${places("k", key)})`);
	if (values) fill(connection, cells, values);
	db.exec(`DELETE FROM main.${quoted(reshape.table)}`);
	edit();
	const same = key.map((_, index) => `k${index} IS c${index}`).join(" AND ");
	const names = [
		...key,
		...left,
		dropped
	].map(quoted).join(", ");
	db.exec(`INSERT INTO main.${quoted(table)} (${names}) SELECT ${places("c", [...key, ...left])}, v FROM temp.${rows} LEFT JOIN temp.${cells} ON ${same}`);
	db.exec(`DROP TABLE temp.${rows}; DROP TABLE temp.${cells}`);
}
function fill(connection, cells, { packed, count, key }) {
	const bytes = unpacker(packed);
	for (let index = 0; index < count; index += 1) {
		const row = Array.from({ length: key.length + 1 }, () => bytes.cell());
		connection.own(`INSERT INTO temp.${cells} VALUES (${row.map(placeFor).join(", ")})`).run(...row.map(bound));
	}
}
// ../../work/main/packages/plugins/src/sql/sqlite/undo/revert-catalog.ts
/** Takes back what one statement did to the catalog; gives the catalog as it is to be, with its triggers. */
function revertCatalog(connection, op, restoring, known) {
	demandAsLeft(op, known);
	const pairs = pairsOf(op);
	const created = op.after.filter((row) => !pairs.some(({ after }) => after === row));
	const dropped = op.before.filter((row) => !pairs.some(({ before }) => before === row));
	for (const row of created) dropObject(connection, op, row);
	reshapeAndEdit(connection, op, pairs, restoring);
	for (const row of dropped) createObject(connection, row);
	editCatalog(connection, dropped.filter(({ type }) => type !== "trigger").map((row) => ({
		now: row,
		become: row
	})));
	const gone = new Set(op.after.map(textOf$1));
	return [...known.filter((row) => !gone.has(textOf$1(row))), ...op.before].toSorted((a, b) => Number(a.rowid - b.rowid));
}
/** Rows that were changed in place: the same rowid and type on both sides. */
function pairsOf({ before, after }) {
	return before.flatMap((row) => {
		const changed = after.find(({ rowid, type }) => rowid === row.rowid && type === row.type);
		return changed ? [{
			before: row,
			after: changed
		}] : [];
	});
}
function demandAsLeft({ before, after }, known) {
	const now = new Set(known.map(said));
	const missing = after.find((row) => !now.has(said(row)));
	if (missing) throw new Conflict(`${missing.type} "${missing.name}" was changed or dropped since`);
	const ours = new Set(after.map(({ type, name }) => `${type} ${name}`));
	const names = new Set(known.filter(({ type, name }) => !ours.has(`${type} ${name}`)).map(({ name }) => name.toLowerCase()));
	const taken = before.find(({ name }) => names.has(name.toLowerCase()));
	if (taken) throw new Conflict(`the name "${taken.name}" was taken since`);
}
function said({ type, name, table, sql }) {
	return JSON.stringify([
		type,
		name,
		table,
		sql
	]);
}
function dropObject(connection, { contents }, { type, name, sql }) {
	if (type === "trigger" || type === "index" && sql === null) return;
	if (name === "sqlite_sequence") return dropSequence(connection);
	if (name.startsWith("sqlite_")) return;
	const digest = contents[name];
	if (type === "table" && digest !== void 0 && contentsOf(connection, name) !== digest) throw new Conflict(`table "${name}" has rows that the unit did not put there`);
	connection.db.exec(`DROP ${type.toUpperCase()} main.${quoted(name)}`);
}
/** SQLite keeps its table of counters for good once a table counts: under another name it can be dropped. */
function dropSequence(connection) {
	if (rowOf(connection, "SELECT 1 FROM main.sqlite_sequence")) connection.db.exec("DELETE FROM main.sqlite_sequence");
	const rowid = rowOf(connection, `SELECT rowid FROM main.sqlite_schema WHERE name = 'sqlite_sequence'`)?.[0];
	if (rowid === void 0) return;
	const name = "backout_own_sequence";
	editCatalog(connection, [{
		now: {
			type: "table",
			name: "sqlite_sequence"
		},
		become: {
			rowid,
			type: "table",
			name,
			table: name,
			sql: `CREATE TABLE ${name}(name,seq)`
		}
	}]);
	connection.db.exec(`DROP TABLE main.${name}`);
}
/** Indexes without text come with their table. Triggers come last, when all rows are back. */
function createObject(connection, { type, sql }) {
	if (type !== "trigger" && sql !== null && !/^create table sqlite_/i.test(sql)) connection.db.exec(sql);
}
function reshapeAndEdit(connection, { reshape }, pairs, { values }) {
	const edits = pairs.filter(({ before }) => before.type !== "trigger").map(({ before, after }) => ({
		now: after,
		become: before
	}));
	if (edits.length === 0) return;
	const table = pairs.find(({ before, after }) => before.type === "table" && after.name === reshape?.table)?.before.name;
	if (!reshape || table === void 0) return editCatalog(connection, edits);
	if (reshape.added !== null) {
		demandNothingAdded(connection, reshape.table, reshape.added, reshape.filled);
		editCatalog(connection, edits);
		return rewriteRows(connection, table, reshape);
	}
	restoreColumn(connection, {
		reshape,
		table,
		values: columnOf(values, reshape.table, table)
	}, () => editCatalog(connection, edits));
}
function columnOf(values, ...tables) {
	const found = tables.map((table) => values.get(table)).find((op) => op?.op === "column");
	return found?.op === "column" ? found : void 0;
}
// ../../work/main/packages/plugins/src/sql/sqlite/undo/revert.ts
/**
* Takes back everything that a unit did, newest first, inside the open transaction, with foreign keys off and no trigger of the user's
* in the way. What is neither as it was nor as the unit left it is a conflict; the caller's rollback then leaves all as it is.
*/
function revertUnit(connection, undo) {
	try {
		revertAll(connection, opsOf(undo));
		return "reverted";
	} catch (error) {
		if (error instanceof Conflict) return { conflict: error.message };
		throw error;
	}
}
function revertAll(connection, ops) {
	const counters = sequenceOf(connection);
	let catalog = catalogOf(connection);
	const triggers = withoutTriggers(connection);
	const restoring = { values: /* @__PURE__ */ new Map() };
	for (const step of stepsOf(ops)) if (step.op === "rows") revertRows(connection, step.ops);
	else if (step.op === "catalog") catalog = revertCatalog(connection, step, restoring, catalog);
	else if (step.op === "column") restoring.values.set(step.table, step);
	else if (step.op === "pragma") revertPragma(connection, step.name, step.before, step.after);
	else revertCounters(connection, step, counters);
	triggers.restore(catalog);
}
/** The ops backwards, with neighbouring ops on the rows of one table together: their keys may depend on each other. Values of a column come before its catalog. */
function stepsOf(ops) {
	const steps = [];
	for (const op of ops.toReversed()) {
		const last = steps.at(-1);
		if (op.op !== "rows") steps.push(op);
		else if (last?.op === "rows" && last.ops[0].table === op.table) steps[steps.length - 1] = {
			op: "rows",
			ops: [op, ...last.ops]
		};
		else steps.push({
			op: "rows",
			ops: [op]
		});
	}
	return columnsFirst(steps);
}
function columnsFirst(steps) {
	const ordered = [...steps];
	for (const [index, step] of ordered.entries()) {
		if (step.op !== "column" || index === 0) continue;
		ordered[index] = ordered[index - 1];
		ordered[index - 1] = step;
	}
	return ordered;
}
function revertPragma(connection, name, before, after) {
	const now = rowOf(connection, `PRAGMA ${name}`)?.[0];
	if (now === before) return;
	if (now !== after) throw new Conflict(`PRAGMA ${name} is ${String(now)}, and the unit left it at ${after}`);
	connection.db.exec(`PRAGMA ${name} = ${before}`);
}
/** Inserting rows again has moved the counters: they follow from what they were when the revert began. */
function revertCounters(connection, { before, after }, now) {
	setSequence(connection, sequenceBefore(now, before, after));
}
// ../../work/main/packages/plugins/src/sql/sqlite/session.ts
/** Opens a session. A preview looks at a private copy: nothing appears beside the user's file, and no lock is taken. */
function openSqlite(config, opening) {
	return sessionOf(fileAt(isAbsolute(config.file) ? config.file : join(opening.root, config.file), config, opening, {
		copies: opening.mode === "preview",
		queryOnly: opening.access === "read"
	}));
}
/** A writable stand-in: a private copy of what the session sees. */
async function overlayOf({ file }, opening) {
	return sessionOf(fileAt(file.path, file.config, opening, {
		copies: true,
		queryOnly: false
	}));
}
function fileAt(path, config, opening, how) {
	const title = `database "${config.file}"`;
	let copy;
	let connecting;
	const begin = async () => {
		demandFile(path, title, config, how);
		if (how.copies) copy = await copyPrivately(path, title);
		return connect({
			path: copy?.path ?? path,
			config,
			queryOnly: how.queryOnly && !how.copies,
			signal: opening.signal
		});
	};
	return {
		path,
		title,
		config,
		opening,
		lane: makeLane(),
		connection() {
			connecting ??= begin();
			connecting.catch(() => {
				connecting = void 0;
			});
			return connecting;
		},
		async [Symbol.asyncDispose]() {
			(await connecting?.catch(() => void 0))?.[Symbol.dispose]();
			await copy?.[Symbol.asyncDispose]();
		}
	};
}
function demandFile(path, title, config, { queryOnly, copies }) {
	if (existsSync(path) || config.create && (copies || !queryOnly)) return;
	throw new PlanError("failed", `Cannot open ${title}: there is no such file (${path})`, { hint: "Check `file` of the connection, or let `create: true` make it" });
}
function sessionOf(file) {
	const { guard } = file.opening;
	return {
		file,
		query: (statement, params) => file.lane(async () => runQuery(await file.connection(), guard, statement, params)),
		execute: (batch, params) => inTransaction(file, switchesOf(batch), (connection) => runBatch(connection, guard, batch, params)),
		estimate: (batch, params) => file.lane(async () => isPrivate(file) ? estimateBatch(await file.connection(), guard, batch, params) : void 0),
		[Symbol.asyncDispose]: () => file[Symbol.asyncDispose]()
	};
}
function isPrivate({ opening }) {
	return opening.mode === "preview";
}
/** The session that the body of a `transact` sees. `begin` opens the transaction at its first use, with the switches that hold for it. */
function transactionSession(outer, begin) {
	const { file } = outer;
	const { guard } = file.opening;
	return {
		file,
		query: async (statement, params) => runQuery(await begin({}), guard, statement, params),
		execute: async (batch, params) => runBatch(await begin(switchesOf(batch)), guard, batch, params),
		executeReversibly: async (batch, params) => runReversibly(await begin(switchesOf(batch)), guard, batch, params),
		async revert(undo) {
			const connection = await begin({
				foreign_keys: "off",
				recursive_triggers: "off",
				legacy_alter_table: "on"
			});
			try {
				return revertUnit(connection, undo);
			} catch (error) {
				throw failureOf(error, `Cannot take the unit back in ${file.title}`);
			}
		},
		async [Symbol.asyncDispose]() {}
	};
}
function switchesOf({ settings }) {
	return settings;
}
// ../../work/main/packages/plugins/src/sql/sqlite/transact.ts
/**
* Law: exactly once by ledger. The transaction begins when the body first uses its session, since only then it is known which switches
* have to be set before; the unit's key is its first write. Errors: `conflict`, `stale`, `busy`, whatever the body throws.
*/
function transact(session, key, epoch, body) {
	const { file } = session;
	return file.lane(async () => {
		const connection = await file.connection();
		await using open = new AsyncDisposableStack();
		let transaction;
		const begin = async (switches) => {
			if (transaction) return connection;
			transaction = open.use(await beginTransaction(file, connection, switches));
			enterUnit(connection, key, epoch, Date.now());
			return connection;
		};
		const result = await body(transactionSession(session, begin));
		await begin({});
		await transaction?.commit();
		return result;
	});
}
// ../../work/main/packages/plugins/src/index.ts
/** The plugins that are always there. */
const builtins = [
	core,
	file,
	{
		name: "sql",
		version: "1.0.0",
		steps: [sqlExecute, sqlQuery],
		drivers: [{
			kind: "sqlite",
			family: "databases",
			config: configSchema,
			target: (config) => readConfig(config).file,
			covers: coversTable,
			overlaps: tablesOverlap,
			open: async (config, opening) => openSqlite(readConfig(config), opening),
			identity: ({ file }) => file.lane(async () => identityOf(await file.connection())),
			claim: ({ file }, owner) => inTransaction(file, {}, (connection) => takeClaim(connection, owner, Date.now())),
			release: ({ file }, owner, { last }) => inTransaction(file, {}, (connection) => giveUpClaim(connection, owner, last)),
			transact,
			settle: ({ file }, key, epoch) => inTransaction(file, {}, (connection) => settleUnit(connection, key, epoch, Date.now())),
			recorded: ({ file }, keys) => file.lane(async () => recordedUnits(await file.connection(), keys)),
			overlay: overlayOf,
			fingerprint: ({ file }, parts) => file.lane(async () => fingerprintOf(await file.connection(), parts))
		}, postgresDriver]
	},
	http,
	exec
];
export { builtins };
