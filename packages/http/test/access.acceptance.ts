import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { keysAtUrl, keysInFile, type KeySource, tokenVerifier } from "@holdfast/http/access";
import { Type } from "typebox";
import { beforeAll, describe, expect, it } from "vitest";

import { answering, type KeyServer, keyServer } from "./key-server.ts";
import { rawConnection } from "./raw-connection.ts";
import { startedServer } from "./started-server.ts";
import { keySetText, NOON, signedToken, type SigningKey, signingKey } from "./token-issuer.ts";

let one: SigningKey;
let two: SigningKey;

beforeAll(async () => {
  [one, two] = await Promise.all([signingKey("one"), signingKey("two", "ES256")]);
});

const schema = {
  body: Type.Object({ amount: Type.Integer() }),
  response: { 200: Type.Object({ subject: Type.String() }) },
};

/** A service with one route for those who may write transfers. */
async function service(keys: KeySource) {
  let now = NOON * 1_000;
  const failures: unknown[] = [];
  const tokens = tokenVerifier({
    issuer: "https://issuer.example",
    audience: "https://payments.example",
    keys,
    now: () => now,
    onKeysFailure: (error) => failures.push(error),
  });
  const config = { access: { permissions: ["write:transfer"] } } as const;
  const { server, url, port } = await startedServer(
    (each) => {
      each.post("/transfers", { schema, config }, ({ principal: { subject } }) => ({ subject }));
    },
    { access: { tokens } },
  );
  const send = async (token: string) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    return fetch(`${url}/transfers`, { method: "POST", headers, body: '{"amount":1}' });
  };
  return {
    port,
    failures,
    send,
    status: async (token: string) => (await send(token)).status,
    pass: (seconds: number) => void (now += seconds * 1_000),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

async function withIssuer() {
  const issuer = await keyServer(keySetText(one));
  return { issuer, started: await service(keysAtUrl(issuer.url)) };
}

describe("a service with an issuer", () => {
  it("lets in whose token the issuer signed, and asks for keys once", async () => {
    const { issuer, started } = await withIssuer();
    await using _issuer = issuer;
    await using _started = started;
    const answers = await Promise.all(
      Array.from({ length: 8 }, async (_, at) =>
        (await started.send(await signedToken(one, { sub: `s${at}` }))).json(),
      ),
    );
    expect(answers).toEqual(answers.map((_, at) => ({ subject: `s${at}` })));
    expect(await started.status(await signedToken(one, { permissions: [] }))).toBe(403);
    expect(await started.status("nonsense")).toBe(401);
    expect(issuer.asked()).toBe(1);
  });

  it("reads a token of 8 KiB, no larger one, and no endless head", async () => {
    const { issuer, started } = await withIssuer();
    await using _issuer = issuer;
    await using _started = started;
    expect(await started.status(await signedToken(one, { pad: "x".repeat(5_700) }))).toBe(200);
    expect(await started.status(await signedToken(one, { pad: "x".repeat(6_000) }))).toBe(401);
    expect(await started.status(await signedToken(one, { pad: "x".repeat(13_000) }))).toBe(431);
  });

  it("refuses before the body has come", async () => {
    const { issuer, started } = await withIssuer();
    await using _issuer = issuer;
    await using _started = started;
    const connection = await rawConnection(started.port);
    connection.write(
      "POST /transfers HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n",
    );
    await connection.until("unauthorized: missing authentication header");
    expect(connection.received()).toMatch(/^HTTP\/1\.1 401 [^]*\r\nwww-authenticate: Bearer\r\n/);
    connection.socket.destroy();
  });

  it("follows a change of keys, and asks at most once a minute", async () => {
    const { issuer, started } = await withIssuer();
    await using _issuer = issuer;
    await using _started = started;
    const old = await signedToken(one);
    const young = await signedToken(two);
    expect([await started.status(old), await started.status(young)]).toEqual([200, 401]);
    issuer.answer = answering(keySetText(two));
    expect(await started.status(young)).toBe(401);
    started.pass(60);
    expect([await started.status(young), await started.status(old)]).toEqual([200, 401]);
    for (let at = 0; at < 20; at += 1) {
      expect(await started.status(await signedToken({ ...one, id: `k${at}` }))).toBe(401);
    }
    expect(issuer.asked()).toBe(2);
  });

  it("goes on while the issuer is away, and knows it again afterwards", async () => {
    const { issuer, started } = await withIssuer();
    await using _started = started;
    expect(await started.status(await signedToken(one))).toBe(200);
    await issuer[Symbol.asyncDispose]();
    started.pass(120);
    expect(await started.status(await signedToken(one, { sub: "bob" }))).toBe(200);
    expect(await started.status(await signedToken(two))).toBe(401);
    expect(started.failures).toHaveLength(1);
  });
});

describe("an issuer without keys", () => {
  const endless: KeyServer["answer"] = (response) => response.flushHeaders();

  it.each<[string, KeyServer["answer"]]>([
    ["fails", answering("", 500)],
    ["answers with a page", answering("<html>")],
    ["has too many of them", answering(`{"keys":[],"pad":"${"x".repeat(300_000)}"}`)],
    ["sends one elsewhere", (response) => void response.writeHead(302, { location: "/" }).end()],
    ["breaks off", (response) => void response.writeHead(200).end().destroy()],
    ["never ends its answer", endless],
    ["never answers", () => undefined],
  ])("makes a service busy, not its callers unknown, when it %s", async (_name, answer) => {
    const { issuer, started } = await withIssuer();
    await using _issuer = issuer;
    await using _started = started;
    issuer.answer = answer;
    const token = await signedToken(one);
    const response = await started.send(token);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await response.json()).toMatchObject({ code: "busy", retryable: true });
    expect(started.failures).toHaveLength(1);
    issuer.answer = answering(keySetText(one));
    started.pass(1);
    expect(await started.status(token)).toBe(200);
  });
});

describe("keys in a file", () => {
  it("are read again when they are not enough", async () => {
    const folder = await mkdtemp(join(tmpdir(), "holdfast-keys-"));
    const file = join(folder, "jwks.json");
    await using started = await service(keysInFile(file));
    const token = await signedToken(one);
    expect(await started.status(token)).toBe(503);
    await writeFile(file, keySetText(one));
    started.pass(1);
    expect(await started.status(token)).toBe(200);
    await writeFile(file, keySetText(one, two));
    started.pass(60);
    expect(await started.status(await signedToken(two))).toBe(200);
    await rm(folder, { recursive: true });
  });
});
