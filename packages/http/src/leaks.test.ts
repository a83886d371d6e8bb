import { openLogger, openMetrics } from "@holdfast/telemetry";
import fc from "fast-check";
import { Type } from "typebox";
import { beforeAll, describe, expect, it } from "vitest";

import { createServer } from "./create-server.ts";
import type { Server } from "./server.ts";

/** All that follows it is for nobody outside. */
const SECRET = "sEcReT";
const LEAK = /secret|select|insert|constraint|payments\.|\/srv\/|\.ts:|\.c:|host-7|stack|cause/i;

/** An error as the driver makes it, with everything that PostgreSQL tells. */
class DatabaseError extends Error {
  override readonly name = "DatabaseError";
  readonly severity = "ERROR";
  readonly detail = `Key (number)=(${SECRET}) already exists.`;
  readonly hint = `connect to host-7.internal`;
  readonly schema = "payments";
  readonly table = `${SECRET}_table`;
  readonly constraint = "account_number_key";
  readonly where = `SQL statement "SELECT ${SECRET}"`;
  readonly file = "/srv/postgres/nbtinsert.c:670";
  readonly routine = "_bt_check_unique";
  readonly statusCode = 418;
  readonly headers = { "x-leak": SECRET };
  readonly code: string;
  constructor(code: string) {
    super(`INSERT INTO payments.account violates "account_number_key" ${SECRET}`);
    this.code = code;
  }
}

/** Every class of the PostgreSQL manual's appendix A, with ends of codes that occur in many. */
const CLASSES =
  "00 01 02 03 08 09 0A 0B 0F 0L 0P 0Z 10 20 21 22 23 24 25 26 27 28 2B 2D 2F 34 38 39 3B 3D 3F 40 42 44 53 54 55 57 58 72 F0 HV P0 XX";
const ENDS = ["000", "001", "P01"];
const STATES = CLASSES.split(" ").flatMap((each) => ENDS.map((end) => each + end));

/** Timeouts, locks, resources, shutdowns; besides them whatever befalls a connection. */
const BUSY =
  "25006 25P03 25P04 40001 40003 40P01 53000 53100 53200 53300 53400 55P03 57014 57P01 57P02 57P03 57P04 57P05".split(
    " ",
  );

const isBusy = (state: string) => BUSY.includes(state) || state.startsWith("08");

let server: Server;
let thrown: unknown;

beforeAll(async () => {
  server = await createServer({
    service: "test",
    title: "Test",
    version: "1.2.3",
    logger: openLogger({ service: "test", level: "silent", format: "json" }),
    metrics: openMetrics({ service: "test" }),
    readiness: () => ({ isReady: true }),
  });
  const schema = { response: { 200: Type.Object({ amount: Type.Integer() }) } };
  const fail = () => {
    throw thrown;
  };
  server.get("/handler", { schema }, async () => fail());
  server.get("/hook", { schema, preHandler: fail }, () => ({ amount: 1 }));
  const getter = { schema: { response: { 200: Type.Object({ amount: Type.Unknown() }) } } };
  server.get("/serializer", getter, () => ({ amount: { toJSON: fail } }));
});

async function answer(url: string, value: unknown) {
  thrown = value;
  const { statusCode, headers, body } = await server.inject(url);
  expect(JSON.stringify(headers) + body).not.toMatch(LEAK);
  const { code, retryable } = JSON.parse(body);
  return { statusCode, code, retryable, retryAfter: headers["retry-after"] };
}

const INTERNAL = { statusCode: 500, code: "internal", retryable: false, retryAfter: undefined };
const RETRY = { statusCode: 503, code: "busy", retryable: true, retryAfter: "1" };

describe("an answer", () => {
  it("tells nothing of what PostgreSQL said, whatever it was", async () => {
    for (const state of new Set([...STATES, ...BUSY])) {
      const expected = isBusy(state) ? RETRY : INTERNAL;
      expect([state, await answer("/handler", new DatabaseError(state))]).toEqual([
        state,
        expected,
      ]);
    }
  });

  it.each(["/handler", "/hook", "/serializer"])(
    "tells nothing, wherever it fails: %s",
    async (url) => {
      expect(await answer(url, new DatabaseError("23505"))).toEqual(INTERNAL);
      expect(await answer(url, new DatabaseError("55P03"))).toEqual(RETRY);
    },
  );

  it("tells nothing of whatever else was thrown", async () => {
    const text = fc.oneof(fc.constant(SECRET), fc.constant(`/srv/${SECRET}.ts:1`), fc.string());
    const fields = fc.dictionary(
      fc.constantFrom("statusCode", "status", "headers", "validation", "serialization", "errors"),
      fc.anything({ values: [text, fc.integer({ min: 100, max: 599 })] }),
    );
    const error = fc
      .record({ message: text, cause: fc.anything({ values: [text] }), fields })
      .map(({ message, cause, fields }) =>
        Object.assign(new RangeError(message, { cause }), fields, { code: SECRET }),
      );
    const throwable = fc.oneof(error, fc.anything({ values: [text], key: text }));
    await fc.assert(
      fc.asyncProperty(throwable, async (value) => {
        expect(await answer("/handler", value)).toEqual(INTERNAL);
      }),
      { numRuns: 60 },
    );
  });
});
