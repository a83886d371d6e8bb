import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const RECORDS = fileURLToPath(new URL("../fixtures/recorded-delegations.json", import.meta.url));

type Running = AsyncDisposable & { readonly child: ChildProcess; readonly url: string };

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
}

/** Waits for the line that tells the address. */
async function running(...args: readonly string[]): Promise<Running> {
  const child = start(["--port", "0", ...args]);
  if (child.stdout === null) throw new TypeError("the child has no output");
  const [line] = await once(createInterface(child.stdout), "line");
  const url = /http:\S+/u.exec(`${line}`)?.[0] ?? "";
  return { child, url, [Symbol.asyncDispose]: async () => void child.kill("SIGKILL") };
}

/** The exit code and what was said on the error output. */
async function outcome(args: readonly string[]): Promise<readonly [unknown, string]> {
  const child = start(args);
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const [code] = await once(child, "close");
  return [code, said];
}

async function headOf(url: string): Promise<number> {
  const head: unknown = await (await fetch(`${url}/v1/head`)).json();
  return Number(Object(head).level);
}

async function truthUpTo(url: string, level: number): Promise<unknown> {
  return (await fetch(`${url}/__truth?level.le=${level}`)).json();
}

describe("the program", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tzkt-standin-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it.each(["SIGTERM", "SIGINT"] as const)("serves until %s and ends cleanly", async (signal) => {
    await using program = await running("--rows", "50", "--limiter", "none");
    const count = await fetch(`${program.url}/v1/operations/delegations/count`);
    expect(await count.json()).toBe(50);
    program.child.kill(signal);
    const [code, by] = await once(program.child, "close");
    expect([code, by]).toEqual([0, null]);
  });

  it("serves recorded delegations under a plan of faults", async () => {
    const plan = join(folder, "plan.json");
    await writeFile(plan, JSON.stringify({ faults: [{ kind: "server_error", status: 503 }] }));
    await using program = await running("--records", RECORDS, "--faults", plan, "--rps", "100");
    const target = `${program.url}/v1/operations/delegations/count`;
    expect((await fetch(target)).status).toBe(503);
    expect(await (await fetch(target)).json()).toBe(12);
  });

  it("makes blocks at the pace it is told and has a hub that fails as planned", async () => {
    const plan = join(folder, "hub.json");
    const fault = { kind: "negotiate_error", status: 503 };
    await writeFile(plan, JSON.stringify({ faults: [fault] }));
    const pace = ["--block-time", "20ms", "--reorgs", "0.2", "--density", "3"];
    const args = ["--rows", "50", "--limiter", "none", "--hub-faults", plan, ...pace];
    await using program = await running(...args, "--ends-at", "2025-01-01");
    const negotiate = `${program.url}/v1/ws/negotiate?negotiateVersion=1`;
    expect((await fetch(negotiate, { method: "POST" })).status).toBe(503);
    expect((await fetch(negotiate, { method: "POST" })).status).toBe(200);
    const time = async () => Object(await (await fetch(`${program.url}/v1/head`)).json()).timestamp;
    await expect.poll(time, { timeout: 30_000 }).toMatch(/^2025-01-01/u);
  });

  it("goes on where its chain was, although it was killed", async () => {
    const file = join(folder, "chain.json");
    const args = ["--rows", "50", "--limiter", "none", "--reorgs", "0.3", "--resume", file];
    let final = 0;
    let told: unknown;
    {
      await using first = await running(...args, "--block-time", "20ms");
      const start = await headOf(first.url);
      await expect.poll(() => headOf(first.url), { timeout: 30_000 }).toBeGreaterThan(start + 20);
      final = (await headOf(first.url)) - 2;
      told = await truthUpTo(first.url, final);
      first.child.kill("SIGKILL");
      await once(first.child, "close");
    }
    // Nothing goes on here, and yet what was seen is there again.
    await using second = await running(...args);
    expect(await headOf(second.url)).toBeGreaterThanOrEqual(final);
    expect(await truthUpTo(second.url, final)).toEqual(told);
  });

  it("is not misled by a file of another chain, or of nothing", async () => {
    const file = join(folder, "other.json");
    const pace = ["--block-time", "20ms", "--resume", file];
    {
      await using first = await running("--rows", "50", ...pace);
      const written = async () => readFile(file, "utf8").catch(() => "");
      await expect.poll(written, { timeout: 30_000 }).toContain('"steps"');
      first.child.kill("SIGTERM");
      await once(first.child, "close");
    }
    const [code, said] = await outcome(["--rows", "51", ...pace]);
    expect([code, said]).toEqual([2, expect.stringContaining("is of another chain")]);
    await writeFile(file, "{}");
    const [bad, reason] = await outcome(["--rows", "50", ...pace]);
    expect([bad, reason]).toEqual([2, expect.stringContaining("how far a chain has come")]);
  });

  it("names every mistake in its options and ends with 2", async () => {
    expect(await outcome(["--foo", "--port", "x"])).toEqual([
      2,
      "tzkt-standin: --foo is not known\ntzkt-standin: --port is not a whole number from 0 to 65535: x\n",
    ]);
  });

  it("names the mistakes in its files and ends with 2", async () => {
    const plan = join(folder, "bad.json");
    await writeFile(plan, JSON.stringify({ faults: [{ kind: "fire" }] }));
    const [code, said] = await outcome(["--rows", "1", "--faults", plan]);
    expect([code, said]).toEqual([2, expect.stringContaining('kind "fire" is not known')]);
    const [missing, reason] = await outcome(["--records", join(folder, "nowhere.json")]);
    expect([missing, reason]).toEqual([2, expect.stringContaining("nowhere.json")]);
  });
});
