import { readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";

import type { Backup, Backups, Clock } from "../../application/ports.ts";
import { FavkitError } from "../../domain/favkit-error.ts";
import { asOwnerOf } from "./as-owner.ts";
import { isMissing, withFileFailures } from "./file-failure.ts";
import { makeFolder } from "./make-folder.ts";
import { seedOf } from "./stored-file.ts";
import { writeAnew } from "./write-new-file.ts";

/** How many copies of one file are kept. */
const KEPT_MAX = 20;
/** The file in each folder that says what its copies are copies of. */
const ORIGIN = "origin";
/** Milliseconds since 1970 and SHA-256: sorted by name is sorted by time. */
const COPY = /^(?<time>\d{15})-(?<sha256>[0-9a-f]{64})$/;

/** Copies of files in a folder: one folder for each origin, in it one file for each content, named by time and hash. */
export function fileBackups(folder: string, clock: Clock): Backups {
  return {
    keep: (origin, bytes) =>
      withFileFailures(folder, () =>
        asOwnerOf(folder, () => keep({ folder, clock }, origin, bytes)),
      ),
    list: (origin) =>
      withFileFailures(folder, async () => {
        const names = origin === undefined ? await namesIn(folder) : [folderName(origin)];
        const all = await Promise.all(names.map((name) => copiesIn(join(folder, name))));
        return all.flat().toSorted((one, other) => other.takenAt.getTime() - one.takenAt.getTime());
      }),
    read: (backup) =>
      withFileFailures(backup.path, async () => {
        const bytes = await readFile(backup.path);
        if (seedOf(bytes) === backup.sha256) return bytes;
        throw new FavkitError(
          "backup_damaged",
          `${backup.path} does not have the SHA-256 it was kept with; use another backup`,
        );
      }),
  };
}

type Shelf = { readonly folder: string; readonly clock: Clock };

async function keep({ folder, clock }: Shelf, origin: string, bytes: Uint8Array): Promise<Backup> {
  const place = join(folder, folderName(origin));
  await makeFolder(place);
  // One that a full volume once left empty is written again.
  const named = await readFile(join(place, ORIGIN), "utf8").catch(() => "");
  if (named !== origin) await writeWhole(join(place, ORIGIN), origin);
  const copies = await copiesIn(place);
  const sha256 = seedOf(bytes);
  // Two copies in one millisecond, or a clock that was set back, must not change the order.
  const newestMs = copies[0]?.takenAt.getTime() ?? 0;
  const takenAt = new Date(Math.max(clock.now().getTime(), newestMs + 1));
  const path = join(place, `${String(takenAt.getTime()).padStart(15, "0")}-${sha256}`);
  const same = copies.find((each) => each.sha256 === sha256 && each.bytes === bytes.length);
  if (same === undefined) await writeWhole(path, bytes);
  else await rename(same.path, path);
  const older = copies.filter((each) => each !== same).slice(KEPT_MAX - 1);
  // One by one: nothing may still be under way when this has failed.
  for (const each of older) await rm(each.path, { force: true });
  return { path, origin, sha256, takenAt, bytes: bytes.length };
}

/** A name for people, and a hash because two files of one name are two origins. */
function folderName(origin: string): string {
  return `${basename(origin)}-${seedOf(Buffer.from(origin)).slice(0, 12)}`;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** The copies of one origin, newest first; what is no copy is passed over. */
async function copiesIn(folder: string): Promise<readonly Backup[]> {
  const names = await namesIn(folder);
  if (!names.includes(ORIGIN)) return [];
  const origin = await readFile(join(folder, ORIGIN), "utf8");
  const copies = names
    .toSorted()
    .reverse()
    .map(async (name): Promise<Backup[]> => {
      const { time, sha256 } = COPY.exec(name)?.groups ?? {};
      if (time === undefined || sha256 === undefined) return [];
      const path = join(folder, name);
      const { size } = await stat(path);
      return [{ path, origin, sha256, takenAt: new Date(Number(time)), bytes: size }];
    });
  return (await Promise.all(copies)).flat();
}

/** Under another name first, so that a copy that was cut short is none. */
async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const fresh = `${path}.${process.pid}`;
  await writeAnew(fresh, content);
  await rename(fresh, path);
}
