import {
  type AppendOutcome,
  type Expectation,
  isAppendRefusal,
  prepareAppend,
  type PreparedAppend,
} from "@holdfast/cqrs/event-store";
import { expect, test } from "vitest";

import { Coordinator } from "./coordinator.ts";

type Sending = {
  readonly streams: readonly string[];
  /** The last command of the batch that it follows. */
  readonly follows: string | undefined;
  readonly answer: () => Promise<void>;
};

/** A coordinator whose batches are answered when the test says so. */
function stage() {
  const sendings: Sending[] = [];
  const coordinator = new Coordinator(
    (batch, follows) => {
      const { promise, resolve } = Promise.withResolvers<readonly AppendOutcome[]>();
      sendings.push({
        streams: batch.map(({ streamId }) => streamId),
        follows: follows?.last.commands.at(-1)?.commandId,
        answer: async () => {
          resolve(batch.map(accepted));
          await quiet();
        },
      });
      return promise;
    },
    { requestsMax: 512, charactersMax: 1_000_000, queueMax: 1_000, queueCharactersMax: 1_000_000 },
  );
  let count = 0;
  const submit = (streamId: string, expect: Expectation = "any"): Promise<AppendOutcome> => {
    count += 1;
    return coordinator.submit(request(streamId, expect, `command-${count}`));
  };
  return { sendings, submit, coordinator };
}

/** Until everything has happened that needs no answer. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise((resolve) => void setImmediate(resolve));
  }
}

function request(streamId: string, expect: Expectation, commandId: string): PreparedAppend {
  const tenant = "00000000-0000-0000-0000-000000000000";
  const prepared = prepareAppend(
    { tenant, streamId, expect, commands: [{ commandId, events: [{ type: "Said" }] }] },
    { nowMs: () => 0, newEventId: () => "" },
  );
  if (isAppendRefusal(prepared)) throw new RangeError(prepared.sentence);
  return prepared;
}

function accepted({ streamId }: PreparedAppend): AppendOutcome {
  const places = { streamId, version: 1, firstPosition: 1n, lastPosition: 1n };
  return { ...places, status: "ok", answers: [{ ...places, answer: null }] };
}

test("a lone request leaves at once", async () => {
  const { sendings, submit } = stage();
  const outcome = submit("a-1");
  await quiet();
  await sendings[0]?.answer();
  expect(await outcome).toMatchObject({ status: "ok" });
});

test("many requests of a moment share two batches, and what comes meanwhile is the next", async () => {
  const { sendings, submit } = stage();
  const outcomes = Array.from({ length: 64 }, (_, at) => submit(`a-${at}`));
  await quiet();
  expect(sendings.map(({ streams }) => streams.length)).toEqual([32, 32]);
  outcomes.push(submit("b-1"), submit("b-2"));
  await quiet();
  expect(sendings).toHaveLength(2);
  await sendings[1]?.answer();
  expect(sendings[2]?.streams).toEqual(["b-1", "b-2"]);
  await sendings[0]?.answer();
  await sendings[2]?.answer();
  expect(await Promise.all(outcomes)).toHaveLength(66);
});

test("nothing overtakes a request for its stream that is under way", async () => {
  const { sendings, submit } = stage();
  const outcomes = [submit("hot-1", "absent"), submit("hot-1"), submit("cool-1")];
  await quiet();
  expect(sendings.map(({ streams }) => streams)).toEqual([["hot-1", "cool-1"]]);
  outcomes.push(submit("hot-1"));
  await quiet();
  expect(sendings).toHaveLength(1);
  await sendings[0]?.answer();
  expect(sendings[1]).toMatchObject({ streams: ["hot-1", "hot-1"], follows: undefined });
  await sendings[1]?.answer();
  expect(await Promise.all(outcomes)).toHaveLength(4);
});

test("whoever comes is served behind those of the same stream that are under way", async () => {
  const { sendings, submit } = stage();
  const outcomes = Array.from({ length: 64 }, () => submit("hot-1"));
  await quiet();
  expect(sendings.map(({ streams, follows }) => [streams.length, follows])).toEqual([
    [32, undefined],
    [32, "command-32"],
  ]);
  outcomes.push(submit("hot-1"));
  await sendings[0]?.answer();
  expect(sendings[2]).toMatchObject({ streams: ["hot-1"], follows: "command-64" });
  await sendings[1]?.answer();
  await sendings[2]?.answer();
  expect(await Promise.all(outcomes)).toHaveLength(65);
  void submit("hot-1");
  void submit("cool-1");
  await quiet();
  void submit("cool-2");
  await quiet();
  expect(sendings.slice(3)).toMatchObject([
    { streams: ["hot-1", "cool-1"], follows: undefined },
    { streams: ["cool-2"], follows: undefined },
  ]);
});

test("disposal waits for what was submitted, and takes no more", async () => {
  const { sendings, submit, coordinator } = stage();
  const outcome = submit("a-1");
  const disposed = coordinator[Symbol.asyncDispose]();
  expect(() => submit("a-2")).toThrow(TypeError);
  await quiet();
  await sendings[0]?.answer();
  await disposed;
  expect(await outcome).toMatchObject({ status: "ok" });
});
