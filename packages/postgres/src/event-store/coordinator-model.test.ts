import {
  appended,
  type AppendOutcome,
  type AppendRequest,
  answersAfter,
  expectedOf,
  isAppendRefusal,
  prepareAppend,
  type PreparedAppend,
  versionConflict,
} from "@holdfast/cqrs/event-store";
import fc from "fast-check";
import { DatabaseError } from "pg";
import { expect, test } from "vitest";

import { Coordinator, type Send } from "./coordinator.ts";

const tenant = "00000000-0000-0000-0000-000000000000";
const LIMITS = { requestsMax: 8, charactersMax: 1_000_000 };
const QUEUE = { queueMax: 1_000, queueCharactersMax: 1_000_000 };

/** What is asked of one request: its stream, what it expects, whether the database chokes on it, when it comes. */
const step = fc.record({
  stream: fc.nat(2),
  expect: fc.oneof(fc.constant("any" as const), fc.nat(6)),
  isCulprit: fc.integer({ min: 0, max: 9 }).map((die) => die === 0),
  pause: fc.nat(2),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function prepared(at: number, { stream, expect, isCulprit }: Step): PreparedAppend {
  const request: AppendRequest = {
    tenant,
    streamId: `log-${stream}`,
    expect: expect === "any" ? expect : { exactly: expect },
    commands: [{ commandId: `c-${at}`, events: [{ type: isCulprit ? "Poison" : "Said" }] }],
  };
  const sources = { nowMs: () => 0, newEventId: () => "00000000-0000-7000-8000-000000000000" };
  const append = prepareAppend(request, sources);
  if (isAppendRefusal(append)) throw new RangeError(append.sentence);
  return append;
}

/** A log that judges all requests of a batch by the state before it, as the function in the database does. */
class BatchLog {
  readonly versions = new Map<string, number>();
  readonly sizes: number[] = [];
  #position = 0n;

  readonly send: Send = async (batch, follows) => {
    this.sizes.push(batch.length);
    // Every other sending is slow, so that those behind it come first unless they wait.
    for (let turns = (this.sizes.length % 2) * 5; turns >= 0; turns -= 1) {
      await new Promise(setImmediate);
    }
    await follows?.settled;
    if (batch.some((request) => request.events[0]?.type === "Poison")) {
      throw Object.assign(new DatabaseError("poison", 0, "error"), { code: "23514" });
    }
    const before = new Map(this.versions);
    return batch.map((request) => {
      const { streamId, expect } = request;
      const actual = before.get(streamId) ?? 0;
      if (expect >= 0 && expect !== actual) {
        return versionConflict({ streamId, expected: expectedOf(expect), actual });
      }
      const version = this.versions.get(streamId) ?? 0;
      this.versions.set(streamId, version + 1);
      this.#position += 1n;
      return appended("ok", answersAfter(request, { version, position: this.#position - 1n }));
    });
  };
}

/** What comes of the same steps one after another. */
function foretell(steps: readonly Step[]): readonly string[] {
  const versions = new Map<number, number>();
  return steps.map(({ stream, expect, isCulprit }) => {
    if (isCulprit) return "23514";
    const version = versions.get(stream) ?? 0;
    if (expect !== "any" && expect !== version) return "version_conflict";
    versions.set(stream, version + 1);
    return "ok";
  });
}

async function told(answer: Promise<AppendOutcome>): Promise<string> {
  try {
    const outcome = await answer;
    return "code" in outcome ? outcome.code : outcome.status;
  } catch (error) {
    return error instanceof DatabaseError ? (error.code ?? "") : String(error);
  }
}

test("whatever comes together, each request is answered as if they had come one by one, its neighbours unharmed", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const log = new BatchLog();
      await using coordinator = new Coordinator(log.send, { ...LIMITS, ...QUEUE });
      const outcomes: Promise<string>[] = [];
      for (const [at, each] of steps.entries()) {
        outcomes.push(told(coordinator.submit(prepared(at, each))));
        for (let turn = 0; turn < each.pause; turn += 1) await new Promise(setImmediate);
      }
      expect(await Promise.all(outcomes)).toEqual(foretell(steps));
      expect(Math.max(0, ...log.sizes)).toBeLessThanOrEqual(LIMITS.requestsMax);
    }),
    { numRuns: 100 },
  );
});
