import { inspect } from "node:util";

import { describe, expect, it } from "vitest";

import { stage, uuid } from "../../test/in-process.ts";
import { Form3Error, oauth2 } from "../index.ts";

const CREDENTIALS = { clientId: "me", clientSecret: "s3cret" };
const TOKENS = "POST /v1/oauth2/token";

/** A bank that wants a token, and a client that has the right credentials. */
function guarded(lifeSeconds: number | null = 100, credentials = CREDENTIALS) {
  let tokens = 0;
  const newToken = () => {
    tokens += 1;
    return `token-${tokens}`;
  };
  const all = stage(
    { auth: oauth2(credentials), maxRetries: 2 },
    { oauth2: { ...CREDENTIALS, lifeSeconds }, newToken },
  );
  const list = () => all.form3.accounts.list().toArray({ limit: 1 });
  const asked = () => all.requests.filter((line) => line === TOKENS).length;
  const pass = (seconds: number) => all.run(all.time.sleep(seconds * 1000));
  return {
    ...all,
    list: () => all.run(list()),
    lists: (count: number) => all.run(Promise.all(Array.from({ length: count }, list))),
    asked,
    pass,
  };
}

describe("OAuth 2", () => {
  it("asks for one token, however many calls want it at the same time", async () => {
    const { lists, list, asked } = guarded();
    await lists(10);
    await list();
    expect(asked()).toBe(1);
  });

  it("asks for the next one at 80 % of its life, while the old one serves", async () => {
    const { list, asked, pass, bank } = guarded();
    await list();
    await pass(79);
    await list();
    expect(asked()).toBe(1);
    await pass(2);
    bank.faults.follow({ faults: [{ kind: "dropped", when: "before", method: "POST" }] });
    await list();
    expect(asked()).toBe(2);
    bank.faults.follow({ faults: [] });
    await list();
    await list();
    expect(asked()).toBe(3);
  });

  it("asks again when the token has expired", async () => {
    const { list, asked, pass } = guarded();
    await list();
    await pass(101);
    await list();
    expect(asked()).toBe(2);
  });

  it.each([100, null])("asks once more after a 401, life %o", async (life) => {
    const { list, lists, asked, bank } = guarded(life);
    await list();
    bank.oauth2?.revokeAll();
    await lists(5);
    expect(asked()).toBe(2);
  });

  it("gives up after a second 401", async () => {
    const { list, requests } = guarded(0);
    await expect(list()).rejects.toMatchObject({ kind: "unauthorized", status: 401, attempts: 1 });
    expect(requests).toHaveLength(4);
  });

  it("tells wrong credentials at once, and never what they are", async () => {
    const { list, asked } = guarded(100, { clientId: "me", clientSecret: "wr0ng" });
    const error: unknown = await list().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: "unauthorized", errorCode: "invalid_client" });
    expect(asked()).toBe(1);
    const told = `${inspect(error, { depth: 9 })} ${JSON.stringify(error)}`;
    for (const secret of ["wr0ng", btoa("me:wr0ng")]) expect(told).not.toContain(secret);
  });

  it("tries again when the token service fails, and then has created nothing twice", async () => {
    const { form3, run, bank, asked } = guarded();
    bank.faults.follow({ faults: [{ kind: "server_error", status: 503, times: 1 }] });
    const account = { organisation_id: uuid(9), attributes: { country: "GB", name: ["Ada"] } };
    expect(await run(form3.accounts.create(account))).toMatchObject({ replayed: false });
    expect(asked()).toBe(2);
  });

  it("names the request for a token whose answer is no use, and does not tell the answer", async () => {
    const { form3, run } = stage({
      auth: oauth2(CREDENTIALS),
      fetch: async () => ({
        status: 200,
        headers: { get: (name) => (name === "x-request-id" ? "r-1" : null) },
        body: new Response('{"access_token":{"is":"s3cret"}}').body,
      }),
    });
    const error: unknown = await run(form3.accounts.fetch({ id: uuid(1) })).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(Form3Error);
    expect(error).toMatchObject({
      kind: "decode",
      status: 200,
      requestId: "r-1",
      method: "POST",
      url: "http://bank.test/v1/oauth2/token",
    });
    expect(inspect(error, { depth: 9 })).not.toContain("s3cret");
  });

  it("lets a caller go who does not want to wait for the token", async () => {
    const aborting = new AbortController();
    const { form3, time, run, bank } = guarded();
    bank.faults.follow({ faults: [{ kind: "delay", ms: 5000, times: 1 }] });
    const both = Promise.allSettled([
      form3.accounts.list({}, { signal: aborting.signal }).toArray({ limit: 1 }),
      form3.accounts.list().toArray({ limit: 1 }),
    ]);
    time.after(100, () => aborting.abort());
    const [gone, stayed] = await run(both);
    expect(gone).toMatchObject({ status: "rejected", reason: { kind: "aborted" } });
    expect(stayed).toMatchObject({ status: "fulfilled" });
  });

  it("needs credentials that fit into a header", () => {
    expect(() => oauth2({ clientId: "", clientSecret: "x" })).toThrow("oauth2 needs");
    expect(() => oauth2({ clientId: "a:b", clientSecret: "x" })).toThrow("oauth2 needs");
  });
});
