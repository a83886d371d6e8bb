import {
  isAppendRefusal,
  OutcomeUnknown,
  prepareAppend,
  type PreparedAppend,
} from "@holdfast/cqrs/event-store";
import { DatabaseError } from "pg";
import { expect, test } from "vitest";

import { DatabaseUnavailable } from "../database-unavailable.ts";
import type { Database } from "../database.ts";
import type { Result } from "../result.ts";
import { type Follows, sendEach } from "./send-batch.ts";

const NOBODY = "00000000-0000-0000-0000-000000000000";

function request(commandId: string): PreparedAppend {
  const commands = [{ commandId, events: [{ type: "Said" }] }];
  const prepared = prepareAppend(
    { tenant: NOBODY, streamId: "log-1", expect: "any", commands },
    { nowMs: () => 0, newEventId: () => NOBODY },
  );
  if (isAppendRefusal(prepared)) throw new RangeError(prepared.sentence);
  return prepared;
}

type Step = Error | readonly unknown[];

/** A database that answers, or fails, as told, one statement after the other. */
function scripted(steps: readonly Step[]): { readonly database: Database; asked: unknown[] } {
  const asked: unknown[] = [];
  const left = [...steps];
  const query: Database["query"] = async <Row>({ values }: { values?: readonly unknown[] }) => {
    asked.push(values?.[1]);
    const step = left.shift();
    if (step === undefined || step instanceof Error)
      throw step ?? new RangeError("asked too often");
    const rows: unknown = [[step]];
    const isRows = (_rows: unknown): _rows is readonly Row[] => true;
    if (!isRows(rows)) throw new TypeError("no rows");
    const result: Result<Row> = { rows, rowCount: 1 };
    return result;
  };
  const unused = (): never => {
    throw new RangeError("not asked");
  };
  const database: Database = {
    query,
    queryInOrder: unused,
    read: unused,
    transaction: unused,
    listen: unused,
    load: { total: 0, idle: 0, waiting: 0 },
    [Symbol.asyncDispose]: async () => undefined,
  };
  return { database, asked };
}

const LOST = new DatabaseUnavailable(new TypeError("lost"), "unknown");
const AWAY = new DatabaseUnavailable(new TypeError("away"), "not_applied");
const HELD = Object.assign(new DatabaseError("held", 0, "error"), { code: "55P03" });
const TOO_EARLY = [null, null, null] as const;

function send(steps: readonly Step[], follows?: Follows) {
  const { database, asked } = scripted(steps);
  return { asked, outcome: sendEach({ database, schema: "log" }, [request("one")], follows) };
}

const BEFORE: Follows = { last: request("before"), settled: Promise.resolve() };

test("a head that is held for too long means that nothing was done", async () => {
  await expect(send([HELD]).outcome).rejects.toMatchObject({ outcome: "not_applied" });
});

test("but not after an earlier sending was lost: that may be what holds it", async () => {
  await expect(send([LOST, HELD]).outcome).rejects.toThrow(OutcomeUnknown);
});

test("a lost sending stays lost, also when the next one comes too early", async () => {
  const steps = [LOST, TOO_EARLY, AWAY, AWAY, AWAY];
  const { asked, outcome } = send(steps, BEFORE);
  await expect(outcome).rejects.toThrow(OutcomeUnknown);
  // It names what it follows until that is settled.
  expect(asked.slice(0, 3)).toEqual(["before", "before", null]);
});

test("a refused batch against which nothing stands is no success", async () => {
  await expect(send([[null, [0], null]]).outcome).rejects.toThrow("nothing stood against");
});
