import { describe, expect, it } from "vitest";

import { readCommandLine } from "./command-line.ts";

describe("the command line", () => {
  it("has a default for everything", () => {
    expect(readCommandLine([])).toEqual({
      kind: "run",
      commandLine: {
        host: "127.0.0.1",
        port: 9003,
        profile: "2023",
        patch: false,
        database: undefined,
        faults: undefined,
        oauth2: undefined,
        keyId: undefined,
        publicKey: undefined,
      },
    });
    expect(readCommandLine(["-h"])).toEqual({ kind: "help" });
  });

  it.each([
    [["--port", "65536"], "--port must be a whole number from 0 to 65535"],
    [["--port", "x"], "--port must be a whole number"],
    [["--profile", "2021"], "--profile must be 2020 or 2023"],
    [["--oauth2", "id"], "--oauth2 is ID:SECRET"],
    [["--key-id", "k"], "--key-id and --public-key go together"],
    [["--prot", "1"], "--prot"],
    [["now"], "now"],
    [["--port"], "--port"],
  ])("is refused: %o", (args, mistake) => {
    expect(readCommandLine(args)).toMatchObject({
      kind: "mistake",
      mistake: expect.stringContaining(mistake),
    });
  });
});
