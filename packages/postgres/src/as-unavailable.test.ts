import { DatabaseError } from "pg";
import { expect, test } from "vitest";

import { asUnavailable } from "./as-unavailable.ts";
import { DatabaseUnavailable } from "./database-unavailable.ts";

function sent(code: string): DatabaseError {
  return Object.assign(new DatabaseError("words", 5, "error"), { code });
}

function failedCall(syscall: string, code: string): Error {
  return Object.assign(new RangeError(code), { syscall, code });
}

test.each(["57P03", "53300", "53100", "25006"])(
  "%s was refused by a server that stands, so nothing was applied",
  (code) => {
    expect(asUnavailable(sent(code), "unknown")).toMatchObject({
      code: "database_unavailable",
      outcome: "not_applied",
    });
  },
);

test.each(["57P01", "57P02", "57P04", "57P05", "08006", "25P03"])(
  "%s ends the connection, so the outcome is what the caller knows of it",
  (code) => {
    expect(asUnavailable(sent(code), "unknown")).toMatchObject({ outcome: "unknown" });
    expect(asUnavailable(sent(code), "not_applied")).toMatchObject({ outcome: "not_applied" });
  },
);

test.each(["23505", "40001", "57014", "28P01", "3D000", "42P01"])("%s stays what it is", (code) => {
  const error = sent(code);
  expect(asUnavailable(error, "unknown")).toBe(error);
});

test.each(["ECONNREFUSED", "ECONNRESET", "EAI_AGAIN", "ENOENT"])(
  "%s of the connection is unavailability",
  (code) => {
    expect(asUnavailable(failedCall("connect", code), "unknown")).toBeInstanceOf(
      DatabaseUnavailable,
    );
  },
);

test("a host of which every address refuses is unavailable, and all are told", () => {
  const error = new AggregateError([
    failedCall("connect", "ECONNREFUSED"),
    failedCall("connect", "ETIMEDOUT"),
  ]);
  expect(asUnavailable(error, "not_applied")).toMatchObject({
    message: "the database is unavailable: ECONNREFUSED; ETIMEDOUT",
    cause: error,
  });
});

test.each([
  "Connection terminated unexpectedly",
  "Connection terminated due to connection timeout",
  "Client has encountered a connection error and is not queryable",
  "timeout expired",
  "Query read timeout",
])("the driver's words %j are unavailability", (words) => {
  expect(asUnavailable(new RangeError(words), "unknown")).toBeInstanceOf(DatabaseUnavailable);
});

test("other mistakes stay what they are", () => {
  const mistake = new RangeError("timeout expired for another reason");
  expect(asUnavailable(mistake, "unknown")).toBe(mistake);
  expect(asUnavailable("words", "unknown")).toBe("words");
});
