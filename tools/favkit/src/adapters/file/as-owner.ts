import { AsyncLocalStorage } from "node:async_hooks";
import { lstat, readlink } from "node:fs/promises";
import { userInfo } from "node:os";
import { dirname, isAbsolute, join, parse, sep } from "node:path";

import { FavkitError } from "../../domain/favkit-error.ts";
import { codeOf, isMissing } from "./file-failure.ts";

/** As many links as Linux follows on the way to a file. */
const LINKS_MAX = 40;
/** More cannot be set on macOS, and root needs none. */
const GROUPS_MAX = 16;
const ROOT = 0;

/** Does work as who this process is at heart. */
export type AsSelf = <T>(work: () => Promise<T>) => Promise<T>;

/** Who a process is to the file system; with a name, its groups are those of the account. */
type Identity = {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  readonly name?: string;
};

/** Set within such work. */
const inTurn = new AsyncLocalStorage<true>();
let turns: Promise<unknown> = Promise.resolve();

/**
 * Writes below a path. What root writes below somebody's folder is written as that somebody: it belongs to them, and
 * links that they put in its way lead no further than they could go themselves. The identity is the whole process's, so
 * that one such work follows the other, and nothing that work began may outlive it. What needs root's own rights, such
 * as loading code, is done by `asSelf`. Throws `permission_denied` where the owner of the folder may not write.
 */
export async function asOwnerOf<T>(path: string, work: (asSelf: AsSelf) => Promise<T>): Promise<T> {
  if (process.getuid?.() !== ROOT) return work((inner) => inner());
  if (inTurn.getStore() === true) return owned(path, work);
  const turn = turns.then(() => inTurn.run(true, () => owned(path, work)));
  turns = turn.catch(() => undefined);
  return turn;
}

async function owned<T>(path: string, work: (asSelf: AsSelf) => Promise<T>): Promise<T> {
  const self = ownIdentity();
  const owner = self.uid === ROOT ? await ownerOnTheWay(path) : undefined;
  if (owner === undefined) return work((inner) => inner());
  try {
    return await as(owner, () => work((inner) => as(self, inner)));
  } catch (error) {
    if (codeOf(error) !== "EACCES" && codeOf(error) !== "EPERM") throw error;
    const message = `${path}: root writes there as uid ${owner.uid}, who owns a folder on the way, and who may not`;
    throw new FavkitError("permission_denied", message, { cause: error });
  }
}

function ownIdentity(): Identity {
  const groups = process.getgroups?.().slice(0, GROUPS_MAX) ?? [];
  return { uid: process.geteuid?.() ?? ROOT, gid: process.getegid?.() ?? ROOT, groups };
}

async function as<T>(identity: Identity, work: () => Promise<T>): Promise<T> {
  const before = ownIdentity();
  try {
    become(identity);
    return await work();
  } finally {
    become(before);
  }
}

/** Only root may take groups, so that becoming root comes first and leaving it last. */
function become({ uid, gid, groups, name }: Identity): void {
  process.seteuid?.(ROOT);
  if (name !== undefined && takesAccounts(process)) process.initgroups(name, gid);
  else process.setgroups?.([...groups]);
  process.setegid?.(gid);
  process.seteuid?.(uid);
}

type TakesAccounts = { initgroups(name: string, group: number): void };

/** Node's types lack it. */
function takesAccounts(owner: object): owner is TakesAccounts {
  return "initgroups" in owner && typeof owner.initgroups === "function";
}

/** The account of a uid; where it has none, the group of its folder, but not root's. */
function identityOf(uid: number, folderGid: number): Identity {
  process.seteuid?.(uid);
  try {
    const { username: name, gid } = userInfo();
    return { uid, gid, groups: [], name };
  } catch {
    return { uid, gid: folderGid === ROOT ? uid : folderGid, groups: [] };
  } finally {
    process.seteuid?.(ROOT);
  }
}

/** Who can put another thing in the place of what lies on the way to a path; undefined when only root can. */
async function ownerOnTheWay(path: string): Promise<Identity | undefined> {
  // Not made simpler: what `..` means behind a link, the file system decides.
  let way = isAbsolute(path) ? path : `${process.cwd()}${sep}${path}`;
  for (let links = 0; links <= LINKS_MAX; links += 1) {
    const found = await firstTurn(way);
    if (found === undefined) return undefined;
    if (found.owner !== undefined) return found.owner;
    way = found.way;
  }
  return undefined;
}

type Turn = { readonly owner: Identity } | { readonly owner?: undefined; readonly way: string };

/** The first folder or link on the way that is somebody's, or where the first link of root's leads. */
async function firstTurn(way: string): Promise<Turn | undefined> {
  const { root } = parse(way);
  const names = way.slice(root.length).split(sep);
  let at = root;
  for (const [index, name] of names.entries()) {
    // There is no link in what has been passed.
    at = name === ".." ? dirname(at) : join(at, name);
    const entry = await lstat(at).catch(undefinedIfMissing);
    const isLink = entry?.isSymbolicLink() === true;
    if (entry !== undefined && entry.uid !== ROOT && (isLink || entry.isDirectory())) {
      return { owner: identityOf(entry.uid, entry.gid) };
    }
    if (isLink) {
      const target = await readlink(at);
      const start = isAbsolute(target) ? target : `${dirname(at)}${sep}${target}`;
      return { way: [start, ...names.slice(index + 1)].join(sep) };
    }
  }
  return undefined;
}

function undefinedIfMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}
