import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { startServiceProcess } from "@holdfast/service-process";
import { describe, expect, it } from "vitest";

import { startBank } from "../src/index.ts";
import { account, ask, ID } from "./ask.ts";

const ENTRY = new URL("../src/main.ts", import.meta.url);
const ACCOUNTS = "/v1/organisation/accounts";

/** Exit code and everything that was said. */
async function outcome(...args: readonly string[]): Promise<readonly [unknown, string]> {
  const child = spawn(process.execPath, [fileURLToPath(ENTRY), ...args]);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  const [code] = await once(child, "close");
  return [code, said];
}

describe("the program", () => {
  it("serves, takes another plan of faults, and ends in good order", async () => {
    const args = ["--port", "0", "--profile", "2020"];
    const bank = await startServiceProcess({ entry: ENTRY, args, env: {} });
    expect(await ask(bank.url, "POST", ACCOUNTS, account(ID))).toMatchObject({ status: 201 });
    const plan = { faults: [{ kind: "dropped", when: "before" }] };
    expect(await ask(bank.url, "PUT", "/__bank/faults", plan)).toMatchObject({ status: 200 });
    await expect(ask(bank.url, "GET", `${ACCOUNTS}/${ID}`)).rejects.toThrow("fetch failed");
    await bank[Symbol.asyncDispose]();
    expect(await bank.exited).toEqual({ code: 0, signal: null });
  });

  it("has help, and says what is wrong with a command line", async () => {
    const [help, mistake] = await Promise.all([outcome("--help"), outcome("--profile", "1999")]);
    expect(help).toEqual([0, expect.stringContaining("--port N")]);
    expect(mistake).toEqual([2, expect.stringContaining("--profile must be 2020 or 2023")]);
  });

  it("says so when it cannot start", async () => {
    await using taken = await startBank();
    const { port } = new URL(taken.url);
    const [code, said] = await outcome("--port", port);
    expect({ code, said }).toEqual({ code: 2, said: expect.stringContaining("EADDRINUSE") });
  });
});

describe("the server", () => {
  it("refuses a body that is too large", async () => {
    await using running = await startBank();
    const body = " ".repeat(1024 * 1024 + 1);
    expect(await ask(running.url, "POST", ACCOUNTS, body)).toMatchObject({ status: 413 });
  });

  it("keeps an answer back for as long as the fault says", async () => {
    await using running = await startBank({ faults: { faults: [{ kind: "delay", ms: 30 }] } });
    const startMs = performance.now();
    expect(await ask(running.url, "GET", ACCOUNTS)).toMatchObject({ status: 200 });
    expect(performance.now() - startMs).toBeGreaterThan(25);
  });
});
