import { lstat, readlink } from "node:fs/promises";
import { dirname, join, parse, resolve, sep } from "node:path";

import { isMissing } from "./file-failure.ts";

/** As many links as Linux follows on the way to a file. */
const LINKS_MAX = 40;
const ROOT = 0;

/** Does work as who this process is at heart. */
export type AsSelf = <T>(work: () => Promise<T>) => Promise<T>;

type Identity = { readonly uid: number; readonly gid: number; readonly groups: readonly number[] };

/**
 * Writes below a path. What root writes below somebody's folder is written as that somebody: it belongs to them, and
 * links that they put in its way lead no further than they could go themselves. One such work at a time: the identity
 * is the whole process's. Work of another kind, such as loading code, is done by `asSelf`.
 */
export async function asOwnerOf<T>(path: string, work: (asSelf: AsSelf) => Promise<T>): Promise<T> {
  const self = ownIdentity();
  const owner = self?.uid === ROOT ? await ownerOnTheWay(path) : undefined;
  if (self === undefined || owner === undefined) return work((inner) => inner());
  return as(owner, () => work((inner) => as(self, inner)));
}

/** Undefined where there are no such identities. */
function ownIdentity(): Identity | undefined {
  const [uid, gid] = [process.geteuid?.(), process.getegid?.()];
  if (uid === undefined || gid === undefined) return undefined;
  return { uid, gid, groups: process.getgroups?.() ?? [] };
}

async function as<T>(identity: Identity, work: () => Promise<T>): Promise<T> {
  const before = ownIdentity() ?? identity;
  become(identity);
  try {
    return await work();
  } finally {
    become(before);
  }
}

/** Only root may take groups, so that becoming root comes first and leaving it last. */
function become({ uid, gid, groups }: Identity): void {
  process.seteuid?.(ROOT);
  process.setgroups?.([...groups]);
  process.setegid?.(gid);
  process.seteuid?.(uid);
}

/** Who can put another thing in the place of what lies on the way to a path; undefined when only root can. */
async function ownerOnTheWay(path: string): Promise<Identity | undefined> {
  let way = resolve(path);
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
    at = join(at, name);
    const entry = await lstat(at).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    if (entry === undefined) return undefined;
    const isLink = entry.isSymbolicLink();
    if (entry.uid !== ROOT && (isLink || entry.isDirectory())) {
      return { owner: { uid: entry.uid, gid: entry.gid, groups: [entry.gid] } };
    }
    if (isLink) {
      return { way: resolve(dirname(at), await readlink(at), ...names.slice(index + 1)) };
    }
  }
  return undefined;
}
