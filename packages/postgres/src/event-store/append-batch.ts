import {
  answersAfter,
  appended,
  type AppendOutcome,
  type CommandAnswer,
  commandMismatch,
  expectedOf,
  type PreparedAppend,
  refusalAt,
  versionConflict,
} from "@holdfast/cqrs/event-store";

import type { Result } from "../result.ts";
import type { Statement } from "../statement.ts";
import { batchArguments } from "./batch-arguments.ts";
import { knownAnswer } from "./known-answer.ts";

/** What a request came to; `not_applied` if nothing but its neighbours stood against it. */
export type BatchOutcome = AppendOutcome | "not_applied";

/** How a statement is run: by itself, or inside a transaction. */
export type Run = (statement: Statement) => Promise<Result<readonly [answer: Answer]>>;

/** What `append_batch_after` returns. */
type Answer = readonly [
  position: string | null,
  versions: readonly number[] | null,
  known: readonly KnownRow[] | null,
];

type KnownRow = readonly [
  no: number,
  isSame: boolean,
  streamId: string,
  version: number,
  position: string,
  size: number,
  result: string | null,
];

/** Appends all requests of a batch, or none if one of them is refused or known; answers each, in order. */
export async function appendBatch(
  run: Run,
  schema: string,
  batch: readonly PreparedAppend[],
): Promise<readonly BatchOutcome[]> {
  const outcomes = await appendBatchAfter(run, schema, { batch, after: undefined });
  if (outcomes === undefined) throw new RangeError("a batch that follows none came too early");
  return outcomes;
}

/** A function that writes rows of the service's own. It fails with `NOT_AS_THOUGHT` where it may not. */
export type WriteCall = {
  /** With its schema. */
  readonly name: string;
  readonly values: readonly unknown[];
};

/** A batch, the last request of the one that it has to follow, and what is done before it in the same statement. */
type Following = {
  readonly batch: readonly PreparedAppend[];
  readonly after: PreparedAppend | undefined;
  /** With it a batch that is not appended is an error of the statement, `NOT_AS_THOUGHT`. */
  readonly behind?: WriteCall;
};

/** The same behind another batch: undefined, and nothing is appended, if that one's last request is not in the log. */
export async function appendBatchAfter(
  run: Run,
  schema: string,
  { batch, after, behind }: Following,
): Promise<readonly BatchOutcome[] | undefined> {
  using written = batchArguments(batch);
  const { values, streamOf } = written;
  const { rows } = await run({
    ...textOf(schema, behind),
    values: [...afterArguments(after), ...values, ...(behind?.values ?? [])],
    rowMode: "array",
  });
  const answer = rows[0]?.[0];
  if (answer === undefined) throw new RangeError("append_batch_after gave no answer");
  const [position, versions] = answer;
  if (position !== null) {
    return accepted(batch, streamOf, { position: BigInt(position), versions });
  }
  return versions === null ? undefined : judged(batch, streamOf, answer);
}

/** Rows of the service are locked before the head of the log, as everywhere. */
function textOf(schema: string, behind: WriteCall | undefined): Pick<Statement, "name" | "text"> {
  const name = `${schema}.append_batch_after`;
  const append = `${name}(${placesOf(APPEND_PARAMETERS)})`;
  if (behind === undefined) return { name, text: `select ${append}` };
  const call = `${behind.name}(${placesOf(behind.values.length, APPEND_PARAMETERS)})`;
  return {
    name: `${name} behind ${behind.name}`,
    text: `with written as materialized (select ${call})
      select ${schema}.accepted(${append}) from written`,
  };
}

const APPEND_PARAMETERS = 25;

function placesOf(count: number, before = 0): string {
  return Array.from({ length: count }, (_, index) => `$${before + index + 1}`).join(", ");
}

/** Names a request by its last command, and by the event with which this sending of it ends. */
function afterArguments(after: PreparedAppend | undefined): readonly (string | null)[] {
  const command = after?.commands.at(-1);
  const event = after?.events.at(-1);
  if (after === undefined || command === undefined || event === undefined) return NONE;
  return [after.tenant, command.commandId, event.eventId];
}

const NONE = [null, null, null];

type Before = { readonly position: bigint; readonly versions: readonly number[] | null };

function accepted(
  batch: readonly PreparedAppend[],
  streamOf: readonly number[],
  before: Before,
): readonly BatchOutcome[] {
  const versions = before.versions === null ? [] : [...before.versions];
  let { position } = before;
  return batch.map((request, at) => {
    const stream = streamOf[at] ?? 0;
    const version = versions[stream] ?? request.expect;
    const size = request.events.length;
    const outcome = appended("ok", answersAfter(request, { version, position }));
    versions[stream] = version + size;
    position += BigInt(size);
    return outcome;
  });
}

/** What stood against a batch, request by request. */
function judged(
  batch: readonly PreparedAppend[],
  streamOf: readonly number[],
  [, versions, known]: Answer,
): readonly BatchOutcome[] {
  const knownAt = new Map(known?.map((row) => [row[0], row]));
  // The function counts streams and commands from 1, the commands of the whole batch through.
  let no = 0;
  const outcomes = batch.map((request, at): BatchOutcome => {
    const stream = streamOf[at] ?? 0;
    const past = request.commands.map(() => knownAt.get((no += 1)));
    const version = versions?.[stream] ?? 0;
    const found =
      version < 0 ? { version: CLOSED - version, isClosed: true } : { version, isClosed: false };
    return pastOutcome(request, past, found.version) ?? refusalAt(request, found) ?? "not_applied";
  });
  // Whoever took that for success would commit rows without their events.
  if (outcomes.every((each) => each === "not_applied")) {
    throw new RangeError("nothing stood against a refused batch");
  }
  return outcomes;
}

/** The version of a closed stream is taken from this. */
const CLOSED = -3;

/** What the memory of commands says about a request; undefined if nothing. */
function pastOutcome(
  { streamId, commands, expect }: PreparedAppend,
  past: readonly (KnownRow | undefined)[],
  actual: number,
): AppendOutcome | undefined {
  const answers: CommandAnswer[] = [];
  for (const [at, row] of past.entries()) {
    if (row === undefined) continue;
    const [, isSame, ofStream, version, position, size, result] = row;
    if (!isSame) return commandMismatch(commands[at]?.commandId ?? "");
    answers.push(knownAnswer([ofStream, version, BigInt(position), size, result]));
  }
  if (answers.length === 0) return undefined;
  if (answers.length === commands.length) return appended("duplicate", answers);
  // Some of its commands are in the log already, which the rest was not decided upon.
  return versionConflict({ streamId, expected: expectedOf(expect), actual });
}
