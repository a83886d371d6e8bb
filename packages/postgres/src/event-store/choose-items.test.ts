import { type Expectation, isAppendRefusal } from "@holdfast/cqrs/event-store";
import { expect, test } from "vitest";

import { chooseItems } from "./choose-items.ts";
import { prepareEither } from "./prepare-either.ts";

const tenant = "00000000-0000-0000-0000-000000000000";
const limits = { requestsMax: 4, charactersMax: 1_000 };

type Ask = {
  readonly streams: readonly string[];
  readonly expect?: Expectation;
  readonly closes?: boolean;
  readonly command?: string;
  readonly size?: number;
};

/** A command for some streams under its number; for one it is a request for that stream. */
function ask({ streams, expect = "any", closes = false, command, size = 0 }: Ask, at: number) {
  const events = size === 0 ? [] : [{ type: "Said", word: "x".repeat(size) }];
  const commandId = command ?? `command-${at}`;
  const parts = streams.map((streamId) => ({ streamId, expect, closes, events }));
  const [only] = parts;
  const request =
    only !== undefined && parts.length === 1
      ? { tenant, ...only, commands: [{ commandId, events }] }
      : { tenant, commandId, parts };
  const requests = prepareEither(request, { nowMs: () => 0, newEventId: () => "" });
  if (isAppendRefusal(requests)) throw new RangeError(requests.sentence);
  return { at, requests };
}

function chosen(...asks: readonly Ask[]): readonly (readonly number[])[] {
  const { batch, rest } = chooseItems(asks.map(ask), limits);
  return [batch.map(({ at }) => at), rest.map(({ at }) => at)];
}

test("items go together whose streams are apart, or all expect any, or all present", () => {
  expect(chosen({ streams: ["a", "b"] }, { streams: ["c"] })).toEqual([[0, 1], []]);
  expect(chosen({ streams: ["a", "b"] }, { streams: ["b", "c"] })).toEqual([[0, 1], []]);
  const present = { streams: ["a"], expect: "present" } as const;
  expect(chosen(present, present, { streams: ["a", "b"] })).toEqual([[0, 1], [2]]);
  const absent = { streams: ["a", "b"], expect: "absent" } as const;
  expect(chosen(absent, absent)).toEqual([[0], [1]]);
});

test("what closes a stream stands alone on it", () => {
  const closing = { streams: ["a", "b"], closes: true };
  expect(chosen(closing, { streams: ["b"] })).toEqual([[0], [1]]);
  expect(chosen({ streams: ["b"] }, closing)).toEqual([[0], [1]]);
});

test("an item of which one part has to wait waits with all of them, and holds back what follows on each", () => {
  const exact = { streams: ["b", "c"], expect: { exactly: 1 } } as const;
  expect(chosen({ streams: ["a", "b"] }, exact, { streams: ["c"] }, { streams: ["a"] })).toEqual([
    [0, 3],
    [1, 2],
  ]);
  const any = { streams: ["c", "d"] };
  expect(chosen({ streams: ["b"] }, exact, any, { streams: ["d"] })).toEqual([[0], [1, 2, 3]]);
});

test("a command that comes twice waits for its first answer, whatever it is for", () => {
  const twice = { streams: ["a", "b"], command: "same" };
  expect(chosen(twice, twice, { streams: ["c"], command: "same" })).toEqual([[0], [1, 2]]);
});

test("each part counts as a request, and the first item always fits", () => {
  const three = (name: string) => ({ streams: [1, 2, 3].map((no) => `${name}-${no}`) });
  expect(chosen(three("a"), { streams: ["b"] }, { streams: ["c"] })).toEqual([[0, 1], [2]]);
  expect(chosen(three("a"), three("b"), { streams: ["c"] })).toEqual([[0], [1, 2]]);
  const five = { streams: ["a", "b", "c", "d", "e"] };
  expect(chosen(five, { streams: ["f"] })).toEqual([[0], [1]]);
  expect(chosen({ streams: ["f"] }, five)).toEqual([[0], [1]]);
});

test("an item that has to wait takes no room", () => {
  const absent = { streams: ["a", "b", "c"], expect: "absent" } as const;
  expect(chosen(absent, absent, { streams: ["d"] })).toEqual([[0, 2], [1]]);
});

test("the characters of all parts count", () => {
  const half = (...streams: readonly string[]) => ({ streams, size: 300 });
  expect(chosen(half("a", "b"), { streams: ["c"] })).toEqual([[0, 1], []]);
  expect(chosen({ streams: ["c"] }, half("a", "b"), half("d"))).toEqual([[0, 1], [2]]);
  expect(chosen({ streams: ["c"], size: 500 }, half("a", "b"))).toEqual([[0], [1]]);
});
