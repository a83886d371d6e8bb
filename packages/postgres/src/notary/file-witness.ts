import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { createInterface } from "node:readline";

import {
  type Checkpoint,
  type Hash,
  type NoteVerifier,
  openCheckpoint,
  verifyConsistency,
} from "@holdfast/transparency";

import type { Witness, WitnessAnswer } from "./witness.ts";

/** Which file, and whose checkpoints. */
export type FileWitnessOptions = {
  /** Made if it is not there; its folder has to be. Put it where the database's owner cannot write. */
  readonly path: string;
  readonly origin: string;
  readonly verifiers: readonly NoteVerifier[];
};

/** The file holds what no witness has written: somebody has to look. */
export class WitnessUnreadable extends Error {
  override readonly name = "WitnessUnreadable";
  readonly code = "witness_unreadable";
}

/** More than the longest record has. */
const TAIL_BYTES = 262_144;
const LINE_BREAK = 10;

/**
 * A witness in a file that is only added to: one line of JSON for each checkpoint, synced to the disk before it is
 * called kept. A line that a crash has cut off was never kept, and goes before the next one is written.
 */
export function fileWitness(options: FileWitnessOptions): Witness {
  const { path } = options;
  return {
    async latest() {
      await using file = await openFile(path, "r");
      return file === undefined ? undefined : noteOf((await tailOf(file)).line);
    },
    async publish(note, proof) {
      await using file = await openFile(path, "a+");
      if (file === undefined) throw new WitnessUnreadable(`${path} cannot be made`);
      const { line, end, size, isYoung } = await tailOf(file);
      const known = noteOf(line);
      const answer = judge({ note, known, proof }, options);
      if (answer !== undefined) return answer;
      if (end < size) await file.truncate(end);
      await file.appendFile(`${JSON.stringify({ checkpoint: note })}\n`);
      await file.sync();
      // The file's name is part of what has to outlast a crash. Who wrote the first record may have died before it was synced.
      if (isYoung) await syncFolder(path);
      return "kept";
    },
    async *checkpoints() {
      await using file = await openFile(path, "r");
      if (file === undefined) return;
      const { end } = await tailOf(file);
      if (end === 0) return;
      const input = file.createReadStream({ start: 0, end: end - 1, autoClose: false });
      for await (const line of createInterface({ input })) yield noteOf(line) ?? "";
    },
  };
}

type Offer = {
  readonly note: string;
  readonly known: string | undefined;
  readonly proof: readonly Hash[];
};

/** What is to be answered without writing; undefined if the checkpoint is new and right. */
function judge(
  { note, known, proof }: Offer,
  options: FileWitnessOptions,
): WitnessAnswer | undefined {
  const to = openCheckpoint(note, options);
  if (typeof to === "string") return "checkpoint_not_believed";
  if (known === undefined) return undefined;
  const from: Checkpoint | string = openCheckpoint(known, options);
  if (typeof from === "string")
    throw new WitnessUnreadable(`the last checkpoint is not ours: ${from}`);
  if (to.size < from.size) return "checkpoint_behind";
  if (to.size === from.size) return to.root === from.root ? "kept" : "checkpoint_inconsistent";
  return verifyConsistency({ from, to, proof }).ok ? undefined : "checkpoint_inconsistent";
}

type Tail = {
  readonly line: string | undefined;
  readonly end: number;
  readonly size: number;
  /** Whether there is no whole line before that one. */
  readonly isYoung: boolean;
};

/** The last whole line, and where it ends. */
async function tailOf(file: FileHandle): Promise<Tail> {
  const { size } = await file.stat();
  const length = Math.min(size, TAIL_BYTES);
  const { buffer } = await file.read({ buffer: Buffer.alloc(length), position: size - length });
  const last = buffer.lastIndexOf(LINE_BREAK);
  if (last < 0 && size > length) throw new WitnessUnreadable("a record is too long");
  const before = last < 1 ? -1 : buffer.lastIndexOf(LINE_BREAK, last - 1);
  const line = last < 0 ? undefined : buffer.toString("utf8", before + 1, last);
  const isYoung = before < 0 && size === length;
  return { line, end: size - length + last + 1, size, isYoung };
}

function noteOf(line: string | undefined): string | undefined {
  if (line === undefined) return undefined;
  const record = parsed(line);
  if (typeof record === "object" && record !== null && "checkpoint" in record) {
    if (typeof record.checkpoint === "string") return record.checkpoint;
  }
  throw new WitnessUnreadable(`no checkpoint: ${line.slice(0, 100)}`);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new WitnessUnreadable(`no record: ${line.slice(0, 100)}`, { cause });
  }
}

/** Undefined if there is no file to read. */
async function openFile(path: string, flags: "r" | "a+"): Promise<FileHandle | undefined> {
  return open(path, flags).catch((error: unknown) => {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (isMissing && flags === "r") return undefined;
    throw error;
  });
}

async function syncFolder(path: string): Promise<void> {
  await using folder = await open(dirname(path), "r");
  await folder.sync();
}
