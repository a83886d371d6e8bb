import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { runToEnd, startServiceProcess } from "@holdfast/service-process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startRail } from "../src/index.ts";
import { ask } from "./ask.ts";
import { submission, uuid } from "./submissions.ts";

const ENTRY = new URL("../src/main.ts", import.meta.url);
const TEN_DAYS = { advance_ms: 864_000_000 };

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rail-standin-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const get = async (url: string, target: string) => Object((await ask(url, "GET", target)).body);

describe("the program", () => {
  it("serves, is told what goes wrong, and ends in good order", async () => {
    const args = ["--port", "0", "--fault", "reject=1", "--accept-after", "0ms"];
    const rail = await startServiceProcess({ entry: ENTRY, args, env: {} });
    expect(await ask(rail.url, "POST", "/v1/submissions", submission(1))).toMatchObject({
      status: 202,
    });
    await ask(rail.url, "POST", "/control/time", TEN_DAYS);
    const { state } = await get(rail.url, `/v1/submissions/${uuid(1)}`);
    expect(state).toBe("rejected");
    await ask(rail.url, "PUT", "/control/faults", { faults: [{ kind: "request_lost" }] });
    await expect(ask(rail.url, "GET", "/v1/outcomes")).rejects.toThrow("fetch failed");
    await rail[Symbol.asyncDispose]();
    expect(await rail.exited).toEqual({ code: 0, signal: null });
  });

  it("answers what was asked before SIGTERM", async () => {
    const rail = await startServiceProcess({ entry: ENTRY, args: ["--port", "0"], env: {} });
    const faults = [{ kind: "answer_late", ms: 600_000, method: "POST" }];
    await ask(rail.url, "PUT", "/control/faults", { faults });
    const waiting = ask(rail.url, "POST", "/v1/submissions", submission(1));
    const count = async () => (await get(rail.url, "/v1/audit")).count;
    await expect.poll(count, { timeout: 30_000 }).toBe(1);
    rail.kill("SIGTERM");
    expect(await waiting).toMatchObject({ status: 202 });
    expect(await rail.exited).toEqual({ code: 0, signal: null });
  });

  it("has help, and says what is wrong with a command line", async () => {
    const help = await runToEnd({ entry: ENTRY, args: ["--help"] });
    expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining("--journal FILE") });
    const mistake = await runToEnd({ entry: ENTRY, args: ["--fault", "reject"] });
    expect(mistake).toMatchObject({ code: 2, stderr: expect.stringContaining("KIND=CHANCE") });
  });

  it("says so when it cannot start", async () => {
    await using taken = await startRail();
    const { port } = new URL(taken.url);
    const ended = await runToEnd({ entry: ENTRY, args: ["--port", port] });
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining("EADDRINUSE") });
  });
});

describe("the journal", () => {
  it("forgets what a crash left of a line, and is refused when a line is damaged", async () => {
    const journal = join(folder, "torn.jsonl");
    // Nothing falls due, however slow the machine is.
    const clock = () => Date.UTC(2026, 0, 1);
    {
      await using rail = await startRail({ journal, clock });
      await ask(rail.url, "POST", "/v1/submissions", submission(1));
    }
    const whole = await readFile(journal, "utf8");
    await appendFile(journal, '{"kind":"repeated","atMs":17');
    {
      await using rail = await startRail({ journal, clock });
      expect(await get(rail.url, "/v1/audit")).toMatchObject({ submissions: [{ received: 1 }] });
      expect(await readFile(journal, "utf8")).toBe(whole);
      await ask(rail.url, "POST", "/v1/submissions", submission(1));
    }
    {
      await using rail = await startRail({ journal, clock });
      expect(await get(rail.url, "/v1/audit")).toMatchObject({ submissions: [{ received: 2 }] });
    }
    await writeFile(journal, `${whole}damaged\n`);
    await expect(startRail({ journal, clock })).rejects.toMatchObject({
      code: "bad_journal",
      message: `${journal}:2: this is no fact`,
    });
    // The same facts twice, as of two rails that wrote at the same time.
    await writeFile(journal, `${whole}${whole}`);
    await expect(startRail({ journal, clock })).rejects.toMatchObject({ code: "bad_journal" });
  });

  it("answers for nothing any more once it cannot be written, and keeps what was answered for", async () => {
    const journal = join(folder, "full.jsonl");
    // Ten blocks of 512 bytes are room for a few payments, the last of them cut off.
    const limited = ["-c", 'ulimit -f 10 && exec "$0" "$@"', process.execPath];
    const args = [fileURLToPath(ENTRY), "--port", "0", "--journal", journal];
    const child = spawn("/bin/sh", [...limited, ...args], { stdio: ["ignore", "pipe", "ignore"] });
    const [line] = await once(createInterface(child.stdout), "line");
    const url = /http:\S+/u.exec(`${line}`)?.[0] ?? "";
    const statuses: number[] = [];
    for (let number = 0; number < 30; number += 1) {
      const answer = await ask(url, "POST", "/v1/submissions", submission(number));
      statuses.push(answer.status);
    }
    const taken = statuses.indexOf(500);
    expect(taken).toBeGreaterThan(0);
    const never = Array.from({ length: 30 - taken }, () => 500);
    expect(statuses).toEqual([...statuses.slice(0, taken).fill(202), ...never]);
    expect(await ask(url, "GET", "/v1/audit")).toMatchObject({ body: { code: "no_journal" } });
    child.kill("SIGKILL");
    await once(child, "close");
    await using rail = await startRail({ journal });
    expect((await get(rail.url, "/v1/audit")).count).toBe(taken);
  });

  it("keeps the clock, and lets happen what fell due while nobody was there", async () => {
    const journal = join(folder, "clock.jsonl");
    let nowMs = Date.UTC(2026, 0, 1);
    const clock = () => nowMs;
    {
      await using rail = await startRail({ journal, clock });
      await ask(rail.url, "POST", "/v1/submissions", submission(1));
      await ask(rail.url, "POST", "/control/time", { advance_ms: 100 });
    }
    nowMs += 1000;
    await using rail = await startRail({ journal, clock });
    expect(await get(rail.url, "/control/time")).toEqual({
      now: "2026-01-01T00:00:01.100Z",
      ahead_ms: 100,
    });
    expect(await get(rail.url, `/v1/submissions/${uuid(1)}`)).toMatchObject({ state: "settled" });
  });
});
