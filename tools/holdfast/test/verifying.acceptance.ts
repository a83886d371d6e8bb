import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { NIL, openOperatorStage, type OperatorStage } from "./operator-stage.ts";
import { runProgram } from "./run-program.ts";
import { FOREIGN_KEY, KEY, SECRET_KEY, signLog, temporaryFolder } from "./signed-log.ts";
import { tellLog } from "./told-log.ts";

/** What the program says of a log that was signed, and of what became of it. */
describe("whether a log was changed", { timeout: 240_000 }, () => {
  let stage: OperatorStage;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => {
    stage = await openOperatorStage();
    folder = await temporaryFolder();
    await tellLog(stage);
  });
  afterAll(async () => {
    await folder[Symbol.asyncDispose]();
    await stage[Symbol.asyncDispose]();
  });

  const at = (name: string): string => join(folder.path, name);
  const said = async (...lines: readonly string[]): Promise<string> =>
    (await stage.transcript(...lines)).replaceAll(folder.path, "FOLDER");

  it("is told of one that nobody has signed", async () => {
    const text = await said("verify", "verify --json", `export ${at("unsigned")}`);
    await expect(text).toMatchFileSnapshot("transcripts/verify-unsigned.txt");
  });

  it("is told of one that was signed, of its export, and of its witness", async () => {
    await signLog(stage, at("witness"));
    await writeFile(at("empty-witness"), "");
    const commands = [{ commandId: "later", events: [{ type: "NoteTaken" }] }];
    await stage.store.append({ tenant: NIL, streamId: "order-3", expect: "absent", commands });
    const text = await said(
      "verify",
      `verify --key ${KEY}`,
      `verify --key ${KEY} --json --witness ${at("witness")}`,
      `verify --key ${KEY} --witness ${at("witness")}`,
      `verify --key ${KEY} --witness ${at("empty-witness")}`,
      `verify --key ${FOREIGN_KEY}`,
      `verify --key ${KEY} --origin example.com/other`,
      `export ${at("export")}`,
      `export ${at("export")}`,
      `export ${at("more")} --json`,
    );
    await expect(text).toMatchFileSnapshot("transcripts/verify-signed.txt");
    expect(await stage.transcript(`export ${at("nowhere/export")}`)).toMatch(
      /ENOENT.+\n.+check the path.+\n\[3\]\n$/u,
    );
    expect((await stat(at("export"))).mode & 0o777).toBe(0o600);
    expect((await readdir(folder.path)).toSorted((a, b) => a.localeCompare(b))).toEqual([
      "empty-witness",
      "export",
      "more",
      "unsigned",
      "witness",
    ]);
  });

  it("an export is verified without a database", async () => {
    const verifyExport = (...args: readonly string[]) =>
      runProgram(["verify", "--export", ...args]);
    expect(await verifyExport(at("export"), "--key", KEY)).toEqual({
      code: 0,
      stderr: "",
      stdout: expect.stringContaining("signed: those up to position 7;"),
    });
    const witness = ["--witness", at("witness")];
    expect(await verifyExport(at("export"), "--key", KEY, ...witness)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("1 checkpoint of the witness fit"),
    });
    const lines = (await readFile(at("export"), "utf8")).split("\n");
    await writeFile(at("short"), `${lines.slice(0, 3).join("\n")}\n`);
    expect(await verifyExport(at("short"), "--key", KEY)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("signed: none of them; whoever has had the export"),
    });
    expect(await verifyExport(at("short"), "--key", KEY, ...witness)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("(witness_beyond_log)"),
    });
    await writeFile(at("changed"), lines.join("\n").replace('"500"', '"900"'));
    expect(await verifyExport(at("changed"), "--key", KEY)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("WRONG somewhere from 1 to 7: "),
    });
    await writeFile(at("no-export"), "what is this\n");
    expect(await verifyExport(at("no-export"), "--key", KEY, "--json")).toEqual({
      code: 1,
      stderr: "",
      stdout: expect.stringMatching(/^\{"ok":false,"code":"line_malformed","position":1,/u),
    });
  });

  it("what cannot be verified is refused", async () => {
    const refused = async (words: string) => {
      const env = { DATABASE_URL: stage.server.systemUrl };
      const { code, stderr, stdout } = await runProgram(["verify", ...words.split(" ")], env);
      expect(stdout).toBe("");
      return { code, stderr };
    };
    const told = (code: number, text: string) => ({ code, stderr: expect.stringContaining(text) });
    expect(await refused(`--export ${at("export")}`)).toEqual(told(2, "--export takes --key VKEY"));
    expect(await refused(`--export ${at("none")} --key ${KEY}`)).toEqual(told(3, "is not there"));
    expect(await refused(`--export ${folder.path} --key ${KEY}`)).toEqual(told(3, "is not a file"));
    expect(await refused(`--witness ${at("witness")}`)).toEqual(told(2, "--witness takes --key"));
    expect(await refused(`--witness ${at("none")} --key ${KEY}`)).toEqual(
      told(3, "is not there: name the file"),
    );
    expect(await refused("--key nonsense")).toEqual(told(2, "malformed_key"));
    expect(await refused("--origin somewhere")).toEqual(told(2, "takes --key"));
    const secret = await refused(`--key ${SECRET_KEY}`);
    expect(secret).toEqual(told(2, "this is the secret key"));
    expect(secret.stderr).not.toContain(SECRET_KEY);
  });

  it("is told of one that was changed", async () => {
    const change = async (text: string): Promise<void> => {
      const replica = "set session_replication_role = replica";
      await stage.admin.query({ text: `${replica}; ${text}; reset session_replication_role` });
    };
    const verified = `verify --key ${KEY} --witness ${at("witness")}`;
    await change(
      `update ledger.events set data = '{"cents":{"$bigint":"900"}}' where position = 1`,
    );
    const leaf = await said(verified, `${verified} --json`);
    await change(`update ledger.events set data = '{"cents":{"$bigint":"500"}}' where position = 1;
      delete from ledger.events where position = 8; update ledger.log_head set position = 7;
      delete from ledger.tree_heads`);
    const signedAnew = await said(verified);
    await change("delete from ledger.events where position = 4");
    const text = `${leaf}\n${signedAnew}\n${await said(verified)}`;
    await expect(text).toMatchFileSnapshot("transcripts/verify-changed.txt");
  });
});
