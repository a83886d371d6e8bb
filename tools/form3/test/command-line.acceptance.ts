import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startBank, type RunningBank } from "@holdfast/standin-bank";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { runCli } from "../src/cli/run-cli.ts";
import { ORGANISATION, uuid } from "./in-process.ts";
import { runProgram, type Ended } from "./run-program.ts";

type InProcess = { readonly signal?: AbortSignal };

async function inProcess(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  { signal = new AbortController().signal }: InProcess = {},
): Promise<Ended> {
  const said = { out: "", err: "" };
  const code = await runCli(words, {
    env,
    write: async (lines) => {
      said.out += lines.map((line) => `${line}\n`).join("");
    },
    complain: (line) => {
      said.err += `${line}\n`;
    },
    signal,
  });
  return { code, ...said };
}

const MAIN = join(import.meta.dirname, "../src/main.ts");

describe("the program", () => {
  let running: RunningBank;
  let folder = "";
  beforeAll(async () => {
    running = await startBank({ oauth2: { clientId: "me", clientSecret: "s3cret" }, patch: true });
    folder = await mkdtemp(join(tmpdir(), "form3-cli-"));
  });
  afterAll(async () => {
    await running[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const environment = () => ({
    HOME: folder,
    FORM3_BASE_URL: running.url,
    FORM3_ORGANISATION_ID: ORGANISATION,
    FORM3_CLIENT_ID: "me",
    FORM3_CLIENT_SECRET: "s3cret",
  });

  /** The program in this process: one of its own takes half a second to start. */
  const form3 = (words: string, more: Readonly<Record<string, string>> = {}) =>
    inProcess(words.split(" ").filter(Boolean), { ...environment(), ...more });

  it("runs as a process of its own", async () => {
    const env = environment();
    const help = await runProgram([MAIN, "accounts", "--help"], { env });
    expect(help).toMatchObject({ code: 0, out: expect.stringContaining("Exit codes"), err: "" });
    const missing = await runProgram([MAIN, "accounts", "get", uuid(404)], { env });
    expect(missing).toMatchObject({ code: 3, out: "" });
  });

  it("is interrupted at once", async () => {
    running.bank.faults.follow({ faults: [{ kind: "delay", ms: 60_000, times: 1 }] });
    const { code, err } = await inProcess(["accounts", "list"], environment(), {
      signal: AbortSignal.timeout(50),
    });
    expect({ code, err }).toEqual({ code: 130, err: "" });
  });

  it("creates, gets, lists, updates and deletes", async () => {
    const names = "--name Ada --name Byron --joint-account false";
    const created = await form3(`accounts create --id ${uuid(1)} --country GB ${names}`);
    expect(created).toMatchObject({ code: 0, err: "", out: expect.stringMatching(/^created\n/u) });
    expect(created.out).toMatch(/^name +Ada \/ Byron$/mu);
    await form3(`accounts create --id ${uuid(2)} --country FR --name Bob --bank-id 20041`);
    const list = await form3("accounts list --page-size 1");
    expect(list.out.split("\n").map((line) => line.replaceAll(/ +/gu, " "))).toEqual([
      "ID VERSION COUNTRY BANK ID ACCOUNT STATUS NAME",
      `${uuid(1)} 0 GB Ada / Byron`,
      `${uuid(2)} 0 FR 20041 Bob`,
      "",
    ]);
    const json = await form3("accounts list --json --filter country=FR,DE --limit 1");
    expect(JSON.parse(json.out)).toMatchObject({ id: uuid(2), attributes: { name: ["Bob"] } });
    const updated = await form3(`accounts update ${uuid(2)} --version 0 --status confirmed`);
    expect(updated.out).toMatch(/^changed\n[^]*version +1\n[^]*status +confirmed\n/u);
    const got = await form3(`accounts get ${uuid(2)} --json`);
    expect(JSON.parse(got.out)).toMatchObject({ version: 1 });
    const deleted = await form3(`accounts delete ${uuid(2)} --version 1`);
    expect(deleted).toEqual({ code: 0, out: `${uuid(2)} deleted\n`, err: "" });
  });

  it.each([
    ["", 2, "accounts COMMAND"],
    ["--help", 0, "Exit codes"],
    ["accounts create --help", 0, "--organisation UUID"],
  ])("has help: %s", async (words, code, text) => {
    expect(await form3(words)).toMatchObject({ code, out: expect.stringContaining(text) });
  });

  it.each([
    ["acounts list", 2, "acounts is unknown; there is: accounts"],
    ["accounts", 2, "say what to do with accounts: list, get"],
    ["accounts get", 2, "get takes one id"],
    ["accounts list x", 2, "list takes no id"],
    ["accounts list --sise 3", 2, "--sise"],
    ["accounts list --limit 0", 2, "--limit must be a whole number from 1: 0"],
    ["accounts list --filter GB", 2, "--filter is NAME=VALUE"],
    ["accounts delete x", 2, "give the --version you have seen"],
    ["accounts update x --version 0", 2, "say what to change"],
    ["accounts create", 2, "say where the account is: --country GB"],
    ["accounts create --country GB --switched maybe", 2, "--switched must be true or false"],
    ["accounts list --base-url bank", 2, "baseUrl must be http(s)://host:port"],
    ["accounts list --config /nowhere.json", 2, "/nowhere.json does not exist"],
    [`accounts get ${uuid(9)}`, 3, "not found: "],
    ["accounts create --country gb", 4, "--country: pattern ^[A-Z]{2}$"],
    [`accounts delete ${uuid(1)} --version 7`, 4, "tells the version it has now"],
  ])("says what to change: %s", async (words, code, text) => {
    const ended = await form3(words);
    expect(ended).toMatchObject({ code, out: "", err: expect.stringContaining(text) });
    expect(ended.err).not.toContain("s3cret");
  });

  it("says that credentials are wrong, and that the bank cannot be reached", async () => {
    const wrong = await form3("accounts list", { FORM3_CLIENT_SECRET: "wr0ng" });
    expect(wrong).toMatchObject({ code: 5, err: expect.stringContaining("check FORM3_CLIENT_ID") });
    expect(wrong.err).not.toContain("wr0ng");
    const away = await form3("accounts list --retries 0", { FORM3_BASE_URL: "http://127.0.0.1:1" });
    expect(away).toMatchObject({ code: 6, err: expect.stringContaining("check --base-url") });
    const odd = await form3("accounts list", { FORM3_CLIENT: "me" });
    expect(odd).toMatchObject({
      code: 2,
      err: expect.stringContaining("FORM3_CLIENT is not known"),
    });
    const half = await form3("accounts list", { FORM3_CLIENT_SECRET: "" });
    expect(half).toMatchObject({ code: 2, err: expect.stringContaining("go together") });
  });

  it("takes a configuration file that only its owner can read", async () => {
    const config = join(folder, "config.json");
    const { url: baseUrl } = running;
    const text = JSON.stringify({ baseUrl, clientId: "me", clientSecret: "s3cret" });
    await writeFile(config, text, { mode: 0o644 });
    const list = () => inProcess(["accounts", "list", "--config", config], {});
    await chmod(config, 0o640);
    const refused = await list();
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("(mode 0640)") });
    expect(refused.err).not.toContain("s3cret");
    await chmod(config, 0o600);
    expect(await list()).toMatchObject({ code: 0 });
    await writeFile(config, '{"clientSecrt":"x"}');
    expect((await list()).err).toContain("clientSecrt is not known; there is baseUrl");
    await writeFile(config, "[]");
    expect((await list()).err).toContain("holds no JSON object");
  });

  it("shows what it waits for, and a retry", async () => {
    const faults = [
      { kind: "dropped", when: "before", method: "GET", times: 1 },
      { kind: "delay", ms: 1300, method: "GET", times: 1 },
    ] as const;
    running.bank.faults.follow({ faults });
    const { code, err } = await form3("accounts list");
    expect(code).toBe(0);
    expect(err).toMatch(
      /form3: network, trying again in \d\.\d s\n[^]*form3: waiting for the bank, 1 s\n/u,
    );
  });
});
