import { beforeAll, describe, expect, it } from "vitest";

import { keySetText, type SigningKey, signingKey } from "../../test/token-issuer.ts";
import { KeySet } from "./key-set.ts";
import { KeysUnavailable } from "./keys-unavailable.ts";

let one: SigningKey;
let two: SigningKey;

beforeAll(async () => {
  [one, two] = await Promise.all([signingKey("one"), signingKey("two")]);
});

function fixture() {
  let now = 0;
  const failures: unknown[] = [];
  const issuer = { answer: async () => keySetText(one), loadings: 0 };
  const source = () => {
    issuer.loadings += 1;
    return issuer.answer();
  };
  const keySet = new KeySet(source, { now: () => now, onFailure: (error) => failures.push(error) });
  const ids = async (id: string) => [...(await keySet.knowing(id)).ids];
  return {
    keySet,
    ids,
    issuer,
    failures,
    pass: (seconds: number) => void (now += seconds * 1_000),
  };
}

const away = () => Promise.reject(new RangeError("away"));

describe("the keys of an issuer", () => {
  it("are loaded once for all who ask at the same time", async () => {
    const { ids, issuer } = fixture();
    expect(await Promise.all([ids("one"), ids("one"), ids("two")])).toEqual([
      ["one"],
      ["one"],
      ["one"],
    ]);
    expect(issuer.loadings).toBe(1);
  });

  it("are loaded again for an unknown key, at most once a minute", async () => {
    const { ids, issuer, pass } = fixture();
    await ids("one");
    pass(59);
    issuer.answer = async () => keySetText(one, two);
    expect(await ids("two")).toEqual(["one"]);
    pass(1);
    expect(await ids("two")).toEqual(["one", "two"]);
    pass(59);
    for (const id of ["three", "four", "five"]) await ids(id);
    expect(issuer.loadings).toBe(2);
  });

  it("stay in use while the issuer is away", async () => {
    const { ids, issuer, pass, failures, keySet } = fixture();
    await ids("one");
    issuer.answer = away;
    pass(3_600);
    expect(keySet.current()?.ids).toEqual(new Set(["one"]));
    expect(await ids("two")).toEqual(["one"]);
    expect(failures).toEqual([new RangeError("away")]);
    pass(60);
    issuer.answer = async () => keySetText(two);
    expect(await ids("two")).toEqual(["two"]);
  });

  it("are loaded again every ten minutes, while nobody waits", async () => {
    const { ids, keySet, issuer, pass } = fixture();
    await ids("one");
    pass(599);
    const before = keySet.current();
    expect(issuer.loadings).toBe(1);
    pass(1);
    issuer.answer = async () => keySetText(one, two);
    expect(keySet.current()).toBe(before);
    expect(issuer.loadings).toBe(2);
    expect(await ids("two")).toEqual(["one", "two"]);
    expect(issuer.loadings).toBe(2);
  });

  it("are the same object as long as they are the same", async () => {
    const { keySet, pass } = fixture();
    const before = await keySet.knowing("one");
    pass(601);
    expect(await keySet.knowing("two")).toBe(before);
  });

  it.each([
    ["an issuer that is away", away],
    ["no JSON", async () => "<html>"],
    ["no keys", async () => "{}"],
    ["keys that are none", async () => `{"keys":[null]}`],
    ["keys that are texts", async () => `{"keys":["a"]}`],
  ])("are asked for again a second after %s", async (_name, answer) => {
    const { ids, issuer, pass, failures } = fixture();
    issuer.answer = answer;
    await expect(ids("one")).rejects.toBeInstanceOf(KeysUnavailable);
    await expect(ids("one")).rejects.toBeInstanceOf(KeysUnavailable);
    expect([issuer.loadings, failures.length]).toEqual([1, 1]);
    pass(1);
    issuer.answer = async () => keySetText(one);
    expect(await ids("one")).toEqual(["one"]);
  });
});
