import { describe, expect, it } from "vitest";

import { newAccount, ORGANISATION, stage, uuid } from "../test/in-process.ts";
import { BadOptions, Form3Error, oauth2 } from "./index.ts";

const PATH = "/v1/organisation/accounts";
const created = { id: uuid(1), version: 0, attributes: { country: "GB", name: ["Ada"] } };

describe("a creation", () => {
  it("sends what was given and nothing else", async () => {
    const bodies: unknown[] = [];
    const { form3, run } = stage({
      fetch: async (_url, { body, headers, method, redirect }) => {
        bodies.push(JSON.parse(new TextDecoder().decode(body)), headers, method, redirect);
        throw new TypeError("fetch failed");
      },
      maxRetries: 0,
    });
    await expect(
      run(form3.accounts.create({ ...newAccount(uuid(1)), attributes: { country: "GB" } })),
    ).rejects.toMatchObject({ kind: "network" });
    expect(bodies).toEqual([
      {
        data: {
          id: uuid(1),
          organisation_id: ORGANISATION,
          type: "accounts",
          attributes: { country: "GB" },
        },
      },
      {
        accept: "application/vnd.api+json, application/json",
        "content-type": "application/vnd.api+json",
      },
      "POST",
      "manual",
    ]);
  });

  it("gives the account an id of its own when it has none", async () => {
    const { form3, run } = stage();
    const { account, replayed } = await run(form3.accounts.create(newAccount()));
    expect({ ...account, replayed }).toMatchObject({ id: uuid(0), version: 0, replayed: false });
  });

  it.each([
    ["the connection broke after the commit", { kind: "dropped", when: "after" }],
    ["the proxy failed after the commit", { kind: "server_error", status: 504, when: "after" }],
    ["the answer came too late", { kind: "delay", ms: 30_000 }],
  ] as const)("has succeeded when %s", async (_name, fault) => {
    const { form3, bank, requests, run } = stage();
    bank.faults.follow({ faults: [{ ...fault, times: 1 }] });
    const saved = await run(form3.accounts.create(newAccount(uuid(1))));
    expect(saved).toMatchObject({ replayed: true, account: created });
    expect(requests).toEqual([`POST ${PATH}`, `POST ${PATH}`, `GET ${PATH}/${uuid(1)}`]);
  });

  it("is no replay when the lost attempt did nothing", async () => {
    const { form3, bank, run } = stage();
    bank.faults.follow({ faults: [{ kind: "dropped", when: "before", times: 2 }] });
    const saved = await run(form3.accounts.create(newAccount(uuid(1))));
    expect(saved).toMatchObject({ replayed: false, account: created });
  });

  it("has succeeded though the newer image forgets the customer id", async () => {
    const { form3, bank, run } = stage();
    const attributes = { ...newAccount().attributes, customer_id: "c-1" };
    bank.faults.follow({ faults: [{ kind: "dropped", when: "after", times: 1 }] });
    const saved = await run(form3.accounts.create({ ...newAccount(uuid(1)), attributes }));
    expect(saved).toMatchObject({ replayed: true });
  });

  it("is a duplicate when the id belonged to another account all along", async () => {
    const { form3, bank, run } = stage();
    const other = { ...newAccount(uuid(1)), attributes: { country: "FR", name: ["Bob"] } };
    await run(form3.accounts.create(other));
    bank.faults.follow({ faults: [{ kind: "dropped", when: "before", times: 1 }] });
    await expect(run(form3.accounts.create(newAccount(uuid(1))))).rejects.toMatchObject({
      kind: "duplicate",
      status: 409,
      attempts: 2,
    });
  });

  it("is a duplicate at once when every attempt was answered", async () => {
    const { form3, bank, requests, run } = stage();
    await run(form3.accounts.create(newAccount(uuid(1))));
    bank.faults.follow({ faults: [{ kind: "too_many_requests", times: 1 }] });
    await expect(run(form3.accounts.create(newAccount(uuid(1))))).rejects.toMatchObject({
      kind: "duplicate",
      attempts: 2,
    });
    expect(requests).toHaveLength(3);
  });

  it("may be made again by another process under an idempotency key", async () => {
    const { form3, requests, run } = stage();
    const options = { idempotencyKey: uuid(7) };
    const first = await run(form3.accounts.create(newAccount(), options));
    const second = await run(form3.accounts.create(newAccount(), options));
    expect([first, second]).toMatchObject([
      { replayed: false, account: { id: uuid(7) } },
      { replayed: true, account: { id: uuid(7) } },
    ]);
    expect(requests).toHaveLength(3);
  });

  it("says which members the bank did not like", async () => {
    const { form3, run } = stage();
    const attributes = { country: "gb", bic: "x" };
    await expect(run(form3.accounts.create({ ...newAccount(), attributes }))).rejects.toMatchObject(
      {
        kind: "validation",
        status: 400,
        failures: [
          { field: "bic", rule: "pattern" },
          { field: "country", rule: "pattern", detail: "^[A-Z]{2}$" },
          { field: "name", rule: "required", detail: "required" },
        ],
        message: expect.stringMatching(/^validation: bic in body should match/u),
      },
    );
  });
});

describe("a deletion", () => {
  it("needs the version one has seen", async () => {
    const { form3, run, requests } = stage();
    await run(form3.accounts.create(newAccount(uuid(1))));
    await expect(run(form3.accounts.delete({ id: uuid(1), version: 3 }))).rejects.toMatchObject({
      kind: "version_conflict",
      status: 409,
    });
    expect(await run(form3.accounts.delete({ id: uuid(1), version: 0 }))).toEqual({
      replayed: false,
    });
    expect(requests.at(-1)).toBe(`DELETE ${PATH}/${uuid(1)}?version=0`);
  });

  it("has succeeded when the answer was lost", async () => {
    const { form3, bank, run } = stage();
    await run(form3.accounts.create(newAccount(uuid(1))));
    bank.faults.follow({ faults: [{ kind: "dropped", when: "after", times: 1 }] });
    const deleted = await run(form3.accounts.delete({ id: uuid(1), version: 0 }));
    expect(deleted).toEqual({ replayed: true });
  });

  it("has not succeeded because the token service answers 404", async () => {
    const auth = oauth2({ clientId: "me", clientSecret: "s3cret", tokenPath: "/wrong" });
    const { form3, run } = stage({ auth });
    const which = { id: uuid(1), version: 0 };
    const gone = form3.accounts.delete(which, { idempotencyKey: "k" });
    await expect(run(gone)).rejects.toMatchObject({ kind: "not_found" });
  });

  it("of an account that never was finds nothing", async () => {
    const { form3, run } = stage();
    const gone = form3.accounts.delete({ id: uuid(1), version: 0 });
    await expect(run(gone)).rejects.toMatchObject({ kind: "not_found", body: "" });
    const again = form3.accounts.delete({ id: uuid(1), version: 0 }, { idempotencyKey: "k" });
    expect(await run(again)).toEqual({ replayed: true });
  });
});

describe("a change", () => {
  it("sets some attributes and leaves the others", async () => {
    const { form3, run } = stage();
    await run(form3.accounts.create(newAccount(uuid(1))));
    const change = { id: uuid(1), version: 0, attributes: { status: "confirmed" } } as const;
    expect(await run(form3.accounts.update(change))).toMatchObject({
      replayed: false,
      account: { version: 1, attributes: { country: "GB", status: "confirmed" } },
    });
    await expect(run(form3.accounts.update(change))).rejects.toMatchObject({
      kind: "version_conflict",
    });
  });

  it("has succeeded when the answer was lost, but not when somebody else was faster", async () => {
    const { form3, bank, run } = stage();
    await run(form3.accounts.create(newAccount(uuid(1))));
    const confirmed = { id: uuid(1), version: 0, attributes: { status: "confirmed" } } as const;
    bank.faults.follow({ faults: [{ kind: "dropped", when: "after", times: 1 }] });
    expect(await run(form3.accounts.update(confirmed))).toMatchObject({ replayed: true });
    const failed = { ...confirmed, attributes: { status: "failed" } } as const;
    bank.faults.follow({ faults: [{ kind: "dropped", when: "before", times: 1 }] });
    await expect(run(form3.accounts.update(failed))).rejects.toMatchObject({
      kind: "version_conflict",
      attempts: 2,
    });
  });

  it("is not there in the images of the fake API", async () => {
    const { form3, run } = stage({}, { patch: false });
    await run(form3.accounts.create(newAccount(uuid(1))));
    const change = { id: uuid(1), version: 0, attributes: { status: "confirmed" } } as const;
    await expect(run(form3.accounts.update(change))).rejects.toMatchObject({ kind: "not_found" });
  });
});

describe("an id", () => {
  it.each(["", ".", ".."])("must not lead elsewhere: %o", async (id) => {
    const { form3, requests } = stage();
    await expect(form3.accounts.fetch({ id })).rejects.toThrow(BadOptions);
    await expect(form3.accounts.delete({ id, version: 0 })).rejects.toThrow(BadOptions);
    expect(requests).toEqual([]);
  });

  it("is one part of the path, whatever it holds", async () => {
    const urls: string[] = [];
    const { form3, run } = stage({
      fetch: async (url) => {
        urls.push(url);
        throw new TypeError("fetch failed");
      },
      maxRetries: 0,
    });
    await expect(run(form3.accounts.fetch({ id: "a/../?b#c" }))).rejects.toThrow(Form3Error);
    expect(urls).toEqual([`http://bank.test${PATH}/a%2F..%2F%3Fb%23c`]);
  });
});

describe("options that cannot work", () => {
  it.each([
    [{ baseUrl: "bank" }, "baseUrl must be"],
    [{ baseUrl: "ftp://bank" }, "baseUrl must be"],
    [{ baseUrl: "https://me:secret@bank" }, "baseUrl must be"],
    [{ baseUrl: "https://bank/v1" }, "baseUrl must be http(s)://host:port alone; credentials"],
    [{ timeoutMs: 0 }, "timeoutMs must be a whole number from 1"],
    [{ totalTimeoutMs: 2 ** 31 }, "totalTimeoutMs must be a whole number from 1 to 2147483647"],
    [{ maxRetries: -1 }, "maxRetries must be a whole number from 0"],
    [{ maxResponseBytes: 0.5 }, "maxResponseBytes must be a whole number"],
    [{ retryBudget: { ratio: -1, burst: 1 } }, "retryBudget"],
  ])("are refused before anything is sent: %o", (options, message) => {
    expect(() => stage(options)).toThrow(BadOptions);
    expect(() => stage(options)).toThrow(message);
  });

  it("are refused in a call as well", async () => {
    const { form3 } = stage();
    const call = (options: object, id?: string) => form3.accounts.create(newAccount(id), options);
    await expect(call({ timeoutMs: 1.5 })).rejects.toThrow("timeoutMs must be a whole number");
    await expect(call({ idempotencyKey: "a b" }, uuid(1))).rejects.toThrow("printable ASCII");
    await expect(call({ idempotencyKey: "k" })).rejects.toThrow("must be a UUID");
    await expect(form3.accounts.update({ id: "x", version: -1, attributes: {} })).rejects.toThrow(
      "version must be a whole number",
    );
  });
});
