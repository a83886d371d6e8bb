import { closeSync, openSync, readFileSync, writeSync } from "node:fs";

import { isRecord } from "../registry.ts";

/** A command that is about to be sent. */
export type Sent = {
  readonly entry: "sent";
  readonly id: string;
  readonly kind: string;
  readonly tenant: string;
  readonly streamId: string;
  readonly expect: "absent" | "any" | number;
  /** Events of all its parts; null where a decider says. */
  readonly size: number | null;
  /** Streams it writes to. */
  readonly parts: number;
  /** Nanoseconds of a clock that all processes of a machine share. */
  readonly at: number;
};

/** What a caller was told of it. */
export type Told = {
  readonly entry: "told";
  readonly id: string;
  readonly tenant: string;
  readonly at: number;
} & Answer;

/** An outcome as text: positions would not survive JSON as bigints. */
export type Answer = {
  readonly outcome: "accepted" | "duplicate" | "refused" | "not_applied" | "unknown" | "failed";
  /** The code of a refusal, or an error that nobody expects. */
  readonly code?: string;
  readonly version?: number;
  readonly first?: string;
  readonly last?: string;
  readonly answer?: unknown;
};

/** What a reader of the log had seen up to a position. */
type Read = { readonly entry: "read"; readonly to: string; readonly hash: string };

/** A line of a journal. */
export type Entry = Sent | Told | Read;

/** Nanoseconds of the machine's monotonic clock; a double holds a hundred days of them. */
export function nowNs(): number {
  return Number(process.hrtime.bigint());
}

/** Writes what happens to a file, line by line, so that it outlives a process that is killed. */
export class Journal implements Disposable {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, "a");
  }

  /** Returns when the operating system has it. */
  write(entry: Entry): void {
    writeSync(this.#file, `${JSON.stringify(entry)}\n`);
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}

/** Reads a journal back. */
export function readJournal(path: string): readonly Entry[] {
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line)).filter(isEntry);
}

function isEntry(value: unknown): value is Entry {
  return isRecord(value) && typeof value["entry"] === "string";
}
