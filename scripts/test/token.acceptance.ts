import { execFile } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { keysInFile, tokenVerifier } from "@holdfast/http/access";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { ROOT } from "../src/repository.ts";

const TENANT = "11111111-1111-4111-8111-111111111111";
const ARGS = ["--tenant", TENANT, "--permissions", "write:transfer"];

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "holdfast-token-"));
});
afterEach(() => rm(directory, { recursive: true }));

/** Runs the command as npm does. */
async function token(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const script = ["--import", "./require-node.mjs", "scripts/src/token.ts"];
  const { NODE_ENV: _, AUTH_AUDIENCE: __, ...inherited } = process.env;
  return promisify(execFile)(process.execPath, [...script, ...args], {
    cwd: ROOT,
    env: { ...inherited, HOLDFAST_DATA_DIR: directory, ...env },
  });
}

describe("npm run token", () => {
  it("prints a token that a service believes, and where it finds the key", async () => {
    const { stdout, stderr } = await token(ARGS, { AUTH_AUDIENCE: "payments" });
    const [, issuer = "", file = ""] =
      /^AUTH_ISSUER=(\S+) AUTH_JWKS_FILE=(\S+)\n$/.exec(stderr) ?? [];
    const verify = tokenVerifier({ issuer, audience: "payments", keys: keysInFile(file) });
    expect(await verify(stdout.trim())).toMatchObject({
      subject: "developer",
      tenantId: TENANT,
      permissions: new Set(["write:transfer"]),
    });
  });

  it("makes no key in production", async () => {
    await expect(token(ARGS, { NODE_ENV: "production" })).rejects.toMatchObject({
      code: 1,
      stdout: "",
      stderr: "token: there is no development issuer with NODE_ENV=production\n",
    });
    await expect(stat(join(directory, "development-issuer"))).rejects.toMatchObject({
      code: "ENOENT",
    });
  });

  it("tells what it was asked wrongly", async () => {
    await expect(token(["--tenant", "1"])).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('token: --tenant takes a uuid, not "1"'),
    });
  });
});
