import {
  answersAfter,
  appended,
  type AppendOutcome,
  type CommandAnswer,
  commandMismatch,
  expectedOf,
  type PreparedAppend,
  streamClosed,
  versionConflict,
} from "@holdfast/cqrs/event-store";

import type { Result } from "../result.ts";
import type { Statement } from "../statement.ts";
import { batchArguments, type EncodedAppend } from "./encoded-append.ts";
import { type KnownCommand, knownAnswer } from "./known-answer.ts";

/** What the function answered for a request; `not_applied` because another one of an atomic batch failed. */
export type BatchOutcome = AppendOutcome | "not_applied";

/** How a statement is run: by itself, or inside a transaction. */
export type Run = (statement: Statement) => Promise<Result<AnswerRow>>;

/** Columns of `append_batch`: number, status, version and position before, culprit, then a known command. */
type AnswerRow = readonly [
  no: number,
  status: string,
  version: number,
  position: bigint | null,
  blamed: number | null,
  ...known: KnownCommand,
];

/** Runs `append_batch` and answers each request, in order. */
export async function appendBatch(
  run: Run,
  schema: string,
  { batch, isAtomic }: { readonly batch: readonly EncodedAppend[]; readonly isAtomic: boolean },
): Promise<readonly BatchOutcome[]> {
  const { rows } = await run({
    name: `${schema}.append_batch`,
    text: `select * from ${schema}.append_batch(${PARAMETERS})`,
    values: batchArguments(batch, isAtomic),
    rowMode: "array",
  });
  const byNumber = Map.groupBy(rows, ([no]) => no);
  // The function counts the commands of a batch through.
  let commandsBefore = 0;
  return batch.map(({ request }, at) => {
    const outcome = outcomeOf(request, byNumber.get(at + 1) ?? [], commandsBefore);
    commandsBefore += request.commands.length;
    return outcome;
  });
}

const PARAMETERS = Array.from({ length: 19 }, (_, index) => `$${index + 1}`).join(", ");

function outcomeOf(
  request: PreparedAppend,
  rows: readonly AnswerRow[],
  commandsBefore: number,
): BatchOutcome {
  const [first] = rows;
  if (first === undefined) throw new RangeError("append_batch left a request without an answer");
  const [, status, version, position] = first;
  if (status === "ok") {
    return appended("ok", answersAfter(request, { version, position: position ?? 0n }));
  }
  if (status === "duplicate") return appended("duplicate", rows.map(answerOf));
  return refusalOf(request, first, commandsBefore);
}

function refusalOf(
  { streamId, commands, expect }: PreparedAppend,
  [, status, version, , blamed]: AnswerRow,
  commandsBefore: number,
): BatchOutcome {
  switch (status) {
    case "version_conflict":
      return versionConflict({ streamId, expected: expectedOf(expect), actual: version });
    case "stream_closed":
      return streamClosed(streamId);
    case "command_mismatch":
      return commandMismatch(commands[(blamed ?? 0) - commandsBefore - 1]?.commandId ?? "");
    case "not_applied":
      return "not_applied";
    default:
      throw new RangeError(`append_batch answered ${status}`);
  }
}

function answerOf([, , , , , ...known]: AnswerRow): CommandAnswer {
  return knownAnswer(known);
}
