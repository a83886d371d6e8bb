import {
  type AppendOutcome,
  type AppendRequest,
  type EventStore,
  type Expectation,
  isAppendRefusal,
} from "@holdfast/cqrs/event-store";

/** Where the contract is tried: a log, with as many doors to it as one asks for. */
export type ContractStage = {
  /** A further store over the same log, as another process has it. */
  readonly another: () => EventStore;
  readonly store: EventStore;
};

export const TENANT = "00000000-0000-0000-0000-000000000000";
export const OTHER_TENANT = "11111111-1111-4111-8111-111111111111";

let count = 0;

/** An id that no other test of the run uses. */
export function fresh(kind: string): string {
  count += 1;
  return `${kind}-${count}`;
}

/** A request with one command that says `words`. */
export function saying(
  streamId: string,
  expect: Expectation,
  ...words: readonly string[]
): AppendRequest {
  const events = words.map((word) => ({ type: "Said", word }));
  return { tenant: TENANT, streamId, expect, commands: [{ commandId: fresh("command"), events }] };
}

/** What a stream says. */
export async function wordsOf(store: EventStore, streamId: string): Promise<readonly unknown[]> {
  const { events } = await store.loadStream({ tenant: TENANT, streamId });
  return events.map((event) => ("word" in event ? event.word : event.type));
}

/** The code of a refusal, or the status. */
export function codeOf(outcome: AppendOutcome | { readonly status: string }): string {
  return "code" in outcome ? outcome.code : outcome.status;
}

/** The last position of the log, as readers see it. */
export async function headOf(store: EventStore): Promise<bigint> {
  const outcome = await store.append(saying(fresh("mark"), "any", "here"));
  if (isAppendRefusal(outcome)) throw new RangeError(outcome.sentence);
  return outcome.lastPosition;
}
