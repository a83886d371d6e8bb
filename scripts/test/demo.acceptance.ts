import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import type { AccountsPage } from "@holdfast/payments/client";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { inheritedEnvironment } from "../src/config.ts";

const SCRIPT = fileURLToPath(new URL("../src/demo.ts", import.meta.url));
const ROWS = 3000;

let folder = "";
const started = new Set<ChildProcess>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "holdfast-demo-"));
});

// Of a test that has failed.
afterEach(async () => {
  await Promise.all([...started].map(stop));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A demo in a data folder of its own, with the embedded server. */
function startDemo(...args: string[]): ChildProcess {
  const env = inheritedEnvironment({ HOLDFAST_DATA_DIR: folder, DATABASE_URL: "" });
  const chain = ["--rows", String(ROWS), "--reorgs", "0.3"];
  const pace = ["--rps", "1000", "--block-time", "200ms"];
  const demo = spawn(process.execPath, [SCRIPT, ...chain, ...pace, ...args], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  started.add(demo);
  demo.once("close", () => started.delete(demo));
  return demo;
}

async function outcome(demo: ChildProcess): Promise<{ code: unknown; output: string }> {
  let output = "";
  demo.stdout?.on("data", (chunk: Buffer) => {
    output += String(chunk);
  });
  const [code] = await once(demo, "close");
  return { code, output };
}

/** Resolves with the first match in the demo's output. */
async function told(demo: ChildProcess, pattern: RegExp): Promise<string> {
  const { stdout } = demo;
  if (stdout === null) throw new RangeError("the demo has no output");
  for await (const line of createInterface({ input: stdout })) {
    const found = pattern.exec(line);
    if (found !== null) return found[1] ?? found[0];
  }
  throw new RangeError(`the demo ended without saying ${pattern}`);
}

/** Asks it to end, as Ctrl-C does; its exit code. */
async function stop(demo: ChildProcess): Promise<unknown> {
  demo.stdout?.resume();
  demo.kill("SIGINT");
  const [code] = await once(demo, "close");
  return code;
}

function numberIn(text: string): number {
  return Number(text.replaceAll(",", ""));
}

function matches(text: string, pattern: RegExp): readonly (string | undefined)[] {
  return [...text.matchAll(pattern)].map(([, found]) => found);
}

/** Does what the demo says to do with curl. */
function asked(url: string, authorization: string): Promise<Response> {
  return fetch(url, { headers: { authorization } });
}

async function statusOf(url: string, authorization: string): Promise<number> {
  const answer = await asked(url, authorization);
  await answer.body?.cancel();
  return answer.status;
}

/** How many entries the accounts of a tenant have. */
async function entries(url: string, authorization: string): Promise<number> {
  const answer = await asked(url, authorization);
  const page: AccountsPage = JSON.parse(await answer.text());
  return page.data.reduce((sum, { version }) => sum + Number(version), 0);
}

describe("the demo", () => {
  it("loads everything, audits it and tells what to try", async () => {
    const { code, output } = await outcome(startDemo("--until-synced"));
    expect(output).toContain("page 1 is right after");
    expect(output).toContain("audited: the mirror equals the chain");
    expect(output).toContain("Payments, as Blue Bakery");
    expect(output).toMatch(/\/xtz\/delegations\?page=6\d .* the very first delegations/);
    expect(code).toBe(0);
  });

  it("serves until it is stopped, and takes everything with it", async () => {
    const demo = startDemo();
    const url = await told(demo, /(http:\S+\/xtz\/delegations) .* most recent first/);
    const answer = await fetch(url);
    expect(Number(answer.headers.get("x-total-count"))).toBeGreaterThanOrEqual(ROWS);
    await answer.body?.cancel();
    expect(await stop(demo)).toBe(0);
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  it("shows blocks and reorgs as they come, and goes on with the same chain when started again", async () => {
    const first = startDemo();
    await told(first, / [1-9]\d* reorgs? .* hub on$/);
    const head = numberIn(await told(first, /head ([\d,]+) /));
    expect(await stop(first)).toBe(0);
    const second = startDemo();
    const url = await told(second, /(http:\S+)\/xtz\/delegations .* most recent first/);
    const later = numberIn(await told(second, /head ([\d,]+) /));
    const status: unknown = await (await fetch(`${url}/v1/status`)).json();
    expect(later).toBeGreaterThan(head);
    expect(status).toMatchObject({ mode: "live", last_audit: { passed: true } });
    expect(await stop(second)).toBe(0);
  }, 180_000);

  it("lets money of two tenants trickle, each under a token of its own", async () => {
    const demo = startDemo();
    let output = "";
    demo.stdout?.on("data", (chunk: Buffer) => {
      output += String(chunk);
    });
    const garages = /"\$O" http:\S+ +404/;
    await expect.poll(() => output, { timeout: 120_000 }).toMatch(garages);
    const [bakery = "", garage = ""] = matches(
      output,
      /export [TO]='authorization: (Bearer \S+)'/g,
    );
    const [accounts = ""] = matches(output, /curl -H "\$T" (http:\S+\/v1\/accounts)$/gm);
    const [stranger = ""] = matches(output, /curl -H "\$O" (http:\S+) +404/g);
    for (const token of [bakery, garage]) {
      const before = await entries(accounts, token);
      await expect
        .poll(() => entries(accounts, token), { timeout: 20_000 })
        .toBeGreaterThan(before);
    }
    const statuses = await Promise.all([bakery, garage].map((token) => statusOf(stranger, token)));
    expect(statuses).toEqual([200, 404]);
    expect(await stop(demo)).toBe(0);
    expect(output).toMatch(/payments: [1-9]\d* done, \d+ refused for want of money, none failed$/m);
    expect(output).not.toContain("payments: failed");
  }, 180_000);

  it("refuses another chain than the one that is mirrored, and says what to do", async () => {
    const { code, output } = await outcome(startDemo("--reorgs", "0.5"));
    expect(output).toContain("earlier demos stored another chain");
    expect(output).toContain("--fresh");
    expect(code).toBe(1);
  });

  it("refuses to forget on a server that somebody brought", async () => {
    const env = inheritedEnvironment({
      HOLDFAST_DATA_DIR: folder,
      DATABASE_URL: "postgres://nobody@127.0.0.1:1/nothing",
    });
    const demo = spawn(process.execPath, [SCRIPT, "--fresh"], { env });
    const { code, output } = await outcome(demo);
    expect(output).toContain("--fresh is refused while DATABASE_URL is set");
    expect(code).toBe(2);
  });
});
