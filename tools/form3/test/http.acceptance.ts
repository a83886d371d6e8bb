import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startBank } from "@holdfast/standin-bank";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { httpSignature } from "../src/adapters/http-signature.ts";
import { tlsFetch } from "../src/adapters/tls-fetch.ts";
import { Form3, oauth2, type Form3Options } from "../src/index.ts";
import { newAccount, uuid } from "./in-process.ts";

const QUICK = { timeoutMs: 5000, totalTimeoutMs: 20_000 };

/** Creates, lists and deletes an account. */
async function roundTrip(options: Form3Options): Promise<unknown> {
  const { accounts } = new Form3({ ...QUICK, ...options });
  const { account, replayed } = await accounts.create(newAccount(uuid(1)));
  const [listed] = await accounts.list({ filter: { country: "GB" } }).toArray({ limit: 1 });
  await accounts.delete({ id: account.id, version: account.version });
  return { replayed, isListed: listed?.id === account.id };
}

const DONE = { replayed: false, isListed: true };

describe("over real sockets", () => {
  it.each([
    ["the connection breaks before", { kind: "dropped", when: "before" }, false],
    ["the connection breaks after the commit", { kind: "dropped", when: "after" }, true],
    ["the answer comes too late", { kind: "delay", ms: 5000 }, true],
  ] as const)("a creation comes through when %s", async (_name, fault, replayed) => {
    await using running = await startBank({ faults: { faults: [{ ...fault, times: 1 }] } });
    const { accounts } = new Form3({ ...QUICK, baseUrl: running.url, timeoutMs: 300 });
    expect(await accounts.create(newAccount(uuid(1)))).toMatchObject({ replayed });
  });

  it("an abort breaks the connection", async () => {
    await using running = await startBank({ faults: { faults: [{ kind: "delay", ms: 5000 }] } });
    const { accounts } = new Form3({ ...QUICK, baseUrl: running.url });
    const signal = AbortSignal.timeout(50);
    await expect(accounts.fetch({ id: uuid(1) }, { signal })).rejects.toMatchObject({
      kind: "aborted",
      cause: { name: "TimeoutError" },
    });
  });

  it("a bank that is not there is told as such", async () => {
    const running = await startBank();
    await running[Symbol.asyncDispose]();
    const { accounts } = new Form3({ baseUrl: running.url, maxRetries: 1 });
    await expect(accounts.fetch({ id: uuid(1) })).rejects.toMatchObject({
      kind: "network",
      attempts: 2,
    });
  });
});

describe("credentials", () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });

  it("are taken as a signature of every request", async () => {
    await using running = await startBank({ signature: { keyId: "k1", publicKey } });
    const { url: baseUrl } = running;
    const auth = httpSignature({ keyId: "k1", privateKey });
    expect(await roundTrip({ baseUrl, auth })).toEqual(DONE);
    const stranger = httpSignature({ keyId: "k2", privateKey });
    await expect(roundTrip({ baseUrl, auth: stranger })).rejects.toMatchObject({
      kind: "unauthorized",
      message: expect.stringContaining("the key is unknown"),
    });
    await expect(roundTrip({ baseUrl })).rejects.toMatchObject({ kind: "unauthorized" });
  });

  it("of a clock that is wrong are refused", async () => {
    const clock = () => Date.now() + 3_600_000;
    await using running = await startBank({ signature: { keyId: "k1", publicKey }, clock });
    const auth = httpSignature({ keyId: "k1", privateKey });
    await expect(roundTrip({ baseUrl: running.url, auth })).rejects.toMatchObject({
      message: expect.stringContaining("the date is too far off"),
    });
  });

  it("are taken as a token of the bank", async () => {
    const credentials = { clientId: "me", clientSecret: "pass:wörd" };
    await using running = await startBank({ oauth2: credentials });
    const auth = oauth2(credentials);
    expect(await roundTrip({ baseUrl: running.url, auth })).toEqual(DONE);
    expect(running.bank.oauth2?.issued).toBe(1);
  });
});

describe("mutual TLS", () => {
  let folder = "";
  const file = (name: string) => readFile(join(folder, name), "utf8");
  const openssl = (...words: readonly string[]) =>
    execFileSync("openssl", words, { cwd: folder, stdio: "pipe" });

  /** A key, and a certificate that the authority has signed. */
  function certificate(name: string): void {
    const request = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
    const subject = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1"];
    const own = ["-nodes", "-keyout", `${name}.key`, "-out", `${name}.pem`, "-days", "2"];
    const signer = name === "ca" ? [] : ["-CA", "ca.pem", "-CAkey", "ca.key"];
    openssl(...request, "-x509", ...subject, ...own, ...signer);
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "form3-tls-"));
    for (const name of ["ca", "bank", "client"]) certificate(name);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("is had by a fetch over node:https", async () => {
    const [ca, key, cert] = [await file("ca.pem"), await file("bank.key"), await file("bank.pem")];
    const tls = { key, cert, ca, requestCert: true };
    const slow = { kind: "delay", ms: 5000, method: "POST", times: 1 } as const;
    await using running = await startBank({ tls });
    const baseUrl = running.url;
    const own = { cert: await file("client.pem"), key: await file("client.key") };
    expect(await roundTrip({ baseUrl, fetch: tlsFetch({ ...own, ca }) })).toEqual(DONE);
    running.bank.faults.follow({ faults: [slow] });
    const late = { baseUrl, fetch: tlsFetch({ ...own, ca: [ca] }), timeoutMs: 300 };
    expect(await roundTrip(late)).toEqual({ ...DONE, replayed: true });
    const failures = await Promise.all(
      [tlsFetch({ ca }), tlsFetch(own), globalThis.fetch].map((fetch) =>
        roundTrip({ baseUrl, fetch, maxRetries: 0 }).catch((error: unknown) => error),
      ),
    );
    expect(failures.map((error) => Object(error).kind)).toEqual(["network", "network", "network"]);
  });

  it("needs certificate and key", () => {
    for (const identity of [{ cert: "x" }, { key: "x" }, { cert: "" }, { cert: "", key: "" }]) {
      expect(() => tlsFetch(identity)).toThrow("cert and key go together");
    }
  });
});
