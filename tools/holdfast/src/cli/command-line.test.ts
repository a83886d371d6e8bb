import { describe, expect, it } from "vitest";

import { COMMANDS } from "../commands.ts";
import { readCommandLine } from "./command-line.ts";
import { runCli } from "./run-cli.ts";
import { UsageError } from "./usage-error.ts";

/** What the program says and ends with, without any database. */
async function holdfast(words: string, env: Readonly<Record<string, string>> = {}) {
  const said: string[] = [];
  const complained: string[] = [];
  const code = await runCli(words.split(" ").filter(Boolean), {
    commands: COMMANDS,
    env,
    write: async (lines) => void said.push(...lines),
    complain: (line) => void complained.push(line),
    signal: new AbortController().signal,
  });
  return { code, out: said.join("\n"), err: complained.join("\n") };
}

describe("the command line", () => {
  it("has help about itself and about every command", async () => {
    const help = await holdfast("--help");
    expect(help).toMatchObject({ code: 0, err: "", out: expect.stringContaining("Exit codes") });
    for (const { name, summary } of COMMANDS) {
      expect(help.out).toContain(summary);
      const own = await holdfast(`${name} --help`);
      expect(own).toMatchObject({ code: 0, err: "", out: expect.stringContaining("--json") });
    }
  });

  it("without a word it helps, and is no success", async () => {
    expect(await holdfast("")).toMatchObject({ code: 2, err: "" });
  });

  it.each([
    ["sho", "sho is unknown; there is: doctor, streams"],
    ["parked", "say what to do with parked: list, replay, drop"],
    ["parked lst", "parked lst is unknown; there is: list, replay, drop"],
    ["show", "show takes STREAM"],
    ["show a b", "show takes STREAM"],
    ["doctor now", "doctor takes no further word"],
    ["rebuild a b", "rebuild takes [SUBSCRIPTION]"],
    ["tail --form 3", "--form"],
    ["tail --from", "--from"],
    ["tail --from 0", "--from must be a whole number from 1: 0"],
    ["tail --from -1", "--from"],
    ["tail --limit 3000000000", "--limit must be 2147483647 at most"],
    ["streams --tenant me", "--tenant must be a uuid: me"],
    ["show a --at 1e3", "--at must be a whole number from 1: 1e3"],
    ["doctor", "say where the log is: HOLDFAST_DATABASE_URL or --database-url URL"],
    ["doctor --database-url db", "--database-url must be like postgres://"],
  ])("says what to change: %s", async (words, text) => {
    const ended = await holdfast(words);
    expect(ended).toMatchObject({ code: 2, out: "", err: expect.stringContaining(text) });
  });

  it("names the variable that is wrong, and never what it holds", async () => {
    const env = { DATABASE_SYSTEM_URL: "mysql://ann:s3cret@db/x", DATABASE_URL: "postgres://db/x" };
    const { code, err } = await holdfast("doctor", env);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining("DATABASE_SYSTEM_URL must be like"),
    });
    expect(err).not.toContain("s3cret");
  });

  it("two words are one command", () => {
    const { command, given } = readCommandLine(["parked", "drop", "a", "5", "--yes"], COMMANDS);
    expect([command?.name, given.words, given.has("yes")]).toEqual([
      "parked drop",
      ["a", "5"],
      true,
    ]);
    expect(() => given.word(2)).toThrow(UsageError);
  });
});
