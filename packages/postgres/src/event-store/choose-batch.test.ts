import { type AppendRequest, isAppendRefusal, prepareAppend } from "@holdfast/cqrs/event-store";
import { expect, test } from "vitest";

import { chooseBatch } from "./choose-batch.ts";

const tenant = "00000000-0000-0000-0000-000000000000";
const limits = { requestsMax: 4, charactersMax: 1_000 };

type Ask = Partial<Pick<AppendRequest, "expect" | "closes">> & {
  readonly stream: string;
  readonly command?: string;
  readonly size?: number;
};

/** A request under its number. */
function ask({ stream, command, size = 0, expect = "any", closes = false }: Ask, at: number) {
  const events = size === 0 ? [] : [{ type: "Said", word: "x".repeat(size) }];
  const commands = [{ commandId: command ?? `command-${at}`, events }];
  const request = prepareAppend(
    { tenant, streamId: stream, expect, closes, commands },
    { nowMs: () => 0, newEventId: () => "" },
  );
  if (isAppendRefusal(request)) throw new RangeError(request.sentence);
  return { at, request };
}

function chosen(...asks: readonly Ask[]): readonly (readonly number[])[] {
  const { batch, rest } = chooseBatch(asks.map(ask), limits);
  return [batch.map(({ at }) => at), rest.map(({ at }) => at)];
}

test("independent requests go together, up to the limit", () => {
  const streams = ["a", "b", "c", "d", "e"].map((stream) => ({ stream }));
  expect(chosen(...streams)).toEqual([[0, 1, 2, 3], [4]]);
});

test("of one stream those go together that all expect any, or all present", () => {
  expect(chosen({ stream: "a" }, { stream: "a" })).toEqual([[0, 1], []]);
  const present = { stream: "a", expect: "present" } as const;
  expect(chosen(present, present)).toEqual([[0, 1], []]);
  expect(chosen({ stream: "a" }, present)).toEqual([[0], [1]]);
  const absent = { stream: "a", expect: "absent" } as const;
  expect(chosen(absent, absent, { stream: "b" })).toEqual([[0, 2], [1]]);
  expect(chosen({ stream: "a", closes: true }, { stream: "a" })).toEqual([[0], [1]]);
});

test("what is held back holds back what follows it on its stream", () => {
  const exact = { stream: "a", expect: { exactly: 1 } } as const;
  expect(chosen({ stream: "a" }, exact, { stream: "a" }, { stream: "b" })).toEqual([
    [0, 3],
    [1, 2],
  ]);
});

test("a command that comes twice waits for its first answer", () => {
  const twice = { stream: "a", command: "same" };
  expect(chosen(twice, twice, { ...twice, stream: "b" })).toEqual([[0], [1, 2]]);
});

test("a batch ends where it would become too large, but is never empty", () => {
  const large = { stream: "a", size: 5_000 };
  expect(chosen(large, { stream: "b" })).toEqual([[0], [1]]);
  expect(chosen({ stream: "b" }, large, { stream: "c" })).toEqual([[0], [1, 2]]);
});

test("what is under way holds back what depends on it", () => {
  const underWay = [
    ask({ stream: "a-1", expect: "absent" }, 90),
    ask({ stream: "a-2" }, 91),
    ask({ stream: "a-3", command: "known" }, 92),
  ];
  const asks = [
    ask({ stream: "a-1" }, 0),
    ask({ stream: "a-2" }, 1),
    ask({ stream: "a-4", command: "known" }, 2),
    ask({ stream: "a-5", expect: "absent" }, 3),
  ];
  const { batch, rest } = chooseBatch(asks, limits, underWay);
  expect(batch.map(({ at }) => at)).toEqual([3]);
  expect(rest.map(({ at }) => at)).toEqual([0, 1, 2]);
});
