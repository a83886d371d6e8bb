import type { AppendedCommand } from "@holdfast/cqrs/event-store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { runCli } from "../src/cli/run-cli.ts";
import { COMMANDS } from "../src/commands.ts";
import { eventId, NIL, openOperatorStage, type OperatorStage } from "./operator-stage.ts";

const LARGE = 50;
const LARGE_BYTES = 200_000;
/** Behind the large events: one flow in which each event leads to the next, and one of a single request. */
const CHAIN = 4_000;
const WIDE = 10_500;

let stage: OperatorStage;
beforeAll(async () => {
  stage = await openOperatorStage();
  const append = async (streamId: string, commands: readonly AppendedCommand[]) => {
    const outcome = await stage.store.append({ tenant: NIL, streamId, expect: "any", commands });
    if ("code" in outcome) throw new RangeError(outcome.sentence);
  };
  const text = "x".repeat(LARGE_BYTES);
  for (let no = 1; no <= LARGE; no += 1) {
    const meta = { correlationId: "flow" };
    await append("large-1", [{ commandId: `large-${no}`, events: [{ type: "Said", text }], meta }]);
  }
  for (let at = 0; at < CHAIN; at += 1_000) {
    const commands = Array.from({ length: 1_000 }, (_, no) => ({
      commandId: `chain-${at + no}`,
      events: [{ type: "Led" }],
      meta: { correlationId: "chain", causationId: eventId(LARGE + at + no) },
    }));
    await append("chain-1", commands);
  }
  for (let at = 0; at < WIDE; at += 500) {
    const events = Array.from({ length: 500 }, () => ({ type: "Said" }));
    await append("wide-1", [{ commandId: `wide-${at}`, events, meta: { correlationId: "wide" } }]);
  }
});
afterAll(() => stage[Symbol.asyncDispose]());

type Ran = {
  readonly code: number;
  readonly out: readonly string[];
  readonly bytes: number;
  /** The most that was written at once. */
  readonly most: number;
  readonly complaints: readonly string[];
};

async function holdfast(words: string): Promise<Ran> {
  const [out, complaints, sizes]: [string[], string[], number[]] = [[], [], []];
  const code = await runCli(words.split(" "), {
    commands: COMMANDS,
    env: { DATABASE_SYSTEM_URL: stage.server.systemUrl },
    write: async (lines) => {
      out.push(...lines);
      sizes.push(lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0));
    },
    complain: (line) => void (/, \d+ s$/u.test(line) || complaints.push(line)),
    signal: new AbortController().signal,
  });
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return { code, out, bytes, most: Math.max(...sizes), complaints };
}

const MORE =
  /^(?:holdfast: )?and more: --from (\d+) goes on there, --max-bytes (\d+) shows more at once$/u;

/** Goes on where the last answer says, until there is no more; every line that was shown. */
async function walk(words: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (let from: string | undefined = "1"; from !== undefined;) {
    const ran = await holdfast(`${words} --json --from ${from}`);
    expect(ran.code).toBe(0);
    lines.push(...ran.out);
    expect(ran.complaints.length).toBeLessThanOrEqual(1);
    from = MORE.exec(ran.complaints[0] ?? "")?.[1];
  }
  return lines;
}

const positionsOf = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => /"position":"(\d+)"/u.exec(line)?.[1] ?? "");
const upTo = (last: number): readonly string[] =>
  Array.from({ length: last }, (_, at) => `${at + 1}`);

describe("what has more bytes than anybody reads", () => {
  test.each(["tail --from 1", "show large-1", "trace flow"])(
    "%s ends after some, and says how to see the rest",
    async (words) => {
      const ran = await holdfast(`${words} --json`);
      expect(ran.code).toBe(0);
      expect(ran.bytes).toBeLessThanOrEqual(8_388_608);
      expect(ran.out).toHaveLength(41);
      expect(ran.complaints).toEqual([
        "holdfast: and more: --from 42 goes on there, --max-bytes 16777216 shows more at once",
      ]);
    },
  );

  test.each([
    ["tail --category large", "tail"],
    ["show large-1", "show"],
    ["trace flow", "trace"],
  ])("%s shows every event once to whoever goes on where it says", async (words) => {
    const lines = await walk(`${words} --max-bytes 1000000`);
    expect(positionsOf(lines)).toEqual(upTo(LARGE));
  });

  test("is never held whole, however many bytes are asked for", async () => {
    const words = ["tail --from 1 --category large", "show large-1", "trace flow"];
    for (const each of words) {
      const ran = await holdfast(`${each} --json --max-bytes 100000000`);
      expect(ran.out).toHaveLength(LARGE);
      expect(ran.complaints).toEqual([]);
      expect(ran.most).toBeLessThan(4_500_000);
    }
  });

  test("for people the last line says it; one event that is too large alone is shown", async () => {
    for (const words of ["tail --from 7 --full", "show large-1 --from 7 --full"]) {
      const { out } = await holdfast(`${words} --max-bytes 1000`);
      expect(out.filter((line) => line.length > LARGE_BYTES)).toHaveLength(1);
      expect(MORE.exec(out.at(-1) ?? "")?.slice(1)).toEqual(["8", "2000"]);
    }
  });

  test("tail --follow has no limit, and ends at one that is given", async () => {
    const { code, out } = await holdfast("tail --from 1 --follow --json --max-bytes 500000");
    expect([code, ...positionsOf(out)]).toEqual([0, "1", "2"]);
    const all = await holdfast(`tail --from 1 --follow --json --limit ${LARGE + 1}`);
    expect(all.out).toHaveLength(LARGE + 1);
  });

  test("show refuses to begin behind the end of a stream", async () => {
    const ran = await holdfast(`show large-1 --from ${LARGE + 1}`);
    expect(ran).toMatchObject({ code: 3, out: [] });
    expect(ran.complaints).toEqual(["holdfast: large-1 has not come to version 51: it is at 50"]);
  });
});

describe("a flow that is too long for a tree", () => {
  test("in which one thing led to another is cut where bytes run out, and needs no deeper stack", async () => {
    const ran = await holdfast("trace chain");
    expect(ran.code).toBe(0);
    expect(ran.bytes).toBeLessThan(8_500_000);
    expect(ran.out[0]).toContain(`${CHAIN} events in 1 stream`);
    expect(ran.out.at(-1)).toBe("and more: --max-bytes 16777216 shows more at once");
    const json = await holdfast("trace chain --json");
    expect(positionsOf(json.out)).toEqual(upTo(LARGE + CHAIN).slice(LARGE));
  });

  test("of one request is cut after so many events", async () => {
    const { code, out } = await holdfast("trace wide");
    expect(code).toBe(0);
    expect(out[0]).toContain("10000 events in 1 stream");
    expect(out.at(-1)).toBe(`and more events: --from ${LARGE + CHAIN + 10_001} goes on there`);
    const rest = await holdfast(`trace wide --from ${LARGE + CHAIN + 10_001}`);
    expect(rest.out[0]).toContain("500 events in 1 stream");
  });
});
