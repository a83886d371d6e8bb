import {
  type AppendRequest,
  exactly,
  type Expectation,
  isAppendRefusal,
} from "@holdfast/cqrs/event-store";
import fc from "fast-check";
import { expect, it } from "vitest";

import { codeOf, type ContractStage, fresh, TENANT, wordsOf } from "../event-store-stage.ts";

/** What the model knows: words of streams, closed streams, and what commands came to. */
type Model = {
  readonly words: Map<number, string[]>;
  readonly closed: Set<number>;
  readonly accepted: Set<string>;
};

const expectation: fc.Arbitrary<Expectation> = fc.oneof(
  fc.constantFrom("absent", "present", "any"),
  fc.nat(6).map(exactly),
);

const step = fc.record({
  stream: fc.nat(3),
  expect: expectation,
  words: fc.array(fc.string({ unit: "grapheme", maxLength: 5 }), { maxLength: 3 }),
  closes: fc.integer({ min: 0, max: 9 }).map((die) => die === 0),
  repeats: fc.boolean(),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

export function modelContract(stage: () => ContractStage): void {
  it("what is read is the concatenation of the accepted appends, whatever is sent (L2, L3)", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const model: Model = { words: new Map(), closed: new Set(), accepted: new Set() };
        const ids = [fresh("model"), fresh("model"), fresh("model"), fresh("model")];
        for (const each of steps)
          await play(stage(), model, { ...each, id: ids[each.stream] ?? "" });
        for (const [stream, id] of ids.entries()) {
          expect(await wordsOf(stage().store, id)).toEqual(model.words.get(stream) ?? []);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("independent appends in one batch come out as they would one by one", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 30 }), async (steps) => {
        const ids = [fresh("model"), fresh("model"), fresh("model"), fresh("model")];
        const model: Model = { words: new Map(), closed: new Set(), accepted: new Set() };
        const expected: string[] = [];
        const sent = steps.map((each) => {
          const request = requestOf({ ...each, id: ids[each.stream] ?? "" });
          expected.push(foretell(model, each));
          return stage().store.append(request);
        });
        expect((await Promise.all(sent)).map(codeOf)).toEqual(expected);
        for (const [stream, id] of ids.entries()) {
          expect(await wordsOf(stage().store, id)).toEqual(model.words.get(stream) ?? []);
        }
      }),
      { numRuns: 40 },
    );
  });
}

function requestOf({ id, expect, words, closes }: Step & { readonly id: string }): AppendRequest {
  const events = words.map((word) => ({ type: "Said", word }));
  return {
    tenant: TENANT,
    streamId: id,
    expect,
    closes,
    commands: [{ commandId: fresh("c"), events }],
  };
}

/** Says what comes of a step, and lets it happen in the model. */
function foretell({ words, closed }: Model, { stream, expect, ...step }: Step): string {
  if (closed.has(stream)) return "stream_closed";
  const present = words.get(stream) ?? [];
  const version = present.length;
  const isMet =
    typeof expect === "object"
      ? expect.exactly === version
      : expect === "any" || (expect === "absent") === (version === 0);
  if (!isMet) return "version_conflict";
  words.set(stream, [...present, ...step.words]);
  if (step.closes) closed.add(stream);
  return "ok";
}

async function play(
  { store, another }: ContractStage,
  model: Model,
  step: Step & { readonly id: string },
): Promise<void> {
  const request = requestOf(step);
  const expected = foretell(model, step);
  const outcome = await store.append(request);
  expect(codeOf(outcome)).toBe(expected);
  if (!step.repeats || isAppendRefusal(outcome)) return;
  expect(await another().append(request)).toEqual({ ...outcome, status: "duplicate" });
}
