import { n as PlanError, r as messageOf } from "./model-BXsTrnic.js";
import * as fs from "node:fs";
import { readFileSync, readlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { createHash, hash, randomUUID } from "node:crypto";
import { crc32, zstdCompress, zstdCompressSync, zstdDecompress, zstdDecompressSync } from "node:zlib";
import { hostname, uptime } from "node:os";
import { kill, pid, platform } from "node:process";
import { promisify } from "node:util";
// ../../work/main/packages/core/src/record/record-fs.ts
/** {@link RecordFs} on the machine's disks. */
const diskFs = {
	open: (path, flags, mode) => fs.openSync(path, flags, mode),
	close: (fd) => fs.closeSync(fd),
	write: (fd, bytes, offset, position) => fs.writeSync(fd, bytes, offset, bytes.length - offset, position ?? null),
	read: (fd, into, position) => fs.readSync(fd, into, 0, into.length, position),
	fdatasync: (fd) => fs.fdatasyncSync(fd),
	fdatasyncLater: (fd, done) => fs.fdatasync(fd, done),
	fsync: (fd) => fs.fsyncSync(fd),
	truncate: (fd, size) => fs.ftruncateSync(fd, size),
	size: (fd) => fs.fstatSync(fd).size,
	exists: (path) => fs.existsSync(path),
	modifiedAt: (path) => fs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0,
	readFile: (path) => fs.readFileSync(path),
	list: (folder) => fs.existsSync(folder) ? fs.readdirSync(folder) : [],
	makeFolder: (path, mode) => void fs.mkdirSync(path, {
		recursive: true,
		mode
	}),
	link: (from, to) => fs.linkSync(from, to),
	rename: (from, to) => fs.renameSync(from, to),
	remove: (path) => fs.rmSync(path, { force: true }),
	removeFolder: (path) => fs.rmSync(path, {
		recursive: true,
		force: true
	})
};
// ../../work/main/packages/core/src/record/durable-file.ts
/** Writes all of `bytes`, however short each write is, at the end of the file or at `position`. */
function writeAll(fs, fd, bytes, position) {
	let offset = 0;
	while (offset < bytes.length) {
		const written = fs.write(fd, bytes, offset, position === void 0 ? void 0 : position + offset);
		if (written <= 0) throw new Error(`write gave ${written} for ${bytes.length - offset} bytes`);
		offset += written;
	}
}
/** Creates a file that must not exist yet, mode 0600, with its bytes on disk. The folder is not synced. */
function createFile(fs, path, bytes) {
	const fd = fs.open(path, "wx", 384);
	try {
		writeAll(fs, fd, bytes);
		fs.fsync(fd);
	} finally {
		fs.close(fd);
	}
}
/** Makes a folder's entries durable. Where the system cannot sync a folder (Windows), it keeps them by itself. */
function syncFolder(fs, path) {
	let fd;
	try {
		fd = fs.open(path, "r");
	} catch (error) {
		if (unsyncable.has(codeOf(error))) return;
		throw error;
	}
	try {
		fs.fsync(fd);
	} catch (error) {
		if (!unsyncable.has(codeOf(error))) throw error;
	} finally {
		fs.close(fd);
	}
}
const unsyncable = /* @__PURE__ */ new Set([
	"EISDIR",
	"EPERM",
	"EINVAL",
	"ENOTSUP"
]);
/** The `code` of an error of `node:fs`, or `''`. */
function codeOf(error) {
	return error instanceof Error && "code" in error ? String(error.code) : "";
}
// ../../work/main/packages/core/src/record/append-file.ts
/**
* Goes on in an open file. After the first error the file is cut back to what was durable (a failed sync says nothing about what
* reached the disk, and must not be tried again), and every later call fails with the same error.
*/
function appendFile({ fs, fd, size, sync, what, padding }) {
	let written = size;
	let durable = size;
	let padded = size;
	let broken;
	const fail = (cause) => {
		broken ??= writeError(what, cause);
		try {
			fs.truncate(fd, durable);
		} catch {}
		return broken;
	};
	const assertWhole = () => {
		if (broken) throw broken;
	};
	const guarded = (action) => {
		assertWhole();
		try {
			return action();
		} catch (error) {
			throw fail(error);
		}
	};
	const pad = (byte, until) => {
		const ahead = Math.min(Math.max(until, leastPadding), mostPadding);
		try {
			writeAll(fs, fd, new Uint8Array(ahead).fill(byte), until);
			padded = until + ahead;
		} catch {
			fs.truncate(fd, written);
			padded = Number.POSITIVE_INFINITY;
		}
	};
	return {
		get size() {
			return written;
		},
		get dirty() {
			return written > durable;
		},
		write: (bytes) => guarded(() => {
			const end = written + bytes.length;
			if (padding !== void 0 && end > padded) pad(padding, end);
			writeAll(fs, fd, bytes, written);
			written = end;
		}),
		sync: () => guarded(() => {
			const target = written;
			const pending = sync(fd);
			if (pending === void 0) return void (durable = target);
			return pending.then(() => void (durable = target), (error) => Promise.reject(fail(error)));
		}),
		assertWhole,
		close() {
			try {
				if (broken === void 0 && padded > written && padding !== void 0) fs.truncate(fd, written);
			} finally {
				fs.close(fd);
			}
		}
	};
}
/** bytes */
const leastPadding = 65536;
const mostPadding = 1048576;
/** A `failed` error for an I/O error while writing `what`. */
function writeError(what, cause) {
	const code = codeOf(cause);
	const reason = reasons[code];
	const options = {
		cause,
		hint: reason?.hint ?? "See to the disk, then resume the run"
	};
	return new PlanError("failed", `Cannot write ${what}${reason ? `: ${reason.is}` : ""}`, options);
}
const reasons = {
	ENOSPC: {
		is: "the disk is full",
		hint: "Free some space, then resume the run"
	},
	EDQUOT: {
		is: "the disk quota is used up",
		hint: "Free some space, then resume the run"
	},
	EIO: {
		is: "the disk reports an error",
		hint: "See to the disk before resuming the run"
	},
	EROFS: {
		is: "the file system is read-only",
		hint: "Make the folder writable, then resume the run"
	},
	EACCES: {
		is: "permission denied",
		hint: "Make the folder writable, then resume the run"
	},
	EPERM: {
		is: "permission denied",
		hint: "Make the folder writable, then resume the run"
	}
};
// ../../work/main/packages/core/src/record/run-id.ts
/**
* A new run's id, such as `20261121-010203-split-customer-name-7f3a`: the time (UTC), the plan's name, four random hex digits.
* Ids sort by the time of their creation. `random` gives numbers in [0, 1).
*/
function newRunId(plan, clock, random) {
	const time = clock.now().toISOString().replaceAll(/[-:]|\..*/g, "").replace("T", "-");
	const name = plan.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "").slice(0, 60);
	const suffix = Math.floor(random() * 65536).toString(16).padStart(4, "0");
	return [
		time,
		name || "plan",
		suffix
	].join("-");
}
/** Refuses, as `missing`, what cannot be a run's id, before it becomes part of a path. */
function assertRunId(run) {
	if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,150}$/.test(run) || run.includes("..")) throw new PlanError("missing", `Cannot find run "${run}": that is not the id of a run`, { hint: "plan status lists the runs" });
}
// ../../work/main/packages/core/src/record/run-folder.ts
/** Where a run is kept in the folder of all runs. Errors: `missing` for what is not an id. */
function runFolder(runs, run) {
	assertRunId(run);
	return foldersIn(join(runs, run));
}
/** The same of a run's record that is not in its place yet. */
function foldersIn(path) {
	const inside = (name) => join(path, name);
	return {
		path,
		journal: inside("journal.jsonl"),
		plan: inside("run.json"),
		files: inside("files"),
		undo: inside("undo"),
		outputs: inside("outputs"),
		attachments: inside("attachments")
	};
}
/** Makes the folder of all runs (mode 0700), which git ignores. */
function prepareRuns(fs, runs) {
	if (fs.exists(runs)) return;
	fs.makeFolder(runs, 448);
	const outer = basename(dirname(runs)) === ".backout" ? dirname(runs) : runs;
	const ignore = join(outer, ".gitignore");
	if (!fs.exists(ignore)) createFile(fs, ignore, Buffer.from(ignored));
	syncFolder(fs, outer);
	syncFolder(fs, dirname(outer));
}
const ignored = "*\n!/allowed_signers\n";
// ../../work/main/packages/core/src/record/adopt-run.ts
/**
* Puts a run into the folder of all runs, whole or not at all: `fill` writes it into a folder beside, which is then renamed.
* What `fill` did not write of a run is made empty. Errors: `refused` where the run exists, `failed` where the disk fails.
*/
async function adoptRun(fs, runs, target, fill) {
	const draft = foldersIn(join(runs, `.draft-${randomUUID()}`));
	try {
		if (fs.exists(target.path)) throw exists$1(target);
		for (const path of [
			draft.path,
			draft.files,
			draft.undo,
			draft.outputs
		]) fs.makeFolder(path, 448);
		await fill(draft);
		if (!fs.exists(draft.journal)) createFile(fs, draft.journal, /* @__PURE__ */ new Uint8Array());
		for (const path of [
			draft.files,
			draft.undo,
			draft.outputs,
			draft.path
		]) syncFolder(fs, path);
		fs.rename(draft.path, target.path);
		syncFolder(fs, runs);
	} catch (error) {
		fs.removeFolder(draft.path);
		if (error instanceof PlanError) throw error;
		throw occupied.has(codeOf(error)) ? exists$1(target) : writeError(`the record in "${target.path}"`, error);
	}
}
const occupied = /* @__PURE__ */ new Set(["EEXIST", "ENOTEMPTY"]);
function exists$1(target) {
	return new PlanError("refused", `Cannot create the record in "${target.path}": there is one already`);
}
// ../../work/main/packages/core/src/record/claims-register.ts
/**
* A register in a folder: each version is a file of its own, `<generation>.json`, which link(2) creates whole or not at all, so
* that of two processes that replace the same version one wins. The newest versions stay, and the first. Older ones go, oldest
* first: so if the version that was read is still there after the link, its successor cannot have been made and removed before.
*/
function claimsRegister(fs, folder) {
	const path = (generation) => join(folder, `${String(generation).padStart(10, "0")}.json`);
	const generations = () => fs.list(folder).flatMap((name) => /^\d+\.json$/.test(name) ? [Number.parseInt(name, 10)] : []);
	const newest = () => Math.max(0, ...generations());
	const read = () => {
		for (let generation = newest(); generation > 0; generation = newest()) try {
			return {
				generation,
				table: JSON.parse(Buffer.from(fs.readFile(path(generation))).toString())
			};
		} catch (cause) {
			if (codeOf(cause) !== "ENOENT") throw damaged$1(path(generation), cause);
		}
		return {
			generation: 0,
			table: {
				epoch: 0,
				claims: []
			}
		};
	};
	const swap = ({ generation }, table) => {
		if (!publish(fs, folder, path(generation + 1), table)) return false;
		if (generation > 0 && !fs.exists(path(generation))) {
			fs.remove(path(generation + 1));
			return false;
		}
		const old = generations().filter((each) => each > 1 && each <= generation - versionsKept);
		for (const each of old.toSorted((a, b) => a - b)) fs.remove(path(each));
		return true;
	};
	return {
		read,
		swap
	};
}
const versionsKept = 64;
function publish(fs, folder, path, table) {
	const draft = join(folder, `${randomUUID()}.draft`);
	try {
		createFile(fs, draft, Buffer.from(JSON.stringify(table)));
		fs.link(draft, path);
		syncFolder(fs, folder);
		return true;
	} catch (cause) {
		if (codeOf(cause) === "EEXIST") return false;
		throw writeError(`the claims in "${folder}"`, cause);
	} finally {
		fs.remove(draft);
	}
}
function damaged$1(path, cause) {
	return new PlanError("corrupt", `Cannot read the claims of runs: "${path}" is damaged`, {
		cause,
		hint: "Make sure that no run is going on, then remove that file"
	});
}
// ../../work/main/packages/core/src/record/lease.ts
/** The lease of a token in the folder of claims. */
function leaseOf(fs, folder, token) {
	const path = leasePath(folder, token);
	return {
		get held() {
			return fs.exists(path);
		},
		beat(now) {
			const fd = fs.open(path, "r+");
			try {
				writeAll(fs, fd, Buffer.from(now.toISOString()), 0);
			} finally {
				fs.close(fd);
			}
		},
		remove: () => fs.remove(path)
	};
}
/** Creates the lease of a claim that was just won. */
function createLease(fs, folder, token, now) {
	createFile(fs, leasePath(folder, token), Buffer.from(now.toISOString()));
	return leaseOf(fs, folder, token);
}
/** When the holder of a token was last seen; undefined where there is no lease. */
function lastBeat(fs, folder, token) {
	const path = leasePath(folder, token);
	if (!fs.exists(path)) return void 0;
	const time = new Date(Buffer.from(fs.readFile(path)).toString());
	return Number.isNaN(time.getTime()) ? void 0 : time;
}
/** The tokens that have a lease. */
function leaseTokens(fs, folder) {
	return fs.list(folder).flatMap((name) => name.endsWith(suffix$1) ? [name.slice(0, -suffix$1.length)] : []);
}
const suffix$1 = ".lease";
function leasePath(folder, token) {
	return join(folder, token + suffix$1);
}
// ../../work/main/packages/core/src/record/claims.ts
/** Claims by a table that processes change by compare-and-swap: all names or none, and one of two takers wins. */
function folderClaims(context) {
	const { fs, folder } = context;
	const register = claimsRegister(fs, folder);
	return {
		claim: (request) => take(context, register, request),
		unlock(run) {
			change(register, (claims) => {
				for (const entry of claims) if (entry.run === run) demandNotAlive(context, entry);
				return claims.filter((entry) => entry.run !== run);
			}).forEach((entry) => leaseOf(fs, folder, entry.token).remove());
		},
		alive: (run) => register.read().table.claims.some((entry) => entry.run === run && standingOf$1(context, entry).kind === "alive")
	};
}
/** Repeats `edit` until its result replaced the version that it saw; gives the entries that are gone by it. */
function change(register, edit) {
	for (;;) {
		const version = register.read();
		const { table } = version;
		const claims = edit(table.claims);
		if (claims.length === table.claims.length && claims.every((entry, index) => entry === table.claims[index])) return [];
		if (register.swap(version, {
			...table,
			claims
		})) return table.claims.filter((entry) => !claims.includes(entry));
	}
}
function take(context, register, request) {
	const { fs, folder, clock } = context;
	fs.makeFolder(folder, 448);
	const leases = leaseTokens(fs, folder);
	const { entry, others, replaced } = enter(context, register, request);
	for (const { token } of replaced) leaseOf(fs, folder, token).remove();
	for (const token of leases) if (!others.includes(token)) leaseOf(fs, folder, token).remove();
	const lease = createLease(fs, folder, entry.token, clock.now());
	if (!register.read().table.claims.some(({ token }) => token === entry.token)) {
		lease.remove();
		throw new PlanError("busy", `Cannot claim run "${request.run}": another process took it over at once`);
	}
	return held(context, register, entry, lease);
}
function enter(context, register, request) {
	const token = randomUUID();
	for (let replaced = [];;) {
		const version = register.read();
		const { claims, epoch: last } = version.table;
		const won = claims.find((each) => each.token === token);
		if (won) return {
			entry: won,
			others: tokensBut(claims, token),
			replaced
		};
		const rivals = claims.filter((each) => each.run === request.run || each.names.some((name) => request.names.includes(name)));
		for (const rival of rivals) demandFree(context, rival, request);
		const rest = claims.filter((each) => !rivals.includes(each));
		const epoch = Math.max(last, context.lastEpoch(request.run)) + 1;
		const entry = entryOf(context, request, token, epoch);
		replaced = rivals;
		if (register.swap(version, {
			epoch,
			claims: [...rest, entry]
		})) return {
			entry,
			others: tokensBut(rest, token),
			replaced
		};
	}
}
function tokensBut(claims, token) {
	return claims.flatMap((entry) => entry.token === token ? [] : [entry.token]);
}
function entryOf({ clock, processes, lease }, { run, names, holder }, token, epoch) {
	return {
		run,
		names,
		holder,
		identity: processes.self(),
		epoch,
		token,
		since: clock.now().toISOString(),
		lease
	};
}
function standingOf$1({ fs, folder, processes, clock }, entry) {
	if (entry.kept) return { kind: "kept" };
	const seen = lastBeat(fs, folder, entry.token) ?? new Date(entry.since);
	const standing = processes.standing(entry.identity, seen);
	if (standing !== "elsewhere") return { kind: standing };
	const until = new Date(seen.getTime() + entry.lease);
	return until > clock.now() ? {
		kind: "alive",
		until
	} : { kind: "dead" };
}
/** A run takes over what is its own unless a process holds it; from another run only what is settled. */
function demandFree(context, rival, request) {
	const standing = standingOf$1(context, rival);
	if (standing.kind !== "alive" && (rival.run === request.run || context.settled(rival.run))) return;
	throw busy(`Cannot claim ${rival.run === request.run ? `run "${rival.run}"` : `"${rival.names.find((each) => request.names.includes(each)) ?? ""}"`}`, rival, standing);
}
function demandNotAlive(context, entry) {
	const standing = standingOf$1(context, entry);
	if (standing.kind === "alive") throw busy(`Cannot unlock run "${entry.run}"`, entry, standing);
}
function busy(tried, { run, holder, since }, standing) {
	const { is, hint } = describe(run, standing);
	return new PlanError("busy", `${tried}: run "${run}" holds it, by ${holder}, since ${since}, ${is}`, { hint });
}
function describe(run, standing) {
	switch (standing.kind) {
		case "alive": return standing.until === void 0 ? {
			is: "and its process is alive",
			hint: `Wait until it ends; plan status ${run} shows where it is`
		} : {
			is: `on another machine, and counts as alive until ${standing.until.toISOString()}`,
			hint: `Wait until it ends, or until then`
		};
		case "dead": return {
			is: "and its process is dead",
			hint: `plan resume ${run}, plan rollback ${run}, or plan unlock ${run} --reason …`
		};
		case "kept": return {
			is: "and it waits",
			hint: `plan resume ${run}, plan rollback ${run}, or plan unlock ${run} --reason …`
		};
		default: return standing;
	}
}
function held(context, register, entry, lease) {
	const loss = new AbortController();
	let kept = false;
	let open = true;
	const stale = () => new PlanError("stale", `Cannot go on with run "${entry.run}": its claim was taken over or freed`, { hint: `plan status ${entry.run} shows who holds it` });
	const check = () => {
		if (open && lease.held) return;
		if (!loss.signal.aborted) loss.abort(stale());
		throw stale();
	};
	const beat = setInterval(() => {
		try {
			check();
			lease.beat(context.clock.now());
		} catch {}
	}, context.lease / 3);
	beat.unref();
	return {
		run: entry.run,
		epoch: entry.epoch,
		lost: loss.signal,
		check,
		keep() {
			kept = true;
		},
		async [Symbol.asyncDispose]() {
			if (!open) return;
			open = false;
			clearInterval(beat);
			change(register, (claims) => claims.flatMap((each) => each.token !== entry.token ? [each] : kept ? [{
				...each,
				kept: true
			}] : []));
			lease.remove();
		}
	};
}
// ../../work/main/packages/core/src/record/attachments.ts
/** Stores a small file with a run, durably. The same bytes again change nothing. Errors: `refused` for another content under a known name, `invalid`, `failed`. */
function attachFile(fs, folder, name, bytes) {
	if (!isAttachmentName(name)) throw new PlanError("invalid", `Cannot attach "${name}" to a run: that is not a plain file name`);
	const path = join(folder.attachments, name);
	if (fs.exists(path)) {
		if (Buffer.compare(fs.readFile(path), bytes) === 0) return;
		throw new PlanError("refused", `Cannot attach "${name}" to a run: there is another one of that name`);
	}
	const draft = join(folder.attachments, `.${randomUUID()}`);
	try {
		fs.makeFolder(folder.attachments, 448);
		createFile(fs, draft, bytes);
		fs.rename(draft, path);
		syncFolder(fs, folder.attachments);
		syncFolder(fs, folder.path);
	} catch (cause) {
		fs.remove(draft);
		throw writeError(`"${name}" into the record of a run`, cause);
	}
}
/** The files that were attached to a run, by name. */
function readAttachments(fs, folder) {
	const names = fs.list(folder.attachments).filter(isAttachmentName).toSorted();
	return new Map(names.map((name) => [name, new Uint8Array(fs.readFile(join(folder.attachments, name)))]));
}
/** Whether a name is that of a file, without a path. */
function isAttachmentName(name) {
	return /^[A-Za-z0-9][A-Za-z0-9@._+~-]{0,200}$/.test(name);
}
// ../../work/main/packages/core/src/record/disk-sync.ts
/**
* fdatasync in the cheaper of two ways. On a fast disk a hop to a thread and back costs as much as the sync itself, so it blocks;
* once syncs take longer than `patience` (ms, a running mean) it goes through a thread, and the event loop goes on.
*/
function diskSync(fs, now = () => performance.now(), patience = 4) {
	let mean = 0;
	const learn = (since) => {
		mean += (now() - since - mean) / 8;
	};
	return (fd) => {
		const since = now();
		if (mean < patience) {
			fs.fdatasync(fd);
			learn(since);
			return;
		}
		return new Promise((resolve, reject) => {
			fs.fdatasyncLater(fd, (error) => {
				learn(since);
				if (error) reject(error);
				else resolve();
			});
		});
	};
}
// ../../work/main/packages/core/src/record/file-window.ts
/** Reads `length` bytes from `position`, or as many as there are. */
function readAt(fs, fd, position, length) {
	const into = Buffer.allocUnsafe(length);
	let filled = 0;
	while (filled < length) {
		const count = fs.read(fd, into.subarray(filled), position + filled);
		if (count === 0) break;
		filled += count;
	}
	return into.subarray(0, filled);
}
/** The first line of an open file, without its line feed, or what there is of it. */
function firstLine(fs, fd) {
	for (let length = window$1;; length *= 4) {
		const bytes = readAt(fs, fd, 0, length);
		const end = bytes.indexOf(lineFeed$2);
		if (end >= 0) return bytes.subarray(0, end);
		if (bytes.length < length) return bytes;
	}
}
/**
* The whole lines of an open file, last first, without line feeds. Blank lines at the end are passed over, and a last line that
* does not end in a line feed is left out.
*/
function* linesBackwards(fs, fd) {
	let position = contentEnd$1(fs, fd);
	let tail;
	for (let step = window$1; position > 0; step = Math.min(step * 2, widest)) {
		const start = Math.max(0, position - step);
		const read = readAt(fs, fd, start, position - start);
		const bytes = tail === void 0 ? read : Buffer.concat([read, tail]);
		let end = tail === void 0 ? bytes.lastIndexOf(lineFeed$2) : bytes.length;
		for (let from = before(bytes, end); from >= 0; from = before(bytes, end)) {
			yield bytes.subarray(from + 1, end);
			end = from;
		}
		tail = end < 0 ? void 0 : bytes.subarray(0, end);
		position = start;
	}
	if (tail !== void 0) yield tail;
}
function contentEnd$1(fs, fd) {
	for (let end = fs.size(fd), step = window$1; end > 0; end = Math.max(0, end - step), step = Math.min(step * 2, widest)) {
		const last = readAt(fs, fd, Math.max(0, end - step), Math.min(step, end)).findLastIndex((byte) => byte !== lineFeed$2);
		if (last >= 0) return Math.max(0, end - step) + last + 2;
	}
	return 0;
}
const window$1 = 16384;
const widest = 4194304;
const lineFeed$2 = 10;
function before(bytes, end) {
	return end <= 0 ? -1 : bytes.lastIndexOf(lineFeed$2, end - 1);
}
// ../../work/main/packages/core/src/record/group-commit.ts
/**
* Runs `commit` for all that asked before it began; who asks meanwhile shares the next one. A commit starts at the end of the
* current turn of the event loop, so that everybody whom the last commit released can join. `commit` gives a promise, or
* undefined where it is done already.
*/
function groupCommit(commit, schedule = setImmediate) {
	let waiting;
	let busy = false;
	let broken;
	const settle = (group) => {
		busy = false;
		group.resolve();
		if (waiting) schedule(run);
	};
	const fail = (group, error) => {
		busy = false;
		broken = { error };
		group.reject(error);
		waiting?.reject(error);
		waiting = void 0;
	};
	const run = () => {
		const group = waiting;
		waiting = void 0;
		busy = true;
		try {
			const pending = commit();
			if (pending === void 0) settle(group);
			else pending.then(() => settle(group), (error) => fail(group, error));
		} catch (error) {
			fail(group, error);
		}
	};
	return {
		request() {
			if (broken) return Promise.reject(broken.error);
			if (waiting === void 0) {
				waiting = Promise.withResolvers();
				if (!busy) schedule(run);
			}
			return waiting.promise;
		},
		get busy() {
			return busy;
		}
	};
}
/** What an entry's header begins with. */
const magic$1 = Buffer.from("BOUNDO1\n");
/** The header and the stored bytes of an entry. */
function encodeEntry(digest, bytes) {
	const packed = bytes.length < worthwhile ? void 0 : zstdCompressSync(bytes);
	const smaller = packed !== void 0 && packed.length < bytes.length;
	const stored = smaller ? packed : Buffer.from(bytes);
	const header = Buffer.alloc(56);
	magic$1.copy(header);
	header.write(digest, 8, "hex");
	header.writeUIntBE(bytes.length, 40, 6);
	header.writeUInt32BE(stored.length, 46);
	header.writeUInt16BE(smaller ? 1 : 0, 50);
	header.writeUInt32BE(crc32(header.subarray(0, 52)), 52);
	return [header, stored];
}
/** The entry of a header, or undefined where it is damaged. */
function decodeHeader(header) {
	if (header.length < 56 || !header.subarray(0, 8).equals(magic$1)) return void 0;
	if (header.readUInt32BE(52) !== crc32(header.subarray(0, 52))) return void 0;
	return {
		digest: header.toString("hex", 8, 40),
		size: header.readUIntBE(40, 6),
		stored: header.readUInt32BE(46),
		coding: header.readUInt16BE(50)
	};
}
/** The bytes of an entry. Throws where they cannot be decompressed; whether they have the digest is not looked at. */
function decodeStored({ coding, size }, stored) {
	if (coding === 0) return new Uint8Array(stored);
	if (coding !== 1) throw new Error(`coding ${coding} is not known to this version`);
	return new Uint8Array(zstdDecompressSync(stored, { maxOutputLength: Math.max(size, 1) }));
}
const worthwhile = 96;
// ../../work/main/packages/core/src/record/pack-index.ts
/** The packs in a folder, oldest first. */
function packsIn(fs, folder) {
	return fs.list(folder).filter((name) => packName.test(name)).toSorted();
}
/** The name of the pack after the last of these. */
function nextPack(packs) {
	const last = Number(packName.exec(packs.at(-1) ?? "")?.[1] ?? 0);
	return `pack-${String(last + 1).padStart(6, "0")}`;
}
/** Reads the headers of all packs of a folder: what blobs there are, by digest. A torn end of a pack is left out. */
function indexPacks(fs, folder) {
	const index = /* @__PURE__ */ new Map();
	for (const pack of packsIn(fs, folder)) for (const place of entriesOf(fs, folder, pack)) if (!index.has(place.digest)) index.set(place.digest, place);
	return index;
}
/** Removes all packs of a folder. */
function discardPacks(fs, folder) {
	for (const pack of packsIn(fs, folder)) fs.remove(join(folder, pack));
}
const packName = /^pack-(\d+)$/;
function* entriesOf(fs, folder, pack) {
	const fd = fs.open(join(folder, pack), "r");
	try {
		const size = fs.size(fd);
		for (let position = 0; position >= 0 && position + 56 <= size;) {
			const entry = decodeHeader(readAt(fs, fd, position, 56));
			const end = position + 56 + (entry?.stored ?? 0);
			if (entry !== void 0 && end <= size) yield {
				...entry,
				pack,
				position: position + 56
			};
			position = entry !== void 0 ? end : nextMagic(fs, fd, position + 1, size);
		}
	} finally {
		fs.close(fd);
	}
}
/** Where the next entry may begin after damage; -1 where there is none. */
function nextMagic(fs, fd, from, size) {
	for (let start = from; start + 56 <= size; start += window) {
		const found = readAt(fs, fd, start, window + magic$1.length - 1).indexOf(magic$1);
		if (found >= 0) return start + found;
	}
	return -1;
}
const window = 1048576;
// ../../work/main/packages/core/src/record/pack-room.ts
/** Opens a folder of packs. The pack to write is created with the first blob, after all that are there. */
function packRoom(fs, folder, run) {
	const what = `the undo and outputs of run "${run}"`;
	let index;
	let pending = [];
	let size = 0;
	let writing;
	const buffered = /* @__PURE__ */ new Map();
	const places = () => index ??= indexPacks(fs, folder);
	const write = () => {
		if (pending.length === 0 || writing === void 0) return;
		const bytes = Buffer.concat(pending);
		pending = [];
		size = 0;
		buffered.clear();
		writing.file.write(bytes);
	};
	const commits = groupCommit(() => {
		write();
		return writing?.file.dirty ? writing.file.sync() : void 0;
	});
	return {
		add(digest, bytes) {
			writing?.file.assertWhole();
			if (places().has(digest)) return;
			writing ??= createPack(fs, folder, what);
			const entry = encodeEntry(digest, bytes);
			const position = writing.file.size + size + entry[0].length;
			places().set(digest, {
				digest,
				size: bytes.length,
				stored: entry[1].length,
				coding: entry[0].readUInt16BE(50),
				pack: writing.pack,
				position
			});
			pending.push(...entry);
			size += entry[0].length + entry[1].length;
			buffered.set(digest, bytes);
			if (size > bufferLimit) write();
		},
		find(digest) {
			const waiting = buffered.get(digest);
			if (waiting) return waiting;
			const place = places().get(digest);
			return place && readPlace(fs, folder, place, run);
		},
		flush: async () => {
			if (pending.length > 0 || writing?.file.dirty) await commits.request();
		},
		async close() {
			try {
				if (pending.length > 0 || writing?.file.dirty) await commits.request();
			} finally {
				writing?.file.close();
				writing = void 0;
			}
		}
	};
}
/** bytes */
const bufferLimit = 8388608;
function createPack(fs, folder, what) {
	const pack = nextPack(packsIn(fs, folder));
	try {
		const fd = fs.open(join(folder, pack), "wx", 384);
		syncFolder(fs, folder);
		return {
			pack,
			file: appendFile({
				fs,
				fd,
				size: 0,
				sync: diskSync(fs),
				what
			})
		};
	} catch (cause) {
		throw writeError(what, cause);
	}
}
function readPlace(fs, folder, place, run) {
	const fd = fs.open(join(folder, place.pack), "r");
	try {
		return decodeStored(place, readAt(fs, fd, place.position, place.stored));
	} catch (cause) {
		throw new PlanError("corrupt", `Cannot read blob ${place.digest.slice(0, 12)} of run "${run}": ${messageOf(cause)}`, { cause });
	} finally {
		fs.close(fd);
	}
}
// ../../work/main/packages/core/src/record/folder-blobs.ts
/** Blobs in append-only packs, `undo/pack-<n>` and `outputs/pack-<n>`. Each writer begins packs of its own. */
function folderBlobs(fs, folder, run, access) {
	const rooms = {
		undo: packRoom(fs, folder.undo, run),
		outputs: packRoom(fs, folder.outputs, run)
	};
	return {
		async put(bytes, room = "undo") {
			if (access === "read") throw new PlanError("internal", `Cannot store a blob of run "${run}": it is open for reading`);
			const ref = {
				digest: hash("sha256", bytes, "hex"),
				size: bytes.length
			};
			rooms[room].add(ref.digest, bytes);
			return ref;
		},
		async get({ digest }) {
			const bytes = rooms.undo.find(digest) ?? rooms.outputs.find(digest);
			if (bytes === void 0) throw new PlanError("missing", `Cannot read blob ${digest.slice(0, 12)} of run "${run}": it is not in its record`);
			if (hash("sha256", bytes, "hex") !== digest) throw new PlanError("corrupt", `Cannot read blob ${digest.slice(0, 12)} of run "${run}": its bytes do not have its digest`);
			return bytes;
		},
		async flush() {
			await Promise.all([rooms.undo.flush(), rooms.outputs.flush()]);
		},
		async [Symbol.asyncDispose]() {
			await Promise.all([rooms.undo.close(), rooms.outputs.close()]);
		}
	};
}
// ../../work/main/packages/core/src/record/frozen-run.ts
/** Writes the frozen plan and files of a new run, durably. The folder must be new. */
function writeFrozen(fs, folder, { run, bound, files }, createdAt) {
	const entries = [...files].map(([path, bytes]) => ({
		path,
		bytes,
		digest: hash("sha256", bytes, "hex")
	}));
	const document = {
		format: 1,
		run,
		createdAt: createdAt.toISOString(),
		files: Object.fromEntries(entries.map(({ path, bytes, digest }) => [path, {
			digest,
			size: bytes.length
		}])),
		bound
	};
	const contents = new Map(entries.map(({ digest, bytes }) => [digest, bytes]));
	for (const [digest, bytes] of contents) createFile(fs, join(folder.files, digest), bytes);
	createFile(fs, folder.plan, Buffer.from(JSON.stringify(document)));
	syncFolder(fs, folder.files);
}
/** SHA-256 (hex) of `run.json`: what the journal's chain starts from. Errors: `missing`, where there is no such run. */
function anchorOf(fs, folder) {
	return hash("sha256", readPlan(fs, folder), "hex");
}
/** The frozen plan and files, each with the digest it was stored under. Errors: `missing`, `corrupt`. */
function readFrozen(fs, folder, run) {
	const document = parsePlan(readPlan(fs, folder), run);
	const files = Object.entries(document.files).map(([path, { digest }]) => [path, readContent(fs, folder, run, path, digest)]);
	for (const [path, digest] of Object.entries(document.bound.files)) if (document.files[path] !== void 0 && document.files[path].digest !== digest) throw corrupt$1(run, `"${path}" is not the file that was bound`);
	return {
		run,
		bound: document.bound,
		files: new Map(files)
	};
}
/** When the run was frozen and what it is of, from `run.json` alone. Errors: `missing`, `corrupt`. */
function frozenHeader(fs, folder, run) {
	return parsePlan(readPlan(fs, folder), run);
}
function readPlan(fs, folder) {
	try {
		return fs.readFile(folder.plan);
	} catch (cause) {
		throw new PlanError("missing", `Cannot find the run in "${folder.path}"`, {
			cause,
			hint: "plan status lists the runs"
		});
	}
}
function parsePlan(bytes, run) {
	let document;
	try {
		document = JSON.parse(Buffer.from(bytes).toString());
	} catch (cause) {
		throw corrupt$1(run, "run.json is damaged", cause);
	}
	if (document?.format !== 1) throw corrupt$1(run, `run.json has the format ${document?.format}, which this version cannot read`);
	if (document.run !== run || typeof document.bound !== "object" || typeof document.files !== "object") throw corrupt$1(run, "run.json is not that of this run");
	return document;
}
function readContent(fs, folder, run, path, digest) {
	if (!/^[0-9a-f]{64}$/.test(digest)) throw corrupt$1(run, `"${path}" has no digest`);
	let bytes;
	try {
		bytes = fs.readFile(join(folder.files, digest));
	} catch (cause) {
		throw corrupt$1(run, `the frozen content of "${path}" is gone`, cause);
	}
	if (hash("sha256", bytes, "hex") !== digest) throw corrupt$1(run, `the frozen content of "${path}" does not have its digest`);
	return new Uint8Array(bytes);
}
function corrupt$1(run, what, cause) {
	return new PlanError("corrupt", `Cannot read the frozen plan of run "${run}": ${what}`, { cause });
}
// ../../work/main/packages/core/src/record/holder.ts
/** {@link ProcessTable} of this machine. */
const machineProcesses = {
	self: () => identity(),
	standing: (holder, lastSeen) => standingOf(holder, lastSeen, identity(), Date.now() - uptime() * 1e3)
};
/**
* Whether `holder` lives, as seen by `self`, whose machine was booted at `booted` (ms since the epoch). Another boot of a host of the
* same name is a restart of this machine only if the holder was last seen before it; else it is another machine.
*/
function standingOf(holder, lastSeen, self, booted) {
	if (holder.host !== self.host) return "elsewhere";
	if (holder.boot !== self.boot) return lastSeen.getTime() < booted ? "dead" : "elsewhere";
	if (holder.space !== self.space) return "elsewhere";
	const found = processStat(holder.pid);
	if (found === "gone") return "dead";
	return found.started !== void 0 && holder.started !== void 0 && found.started !== holder.started ? "dead" : "alive";
}
function identity() {
	const started = processStat(pid);
	return {
		host: hostname(),
		pid,
		...started !== "gone" && started,
		...optional("boot", () => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
		...optional("space", () => readlinkSync("/proc/self/ns/pid"))
	};
}
function optional(key, read) {
	if (platform !== "linux") return {};
	try {
		return { [key]: read() };
	} catch {
		return {};
	}
}
/** proc(5): after the name in parentheses, the state is field 3 and the start time field 22. A zombie is gone. */
function processStat(id) {
	const stat = optional("stat", () => readFileSync(`/proc/${id}/stat`, "latin1")).stat;
	if (stat === void 0) return exists(id) ? {} : "gone";
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	return fields[0] === "Z" || fields[0] === "X" ? "gone" : { started: fields[19] ?? "" };
}
function exists(id) {
	try {
		kill(id, 0);
		return true;
	} catch (error) {
		return error.code === "EPERM";
	}
}
// ../../work/main/packages/core/src/record/journal-line.ts
/**
* Writes a record as a line with its line feed: `{"seq":0,"batch":0,"at":"…","prev":"…","event":{…},"crc":"1a2b3c4d"}`.
* `crc` (CRC-32 of the line up to it) lets the last record, which no later one vouches for, be told from a damaged one.
* `event` is JSON already. Gives where the line feed stands. There must be {@link roomFor} bytes.
*/
function writeLine(into, start, record, event) {
	const { seq, batch, at, prev } = record;
	const head = start + into.write(`{"seq":${seq},"batch":${batch},"at":"${at}","prev":"${prev}","event":`, start, "latin1");
	const body = head + into.write(event, head, "utf8");
	const sum = crc32(into.subarray(start, body));
	into.set(suffix, body);
	for (let digit = 0; digit < 8; digit++) into[body + 8 + digit] = hexDigits[sum >>> 28 - 4 * digit & 15];
	return body + suffix.length - 1;
}
/** An upper bound of the bytes that a line with this event needs. */
function roomFor(event) {
	return event.length * 3 + 256;
}
/** The record of a line, or undefined where the line is damaged. Whether it follows its predecessor is not looked at. */
function decodeLine(line) {
	const end = line.length - suffix.length + 1;
	if (end <= 0 || line.toString("latin1", end) !== `,"crc":"${crc32(line.subarray(0, end)).toString(16).padStart(8, "0")}"}`) return void 0;
	try {
		const { seq, batch, at, prev, event } = JSON.parse(line.toString("utf8"));
		return Number.isSafeInteger(seq) && Number.isSafeInteger(batch) && typeof event?.kind === "string" ? {
			seq,
			batch,
			at,
			prev,
			event
		} : void 0;
	} catch {
		return;
	}
}
/** SHA-256 (hex) of a line without its line feed: the `prev` of the next one. */
function hashLine(line) {
	return hash("sha256", line, "hex");
}
const suffix = Buffer.from(",\"crc\":\"00000000\"}\n");
const hexDigits = Buffer.from("0123456789abcdef");
// ../../work/main/packages/core/src/record/journal-buffer.ts
/** Chains records from `head`, numbered from `next`. One buffer is used again and again: the journal is written for every step. */
function journalBuffer(next, head) {
	let bytes = Buffer.allocUnsafe(usual);
	let used = 0;
	let seq = next;
	const reserve = (size) => {
		if (used + size <= bytes.length) return;
		const grown = Buffer.allocUnsafe(Math.max(used + size, bytes.length * 2));
		bytes.copy(grown, 0, 0, used);
		bytes = grown;
	};
	return {
		get next() {
			return seq;
		},
		get head() {
			return head;
		},
		get empty() {
			return used === 0;
		},
		add(events, batch, at) {
			const texts = events.map((event) => JSON.stringify(event));
			for (const event of texts) {
				reserve(roomFor(event));
				const end = writeLine(bytes, used, {
					seq,
					batch,
					at,
					prev: head
				}, event);
				head = hashLine(bytes.subarray(used, end));
				used = end + 1;
				seq += 1;
			}
		},
		take() {
			const taken = bytes.subarray(0, used);
			used = 0;
			if (bytes.length > largest) bytes = Buffer.allocUnsafe(usual);
			return taken;
		}
	};
}
/** bytes */
const usual = 65536;
const largest = 4194304;
// ../../work/main/packages/core/src/record/folder-journal.ts
/**
* Appends records to a file, in the order of the calls, many under one write and one sync. After the sync it looks whether the
* claim still stands: whoever takes the claim over reads the journal only afterwards, so what was confirmed is seen.
*/
function folderJournal({ file, next, head, clock, check }) {
	const waiting = journalBuffer(next, head);
	const now = timestamps(clock);
	let batch = next;
	let timer;
	const write = () => {
		clearTimeout(timer);
		timer = void 0;
		if (!waiting.empty) file.write(waiting.take());
	};
	const commits = groupCommit(() => {
		write();
		batch = waiting.next;
		const syncing = file.dirty ? file.sync() : void 0;
		if (syncing !== void 0) return syncing.then(check);
		check();
	});
	const writeSoon = () => {
		timer = void 0;
		if (commits.busy) return void commits.request().catch(ignore);
		try {
			write();
		} catch {}
	};
	const append = (...[events, when]) => {
		file.assertWhole();
		waiting.add(events, batch, now());
		if (when === "durable") return commits.request();
		timer ??= setTimeout(writeSoon, soon);
		return done;
	};
	return {
		get head() {
			return waiting.head;
		},
		append(events, when) {
			try {
				return append(events, when);
			} catch (error) {
				return Promise.reject(error);
			}
		},
		flush: () => commits.request(),
		async [Symbol.asyncDispose]() {
			clearTimeout(timer);
			try {
				if (!waiting.empty || file.dirty) await commits.request();
			} finally {
				file.close();
			}
		}
	};
}
/** ms */
const soon = 5;
const done = Promise.resolve();
const ignore = () => {};
/** The time as ISO 8601, made anew only when it has changed. */
function timestamps(clock) {
	let last = NaN;
	let text = "";
	return () => {
		const now = clock.now();
		if (now.getTime() !== last) {
			last = now.getTime();
			text = now.toISOString();
		}
		return text;
	};
}
// ../../work/main/packages/core/src/record/journal-scan.ts
/**
* Reads a journal and verifies its chain, which starts at `anchor` (the SHA-256 of the frozen `run.json`).
*
* Records of one batch may reach the disk in any order, and a batch is begun only once the one before is on disk. So a damaged
* line is a torn tail unless a valid record of a later batch comes after it. A batch's number is the `seq` of its first record:
* a record whose batch begins after the damaged record is of a later batch. An intact line that does not follow is never a torn tail.
*/
function scanJournal(padded, anchor) {
	const bytes = padded.subarray(0, contentEnd(padded));
	const records = [];
	let head = anchor;
	let valid = 0;
	while (valid < bytes.length) {
		const end = bytes.indexOf(lineFeed$1, valid);
		const line = bytes.subarray(valid, end < 0 ? bytes.length : end);
		const record = end < 0 ? void 0 : decodeLine(line);
		const damage = record === void 0 ? tornOrDamaged(records.length, bytes.subarray(valid)) : misplaced(record, records, head);
		if (record === void 0 || damage !== void 0) return {
			records,
			head,
			valid,
			rest: bytes.length - valid,
			...damage && { damage }
		};
		records.push(record);
		head = hashLine(line);
		valid = end + 1;
	}
	return {
		records,
		head,
		valid,
		rest: 0
	};
}
const lineFeed$1 = 10;
/** Where the last line ends that is not blank: a journal that is written to ends in blank lines. */
function contentEnd(bytes) {
	let end = bytes.length;
	while (end > 0 && bytes[end - 1] === lineFeed$1) end -= 1;
	return Math.min(end + 1, bytes.length);
}
function misplaced(record, before, head) {
	const seq = before.length;
	if (record.seq !== seq) return {
		seq,
		message: `record ${record.seq} stands in its place`
	};
	if (record.prev !== head) return {
		seq,
		message: seq === 0 ? "it does not belong to this frozen plan" : "it does not follow the record before it"
	};
	const batch = before.at(-1)?.batch ?? 0;
	return record.batch === seq || record.batch === batch ? void 0 : {
		seq,
		message: `it cannot be of batch ${record.batch}`
	};
}
/** `rest` begins with the damaged line of record `seq`. Records are looked for at any place: the damage may have taken a line feed. */
function tornOrDamaged(seq, rest) {
	for (let start = rest.indexOf(recordStart); start >= 0; start = rest.indexOf(recordStart, start + 1)) {
		const end = rest.indexOf(lineFeed$1, start);
		const record = decodeLine(rest.subarray(start, end < 0 ? rest.length : end));
		if (record !== void 0 && record.batch > seq) return {
			seq,
			message: "its line is damaged, and later records follow"
		};
	}
}
/** Never inside a record: in its strings quotes are escaped. */
const recordStart = "{\"seq\":";
// ../../work/main/packages/core/src/record/open-journal.ts
/** Reads a run's journal. Errors: `missing`, and `corrupt` unless damage is to be given. */
function readJournal(fs, folder, run, damaged) {
	const { records, head, rest, damage } = scan(fs, folder, run);
	if (damage && damaged === "refuse") throw corrupt(run, damage);
	return {
		records,
		head,
		torn: damage ? 0 : rest,
		...damage && { damage }
	};
}
/**
* Opens a run's journal for appending. It goes on in a new file with the valid records: whatever an earlier holder that counted as
* dead may still write reaches the old one, which nobody reads any more, and a torn tail stays behind with it.
* Errors: `missing`, `corrupt`, `failed`.
*/
function openJournal(fs, folder, run, claim, clock) {
	const found = scan(fs, folder, run);
	if (found.damage) throw corrupt(run, found.damage);
	const what = `the journal of run "${run}"`;
	try {
		renew(fs, folder, found.valid);
		return folderJournal({
			file: appendFile({
				fs,
				fd: fs.open(folder.journal, "r+"),
				size: found.valid,
				sync: diskSync(fs),
				what,
				padding: lineFeed
			}),
			next: found.records.length,
			head: found.head,
			clock,
			check: claim.check
		});
	} catch (cause) {
		throw cause instanceof PlanError ? cause : writeError(what, cause);
	}
}
const lineFeed = 10;
function scan(fs, folder, run) {
	const anchor = anchorOf(fs, folder);
	try {
		return scanJournal(Buffer.from(fs.readFile(folder.journal)), anchor);
	} catch (cause) {
		throw new PlanError("missing", `Cannot read the journal of run "${run}": it is not in its record`, { cause });
	}
}
function renew(fs, folder, valid) {
	const draft = `${folder.journal}.${randomUUID()}`;
	try {
		createFile(fs, draft, fs.readFile(folder.journal).subarray(0, valid));
		fs.rename(draft, folder.journal);
		syncFolder(fs, dirname(folder.journal));
	} catch (error) {
		fs.remove(draft);
		throw error;
	}
}
function corrupt(run, damage) {
	return new PlanError("corrupt", `Cannot read the journal of run "${run}": record ${damage.seq} does not hold: ${damage.message}`, { hint: `plan audit ${run} says what of the record is whole` });
}
// ../../work/main/packages/core/src/record/run-header.ts
/** A run's header, from the head and the tail of its journal; a damaged one says so in `problem`. Errors: `missing`, `corrupt`. */
function readHeader(fs, folder, run) {
	return withJournal(fs, folder, (fd) => {
		return {
			run,
			...originOf(decodeLine(firstLine(fs, fd))) ?? frozenOrigin(fs, folder, run, fs.size(fd) > 0),
			...stateOf(linesBackwards(fs, fd))
		};
	});
}
/** The headers of all runs in a folder, oldest first. A folder that is not a run's is left out. */
function listRuns(fs, runs) {
	return fs.list(runs).filter((name) => !name.startsWith(".") && fs.exists(runFolder(runs, name).plan)).flatMap((run) => headerOrNone(fs, runFolder(runs, run), run)).toSorted((a, b) => a.createdAt === b.createdAt ? compare(a.run, b.run) : compare(a.createdAt, b.createdAt));
}
/** Whether nothing of a run is left to be done: it has ended, or never began. */
function isSettled(fs, folder, run) {
	if (!fs.exists(folder.plan)) return true;
	const [header] = headerOrNone(fs, folder, run);
	return header !== void 0 && (settled.has(header.state) || withJournal(fs, folder, (fd) => fs.size(fd) === 0));
}
/** The epoch of the last start of a run that its journal knows; 0 where it never started. */
function lastEpoch(fs, folder) {
	if (!fs.exists(folder.journal)) return 0;
	return withJournal(fs, folder, (fd) => {
		for (const line of linesBackwards(fs, fd)) {
			const event = decodeLine(line)?.event;
			if (event?.kind === "run-started") return event.epoch;
		}
		return 0;
	});
}
const settled = /* @__PURE__ */ new Set([
	"succeeded",
	"failed",
	"rolled-back",
	"finalized",
	"baselined"
]);
function headerOrNone(fs, folder, run) {
	try {
		return [readHeader(fs, folder, run)];
	} catch (error) {
		if (error instanceof PlanError && error.code === "corrupt") return [unreadable(run, error.message)];
		if (!fs.exists(folder.path)) return [];
		throw error;
	}
}
function unreadable(run, problem) {
	return {
		run,
		plan: "",
		environment: "",
		planDigest: "",
		bindingDigest: "",
		createdAt: "",
		state: "paused",
		problem
	};
}
function compare(a, b) {
	return a < b ? -1 : a > b ? 1 : 0;
}
function originOf(record) {
	if (record?.event.kind !== "run-created") return void 0;
	const { plan, environment, planDigest, bindingDigest } = record.event;
	return {
		plan,
		environment,
		planDigest,
		bindingDigest,
		createdAt: record.at
	};
}
function frozenOrigin(fs, folder, run, damaged) {
	const { bound, createdAt } = frozenHeader(fs, folder, run);
	const { name: plan, environment, planDigest, bindingDigest } = bound;
	return {
		plan,
		environment,
		planDigest,
		bindingDigest,
		createdAt,
		...damaged && { problem: "The first record of its journal is damaged" }
	};
}
function stateOf(lines) {
	for (const line of lines) {
		const record = decodeLine(line);
		const state = record === void 0 ? void 0 : stateAfter(record.event);
		if (state) return state;
	}
	return { state: "open" };
}
/** The state that an event puts a run in, whatever came before; undefined where it does not decide. */
function stateAfter(event) {
	switch (event.kind) {
		case "finalized":
		case "baselined": return { state: event.kind };
		case "finalize-started": return { state: "succeeded" };
		case "run-finished": return { state: event.ending };
		case "paused": return { state: "paused" };
		case "waiting-began": return {
			state: "waiting",
			...event.waiting.for === "time" && { resumeAfter: event.waiting.resumeAfter }
		};
		case "run-started":
		case "rollback-started":
		case "interrupted": return { state: "open" };
		default: return;
	}
}
function withJournal(fs, folder, use) {
	const fd = fs.open(folder.journal, "r");
	try {
		return use(fd);
	} finally {
		fs.close(fd);
	}
}
// ../../work/main/packages/core/src/record/folder-store.ts
/**
* Runs in a folder, one folder each: `journal.jsonl`, the frozen `run.json` and `files/`, `undo/`, `outputs/`; claims in `.claims/`.
* Folders have mode 0700 and files 0600. Nothing is created before the first run.
*/
function folderRunStore(path, options) {
	const { clock, fs = diskFs, lease = 6e4, processes = machineProcesses } = options;
	const held = /* @__PURE__ */ new WeakMap();
	const folderOf = (run) => runFolder(path, run);
	const existing = (run) => {
		const folder = folderOf(run);
		if (fs.exists(folder.plan)) return folder;
		throw new PlanError("missing", `Cannot find run "${run}" in "${path}"`, { hint: "plan status lists the runs" });
	};
	const claims = folderClaims({
		fs,
		folder: join(path, ".claims"),
		clock,
		processes,
		lease,
		lastEpoch: (run) => lastEpoch(fs, folderOf(run)),
		settled: (run) => isSettled(fs, folderOf(run), run)
	});
	const adopt = async (run, fill) => {
		prepareRuns(fs, path);
		await adoptRun(fs, path, folderOf(run), fill);
	};
	return {
		location: path,
		fs,
		clock,
		folderOf,
		adopt,
		alive: claims.alive,
		list: async () => listRuns(fs, path),
		create: (run) => adopt(run.run, (folder) => writeFrozen(fs, folder, run, clock.now())),
		frozen: async (run) => readFrozen(fs, existing(run), run),
		read: async (run, { damaged = "refuse" } = {}) => readJournal(fs, existing(run), run, damaged),
		async append(run, claim) {
			const own = held.get(claim);
			if (own?.run !== run) throw new PlanError("stale", `Cannot append to run "${run}": the claim is not one of this run`);
			own.check();
			return openJournal(fs, existing(run), run, own, clock);
		},
		blobs: async (run, access) => folderBlobs(fs, existing(run), run, access),
		attach: async (run, name, bytes) => attachFile(fs, existing(run), name, bytes),
		attachments: async (run) => readAttachments(fs, existing(run)),
		discardBlobs: async (run) => discardPacks(fs, existing(run).undo),
		async claim(request) {
			folderOf(request.run);
			prepareRuns(fs, path);
			const claim = claims.claim(request);
			held.set(claim, claim);
			return claim;
		},
		unlock: async (run) => claims.unlock(run)
	};
}
// ../../work/main/packages/core/src/record/audit.ts
/** Verifies the frozen plan and files, the hash chain, and the digest of everything that the journal refers to. Errors: `missing`. */
async function auditRun(store, run) {
	const frozen = await store.frozen(run).then(() => [], (cause) => [{ message: messageOf(cause) }]);
	const { records, head, torn, damage } = await store.read(run, { damaged: "give" });
	await using blobs = await store.blobs(run, "read");
	const found = {
		blobs: 0,
		problems: [...frozen]
	};
	const dropped = records.some(({ event }) => event.kind === "finalized");
	for (const record of records) await verify(record, blobs, dropped, found);
	const broken = damage ? [{
		seq: damage.seq,
		message: `record ${damage.seq} does not hold: ${damage.message}`
	}] : [];
	return {
		run,
		records: records.length,
		blobs: found.blobs,
		torn,
		head,
		problems: [...found.problems, ...broken]
	};
}
async function verify({ seq, event }, blobs, dropped, found) {
	for (const ref of refsOf(event)) {
		if (dropped && event.kind !== "step-finished") continue;
		try {
			await blobs.get(ref);
			found.blobs += 1;
		} catch (cause) {
			found.problems.push({
				seq,
				message: `record ${seq} (${event.kind}) refers to what does not hold: ${messageOf(cause)}`
			});
		}
	}
}
function refsOf(event) {
	switch (event.kind) {
		case "undo-captured": return event.chunks.filter((chunk) => "digest" in chunk);
		case "unit-intended": return event.contentBlob ? [event.contentBlob] : [];
		case "step-finished": return event.outputBlob ? [event.outputBlob] : [];
		default: return [];
	}
}
// ../../work/main/packages/core/src/record/archive.ts
const magic = "backout-run 1\n";
/** Packs the files of a record, by their path in it. */
async function packArchive(files) {
	const parts = [Buffer.from(magic)];
	for (const [path, bytes] of files) parts.push(Buffer.from(`${JSON.stringify({
		path,
		size: bytes.length,
		sha256: hash("sha256", bytes, "hex")
	})}\n`), bytes);
	const digest = createHash("sha256");
	for (const part of parts) digest.update(part);
	parts.push(Buffer.from(`${JSON.stringify({
		files: files.size,
		sha256: digest.digest("hex")
	})}\n`));
	return promisify(zstdCompress)(Buffer.concat(parts));
}
/** What {@link packArchive} packed. Errors: `corrupt` for anything that is not whole; `refused` for a path that is not one of a record's. */
async function unpackArchive(packed, file) {
	const bytes = await promisify(zstdDecompress)(packed, { maxOutputLength: 2 ** 31 }).catch((cause) => {
		throw damaged(file, "it is not a file that plan export wrote", cause);
	});
	if (!bytes.subarray(0, 14).equals(Buffer.from(magic))) throw damaged(file, "it is not a file that plan export wrote");
	const files = /* @__PURE__ */ new Map();
	let at = 14;
	for (;;) {
		const end = bytes.indexOf(10, at);
		const header = parseHeader(bytes.subarray(at, Math.max(end, at)), file);
		if (header.path === void 0) {
			if (header.files === files.size && header.sha256 === hash("sha256", bytes.subarray(0, at), "hex")) return files;
			throw damaged(file, "it does not have its digest");
		}
		const content = bytes.subarray(end + 1, end + 1 + header.size);
		if (!allowed.test(header.path)) throw new PlanError("refused", `Cannot import "${file}": it holds "${header.path}", which is no part of a run`);
		if (content.length !== header.size || hash("sha256", content, "hex") !== header.sha256) throw damaged(file, `"${header.path}" in it is damaged`);
		files.set(header.path, new Uint8Array(content));
		at = end + 1 + header.size;
	}
}
const allowed = /^(?:run\.json|journal\.jsonl|(?:files|undo|outputs|attachments)\/[\w@+-][\w.@+-]*)$/;
function parseHeader(line, file) {
	try {
		const header = JSON.parse(Buffer.from(line).toString());
		if (typeof header.sha256 === "string" && (header.path === void 0 || typeof header.path === "string" && header.size >= 0)) return header;
	} catch (cause) {
		throw damaged(file, "it ends too early, or is damaged", cause);
	}
	throw damaged(file, "it is damaged");
}
function damaged(file, what, cause) {
	return new PlanError("corrupt", `Cannot import "${file}": ${what}`, { cause });
}
// ../../work/main/packages/core/src/record/move-run.ts
const rooms = [
	"files",
	"undo",
	"outputs",
	"attachments"
];
/** Writes a run, whole, to one file that {@link importRun} reads; an existing file is replaced at once or not at all. Gives its size in bytes. Errors: `busy` while a process works on the run, `missing`, `corrupt`, `failed`. */
async function exportRun(store, run, file) {
	const { fs } = store;
	if (store.alive(run)) throw new PlanError("busy", `Cannot export run "${run}": a process is working on it`, { hint: "Wait until it is done, or interrupt it" });
	await demandWhole(store, run, "export");
	const folder = store.folderOf(run);
	const files = /* @__PURE__ */ new Map([["run.json", fs.readFile(folder.plan)], ["journal.jsonl", fs.readFile(folder.journal)]]);
	for (const room of rooms) for (const name of fs.list(join(folder.path, room)).toSorted()) files.set(`${room}/${name}`, fs.readFile(join(folder.path, room, name)));
	const packed = await packArchive(files);
	const draft = `${file}.part`;
	try {
		fs.remove(draft);
		createFile(fs, draft, packed);
		fs.rename(draft, file);
		syncFolder(fs, dirname(file));
	} catch (cause) {
		fs.remove(draft);
		throw writeError(`"${file}"`, cause);
	}
	return packed.length;
}
/** Adds a run that another machine exported; gives its id. Errors: `refused` where it is here already, `corrupt`, `missing`, `failed`. */
async function importRun(store, file) {
	const { fs } = store;
	const files = await unpackArchive(readArchive(store, file), file);
	const run = runOf(files.get("run.json"), file);
	await store.adopt(run, (folder) => {
		if (files.has("attachments") || [...files.keys()].some((path) => path.startsWith("attachments/"))) fs.makeFolder(folder.attachments, 448);
		for (const [path, bytes] of files) createFile(fs, join(folder.path, path), bytes);
	});
	try {
		await demandWhole(store, run, "import");
	} catch (cause) {
		fs.removeFolder(store.folderOf(run).path);
		throw cause;
	}
	return run;
}
function readArchive({ fs }, file) {
	try {
		return fs.readFile(file);
	} catch (cause) {
		throw new PlanError("missing", `Cannot import "${file}": ${messageOf(cause)}`, { cause });
	}
}
function runOf(plan, file) {
	try {
		const { run } = JSON.parse(Buffer.from(plan ?? []).toString());
		if (typeof run === "string") return run;
	} catch (cause) {
		throw new PlanError("corrupt", `Cannot import "${file}": its run.json is damaged`, { cause });
	}
	throw new PlanError("corrupt", `Cannot import "${file}": its run.json names no run`);
}
async function demandWhole(store, run, verb) {
	const { problems } = await auditRun(store, run);
	if (problems[0]) throw new PlanError("corrupt", `Cannot ${verb} run "${run}": ${problems[0].message}`, { hint: `plan audit ${run} says what of the record is whole` });
}
export { newRunId as a, folderRunStore as i, importRun as n, auditRun as r, exportRun as t };
