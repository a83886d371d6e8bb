import { type AppendRefusal, invalid, isAppendRefusal, tooLarge } from "./append-outcome.ts";
import type { AppendAllRequest } from "./append-request.ts";
import { LIMITS } from "./limits.ts";
import { type EventStoreSources, type PreparedAppend, prepareAppend } from "./prepare-append.ts";

/**
 * Checks an atomic append to several streams and writes it down, one prepared request per part. The answer is kept with
 * the first of them: it may tell of all parts, and be the longer the more there are.
 */
export function prepareAll(
  request: AppendAllRequest,
  sources: EventStoreSources,
): readonly PreparedAppend[] | AppendRefusal {
  const { tenant, parts, answer, ...command } = request;
  if (parts.length === 0) return invalid({ path: "parts" }, "is empty");
  if (parts.length > LIMITS.partsMax) return tooLarge(LIMITS.partsMax, { path: "parts" });
  if (new Set(parts.map(({ streamId }) => streamId)).size < parts.length) {
    return invalid({ path: "parts" }, "names a stream twice");
  }
  const prepared: PreparedAppend[] = [];
  for (const [at, { events, eventIds, ...part }] of parts.entries()) {
    const kept = at === 0 && answer !== undefined ? { answer } : {};
    const ids = eventIds === undefined ? {} : { eventIds };
    const commands = [{ ...command, ...kept, ...ids, events }];
    const result = prepareAppend({ tenant, ...part, commands }, sources, at);
    if (isAppendRefusal(result)) return result;
    prepared.push(result);
  }
  const characters = prepared.reduce((sum, each) => sum + each.characters, 0);
  const { requestBytesMax } = LIMITS;
  return characters > requestBytesMax
    ? tooLarge(requestBytesMax, { path: "parts" })
    : sealed(prepared, command.fingerprint);
}

/** All parts carry one fingerprint, which covers them all. */
function sealed(
  parts: readonly PreparedAppend[],
  given: string | undefined,
): readonly PreparedAppend[] {
  const each = parts.flatMap(({ commands }) => commands.map(({ fingerprint }) => fingerprint));
  const fingerprint = given ?? JSON.stringify(each);
  return parts.map((part) => ({
    ...part,
    commands: part.commands.map((command) => ({ ...command, fingerprint })),
  }));
}
