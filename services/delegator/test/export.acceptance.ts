import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { gunzipSync } from "node:zlib";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { DelegationView } from "../src/application/delegation-view.ts";
import { type Mirrored, mirrored } from "./mirrored.ts";
import type { Delegator } from "./start-delegator.ts";
import { viewsOf } from "./views-of-truth.ts";

const ROWS = 3000;
/** An account that never delegated. */
const STRANGER = "tz1a1SAaXRt9yoGMx29rh9FsBF4UzmvojdTL";
const HEADER =
  "id,level,timestamp,hash,counter,nonce,delegator,initiator,amount,prev_baker,new_baker,status,kind,final\n";

let mirror: Mirrored;
let delegator: Delegator;
/** Oldest first. */
let views: readonly DelegationView[];

beforeAll(async () => {
  mirror = await mirrored(ROWS);
  delegator = mirror.delegator;
  views = viewsOf(mirror.truth, mirror.final);
});

afterAll(async () => {
  await mirror[Symbol.asyncDispose]();
});

function csvOf(rows: readonly DelegationView[], asOf = ROWS): string {
  const lines = rows.map((row) => `${Object.values(row).join(",")}\n`);
  return `${HEADER}${lines.join("")}# as_of=${asOf} head=${mirror.head} final=${mirror.final}\n`;
}

function ndjsonOf(rows: readonly DelegationView[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

type Filter = readonly [query: string, isIn: (row: DelegationView, at: number) => boolean];

/** Filters whose parameters are taken from rows of the truth, so that each lets some pass and keeps some out. */
function filters(): readonly Filter[] {
  const middle = views[ROWS / 2];
  const moved = views.find(({ kind }) => kind === "redelegate");
  if (middle === undefined || moved === undefined) throw new RangeError("the truth is too small");
  const { delegator: sender, timestamp, level, amount } = middle;
  const { newBaker, prevBaker } = moved;
  return [
    ["", () => true],
    [`delegator=${sender}`, (row) => row.delegator === sender],
    [`baker=${prevBaker}`, (row) => row.newBaker === prevBaker || row.prevBaker === prevBaker],
    [`baker=${newBaker}&baker_role=new`, (row) => row.newBaker === newBaker],
    [`baker=${prevBaker}&baker_role=prev`, (row) => row.prevBaker === prevBaker],
    ["status=failed", (row) => row.status === "failed"],
    ["kind=undelegate", (row) => row.kind === "undelegate"],
    [`from=${timestamp}`, (row) => row.timestamp >= timestamp],
    [`to=${timestamp}`, (row) => row.timestamp < timestamp],
    ["from=2020-01-01&to=2022-01-01", (row) => /^202[01]/.test(row.timestamp)],
    [`level_from=${level}`, (row) => row.level >= level],
    [`level_to=${level}`, (row) => row.level <= level],
    [`min_amount=${amount}`, (row) => BigInt(row.amount) >= BigInt(amount)],
    [`max_amount=${amount}`, (row) => BigInt(row.amount) <= BigInt(amount)],
    ["final=true", (row) => row.final],
    ["as_of=1234", (_, at) => at < 1234],
    ["as_of=0", () => false],
    ["as_of=1000&from=2019-01-01&final=true", (row, at) => at < 1000 && row.timestamp >= "2019"],
    [
      `baker=${newBaker}&delegator=${sender}`,
      (row) =>
        row.delegator === sender && (row.newBaker === newBaker || row.prevBaker === newBaker),
    ],
    [`delegator=${STRANGER}`, () => false],
    [
      `as_of=2000&status=applied&from=2021-01-01`,
      (row, at) => at < 2000 && row.status === "applied" && row.timestamp >= "2021",
    ],
    ["from=2001-01-01&to=2002-01-01", () => false],
  ];
}

describe("an export", () => {
  it("equals the chain in both formats, whatever it is narrowed to", async () => {
    for (const [query, isIn] of filters()) {
      const rows = views.filter(isIn);
      const asOf = Number(/as_of=(\d+)/.exec(query)?.[1] ?? ROWS);
      const csv = await delegator.get(`/v1/export.csv?${query}`);
      expect({ query, text: csv.text }).toEqual({ query, text: csvOf(rows, asOf) });
      const ndjson = await delegator.get(`/v1/export.ndjson?${query}`);
      expect({ query, text: ndjson.text }).toEqual({ query, text: ndjsonOf(rows) });
      for (const { headers } of [csv, ndjson]) {
        expect(headers["x-total-count"]).toBe(String(rows.length));
      }
    }
  });

  it("says what it is, and of which state of the history", async () => {
    const [csv, ndjson] = await Promise.all(
      ["csv", "ndjson"].map((format) => delegator.get(`/v1/export.${format}`)),
    );
    expect(csv).toMatchObject({
      status: 200,
      headers: {
        "content-type": "text/csv; charset=utf-8; header=present",
        "content-disposition": 'attachment; filename="delegations.csv"',
        "x-total-count": String(ROWS),
        "x-chain-head": String(mirror.head),
        "x-chain-final": String(mirror.final),
        etag: expect.stringMatching(/^W\/"[\w-]{12}-3000-0-\d+"$/),
      },
    });
    expect(ndjson?.headers).toMatchObject({
      "content-type": "application/x-ndjson",
      "content-disposition": 'attachment; filename="delegations.ndjson"',
    });
  });

  it("is answered with 304 and no body when the client has it already", async () => {
    const { headers } = await delegator.get("/v1/export.csv?kind=delegate");
    const etag = headers["etag"] ?? "";
    const again = await delegator.get("/v1/export.csv?kind=delegate", {
      headers: { "if-none-match": etag },
    });
    expect(again).toMatchObject({
      status: 304,
      text: "",
      headers: { etag, "cache-control": "no-cache", vary: "Accept, Accept-Encoding" },
    });
    const any = await delegator.get("/v1/export.csv", { headers: { "if-none-match": "*" } });
    expect(any.status).toBe(304);
    for (const other of ["csv", "csv?kind=register", "ndjson?kind=delegate"]) {
      const answer = await delegator.get(`/v1/export.${other}`, {
        headers: { "if-none-match": etag },
      });
      expect(answer.status).toBe(200);
    }
  });

  it("tells its headers alone to a HEAD", async () => {
    for (const query of [
      "",
      "?from=2021-01-01",
      "?as_of=7&final=true",
      "?as_of=9007199254740991",
    ]) {
      const head = await delegator.get(`/v1/export.csv${query}`, { method: "HEAD" });
      expect({ status: head.status, text: head.text }).toEqual({ status: 200, text: "" });
      const { headers } = await delegator.get(`/v1/export.csv${query}`);
      for (const name of ["etag", "x-total-count", "cache-control", "content-type", "vary"]) {
        expect({ query, [name]: head.headers[name] }).toEqual({ query, [name]: headers[name] });
      }
    }
  });

  it("tells no count to a HEAD that would have to count", async () => {
    const { status, headers } = await delegator.get("/v1/export.csv?status=failed", {
      method: "HEAD",
    });
    expect(status).toBe(200);
    expect(headers).not.toHaveProperty("x-total-count");
  });

  it("is compressed for those who ask for it, and says so", async () => {
    const answer = await rawAnswer("/v1/export.csv", "accept-encoding: gzip, br\r\n");
    expect(answer.head).toMatch(/\r\ncontent-encoding: gzip\r\n/);
    expect(gunzipSync(answer.body).toString()).toBe(csvOf(views));
    const plain = await rawAnswer("/v1/export.csv", "accept-encoding: gzip;q=0\r\n");
    expect(plain.head).not.toMatch(/content-encoding/);
    expect(plain.body.toString()).toBe(csvOf(views));
  });

  it.each([
    ["as_of=-1", "invalid as_of: must be a whole number between 0 and 9007199254740991"],
    ["as_of=x", "invalid as_of: must be a whole number between 0 and 9007199254740991"],
    [
      "as_of=9007199254740992",
      "invalid as_of: must be a whole number between 0 and 9007199254740991",
    ],
    ["as_off=7", 'unknown parameter "as_off": did you mean as_of?'],
    [
      "year=2021",
      'unknown parameter "year": known are delegator, baker, baker_role, status, kind, from, to, level_from, level_to, min_amount, max_amount, final, as_of',
    ],
    ["kind=x", "invalid kind: must be one of register, undelegate, delegate, redelegate, refresh"],
    ["from=2022-01-01&to=2021-01-01", "invalid range: from must lie before to"],
    [
      "delegator=x",
      "invalid delegator: not a Tezos address (tz1, tz2, tz3, tz4 or KT1, 36 characters with a right checksum)",
    ],
  ])("refuses %s", async (query, message) => {
    for (const format of ["csv", "ndjson"]) {
      const { status, text } = await delegator.get(`/v1/export.${format}?${query}`);
      expect({ status, text }).toEqual({
        status: 400,
        text: `${JSON.stringify({ code: 400, message })}\n`,
      });
    }
  });
});

/** Closes after one answer. HTTP/1.0, so that the body is what lies between the head and the end. */
async function rawAnswer(path: string, headers: string) {
  const socket = await ask(path, headers);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  const all = Buffer.concat(chunks);
  const end = all.indexOf("\r\n\r\n") + 4;
  return { head: all.subarray(0, end).toString().toLowerCase(), body: all.subarray(end) };
}

async function ask(path: string, headers: string): Promise<Socket> {
  const { hostname, port } = new URL(delegator.url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.write(`GET ${path} HTTP/1.0\r\nhost: x\r\n${headers}\r\n`);
  return socket;
}
