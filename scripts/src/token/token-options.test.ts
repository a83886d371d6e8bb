import { describe, expect, it } from "vitest";

import { readTokenOptions } from "./token-options.ts";

const TENANT = "11111111-1111-4111-8111-111111111111";

describe("the options of a token", () => {
  it("say who may do what, for an hour", () => {
    const args = ["--tenant", TENANT, "--permissions", "write:transfer read:account"];
    expect(readTokenOptions(args)).toEqual({
      kind: "sign",
      grant: {
        tenantId: TENANT,
        permissions: ["write:transfer", "read:account"],
        subject: "developer",
        lifetimeMs: 3_600_000,
      },
    });
  });

  it("can say for whom and how long", () => {
    const args = ["--tenant", TENANT, "--permissions=read:account,read:transfer"];
    const more = ["--subject", "ann", "--expires", "90s", "--audience", "payments"];
    expect(readTokenOptions([...args, ...more])).toMatchObject({
      grant: {
        permissions: ["read:account", "read:transfer"],
        subject: "ann",
        lifetimeMs: 90_000,
        audience: "payments",
      },
    });
  });

  it("are refused with every mistake", () => {
    const args = [
      "--tenant",
      "1",
      "--permissions",
      "read:* fly",
      "--subject",
      "",
      "--expires",
      "1y",
    ];
    expect(readTokenOptions(args)).toEqual({
      kind: "mistakes",
      mistakes: [
        '--tenant takes a uuid, not "1"',
        '--permissions: "read:*" is none; they are like read:account',
        '--permissions: "fly" is none; they are like read:account',
        "--subject takes a name",
        '--expires takes a time such as 15m or 1h, not "1y"',
      ],
    });
    expect(readTokenOptions([])).toMatchObject({
      mistakes: [
        '--tenant takes a uuid, not ""',
        "--permissions takes a list such as write:transfer",
      ],
    });
    expect(readTokenOptions(["--tenants"])).toMatchObject({ kind: "mistakes" });
  });

  it("may ask for help", () => {
    expect(readTokenOptions(["--help"])).toEqual({ kind: "help" });
  });
});
