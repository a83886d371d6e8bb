import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

import type { Tagged } from "@holdfast/cqrs";
import { type EventCatalogue, eventCatalogue, type EventHistory } from "@holdfast/cqrs/catalogue";
import { checkEvents, writeEventLock } from "@holdfast/event-lock";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let folder: URL;
beforeEach(async () => {
  folder = pathToFileURL(`${await mkdtemp(join(tmpdir(), "events-"))}/`);
});
afterEach(() => rm(folder, { recursive: true }));

function having(properties: Readonly<Record<string, object>>) {
  const required = Object.keys(properties);
  return { type: "object", properties, required, additionalProperties: false };
}

const v1 = { schema: having({ amount: { type: "integer" } }) };
const v2 = { schema: having({ cents: { type: "integer" } }) };
const cents = ({ amount }: Readonly<Record<string, unknown>>) => ({ cents: amount });

function paid(...history: EventHistory) {
  return [eventCatalogue<{ readonly type: "Paid" }>({ Paid: history })];
}

async function sample(version: number, fields: unknown): Promise<void> {
  await mkdir(new URL("fixtures/Paid/", folder), { recursive: true });
  const text = typeof fields === "string" ? fields : JSON.stringify(fields);
  await writeFile(new URL(`fixtures/Paid/v${version}.json`, folder), text);
}

async function check(catalogues: readonly EventCatalogue<Tagged>[]): Promise<readonly string[]> {
  return checkEvents({ catalogues, folder });
}

/** Releases version 1 with its sample. */
async function releaseFirst(): Promise<void> {
  await sample(1, { amount: 5 });
  expect(await writeEventLock({ catalogues: paid(v1), folder })).toEqual({
    added: ["Paid v1"],
    problems: [],
  });
}

describe("the lock of events", () => {
  test("what is new is told until it is released, and then nothing is", async () => {
    await sample(1, { amount: 5 });
    expect(await check(paid(v1))).toEqual([
      "Paid v1: is not in events.lock.json; release it by npm run lock-events",
    ]);
    await releaseFirst();
    expect(await check(paid(v1))).toEqual([]);
    const next = paid({ ...v1, upcast: cents }, v2);
    await sample(2, { cents: 5 });
    expect(await check(next)).toEqual([expect.stringContaining("Paid v2: is not in")]);
    expect(await writeEventLock({ catalogues: next, folder })).toMatchObject({
      added: ["Paid v2"],
    });
    expect(await check(next)).toEqual([]);
    expect(await writeEventLock({ catalogues: next, folder })).toEqual({ added: [], problems: [] });
  });

  test("a released schema that changes fails, and the lock is not written over it", async () => {
    await releaseFirst();
    const changed = paid({ schema: having({ amount: { type: "number" } }) });
    const problem =
      "Paid v1: its schema was released and has changed; take it back, and add version 2 with an upcaster";
    expect(await check(changed)).toEqual([problem]);
    expect(await writeEventLock({ catalogues: changed, folder })).toEqual({
      added: [],
      problems: [problem],
    });
    expect(await check(paid(v1))).toEqual([]);
  });

  test("the order in which a schema is written down is no change", async () => {
    await releaseFirst();
    const turned = Object.fromEntries(Object.entries(v1.schema).toReversed());
    expect(await check(paid({ schema: turned }))).toEqual([]);
  });

  test("a released form that is gone fails: a type, or a version whose upcaster is missing with it", async () => {
    await releaseFirst();
    expect(await check([])).toEqual([
      expect.stringContaining("Paid v1: it was released and is gone"),
    ]);
    await sample(2, { cents: 5 });
    await writeEventLock({ catalogues: paid({ ...v1, upcast: cents }, v2), folder });
    expect(await check(paid(v1))).toEqual([
      expect.stringContaining("Paid v2: it was released and is gone"),
    ]);
  });

  test("a type in two catalogues fails", async () => {
    await releaseFirst();
    const twice = [...paid(v1), ...paid(v1)];
    expect(await check(twice)).toEqual([
      "Paid: is in two catalogues; give one of them another name",
    ]);
    expect(await writeEventLock({ catalogues: twice, folder })).toMatchObject({ added: [] });
  });

  test("a lock that is none fails, and is not written over", async () => {
    await sample(1, { amount: 5 });
    for (const text of ["<<<<<<< ours", "[]", '{"Paid":{"1":7}}']) {
      await writeFile(new URL("events.lock.json", folder), text);
      expect(await check(paid(v1))).toContain(
        "events.lock.json is no lock: take back what was done to it",
      );
      expect(await writeEventLock({ catalogues: paid(v1), folder })).toMatchObject({ added: [] });
      expect(await readFile(new URL("events.lock.json", folder), "utf8")).toBe(text);
    }
  });
});

describe("golden samples", () => {
  const both = paid({ ...v1, upcast: cents }, v2);

  /** What is wrong when version 1 has this sample. */
  async function problemsOf(fields: unknown, catalogues = both): Promise<readonly string[]> {
    await sample(1, fields);
    await sample(2, { cents: 5 });
    await writeEventLock({ catalogues, folder });
    return check(catalogues);
  }

  test("one that is missing fails", async () => {
    await sample(2, { cents: 5 });
    await writeEventLock({ catalogues: both, folder });
    expect(await check(both)).toEqual([
      "Paid v1: has no sample; write the fields of such an event to fixtures/Paid/v1.json",
    ]);
  });

  test("one that does not fit its own schema fails", async () => {
    expect(await problemsOf({ amount: "5" })).toEqual([
      "Paid v1: fixtures/Paid/v1.json /amount must be integer",
    ]);
    expect(await problemsOf("[5]")).toEqual(["Paid v1: fixtures/Paid/v1.json is no JSON object"]);
    expect(await problemsOf("{")).toEqual(["Paid v1: fixtures/Paid/v1.json is no JSON object"]);
  });

  test("one whose upcaster makes something else of it than the present form fails", async () => {
    const wrong = paid({ ...v1, upcast: ({ amount }) => ({ cents: String(amount) }) }, v2);
    expect(await problemsOf({ amount: 5 }, wrong)).toEqual([
      "Paid v1: fixtures/Paid/v1.json does not upcast to the present version: /cents must be integer",
    ]);
  });

  test("one whose upcaster throws fails, with its reason", async () => {
    const broken = paid(
      {
        ...v1,
        upcast: () => {
          throw new RangeError("no currency");
        },
      },
      v2,
    );
    expect(await problemsOf({ amount: 5 }, broken)).toEqual([
      "Paid v1: fixtures/Paid/v1.json no longer upcasts: Paid could not be brought from schema version 1 to the next: no currency",
    ]);
  });

  test("one whose upcaster is not a function of the fields alone fails", async () => {
    let calls = 0;
    const upcast = () => ({ cents: (calls += 1) });
    expect(await problemsOf({ amount: 5 }, paid({ ...v1, upcast }, v2))).toEqual([
      expect.stringContaining("is upcast to something else each time"),
    ]);
  });

  test("bigints are written as they are stored, and read as bigints", async () => {
    const tag = { $bigint: { type: "string" } };
    const big = { schema: having({ cents: having(tag) }) };
    const upcast = ({ amount }: Readonly<Record<string, unknown>>) => ({
      cents: BigInt(Number(amount)),
    });
    await sample(1, { amount: 5 });
    await sample(2, { cents: { $bigint: "9007199254740993" } });
    const catalogues = paid({ ...v1, upcast }, big);
    await writeEventLock({ catalogues, folder });
    expect(await check(catalogues)).toEqual([]);
  });
});

test("npm run lock-events writes the lock of a folder, and says why not", async () => {
  const script = fileURLToPath(new URL("../../../scripts/src/lock-events.ts", import.meta.url));
  const catalogues = (schema: string) =>
    `export const eventCatalogues = [{ histories: { Paid: [{ schema: ${schema} }] }, upcast: (event) => event }];\n`;
  const run = async (schema: string) => {
    await writeFile(new URL("event-catalogues.ts", folder), catalogues(schema));
    const command = promisify(execFile)(process.execPath, [script, fileURLToPath(folder)]);
    return command.catch((error: unknown) => error);
  };
  expect(await run("{}")).toMatchObject({ stdout: expect.stringContaining("Paid v1 is released") });
  expect(await run("{}")).toMatchObject({ stdout: expect.stringContaining("nothing new") });
  expect(await run('{ type: "object" }')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining("its schema was released and has changed"),
  });
});
