import { describe, expect, it } from "vitest";

import { openLogger, type Logger, type OpenLoggerOptions } from "./open-logger.ts";

const NOON = Date.UTC(2026, 10, 21, 12);

function open(
  write: (logger: Logger) => void,
  options: Partial<OpenLoggerOptions> = {},
): readonly string[] {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  write(
    openLogger({
      service: "s",
      level: "info",
      format: "json",
      destination,
      now: () => NOON,
      ...options,
    }),
  );
  return lines;
}

const record = (write: (logger: Logger) => void): unknown => JSON.parse(open(write)[0] ?? "null");

describe("json", () => {
  it("writes level, time, service, fields and message as one line", () => {
    expect(open((logger) => logger.info({ port: 80 }, "listening"))).toEqual([
      `{"level":"info","time":${NOON},"service":"s","port":80,"msg":"listening"}\n`,
    ]);
  });

  it("writes nothing below its level", () => {
    expect(open((logger) => logger.debug("quiet"))).toEqual([]);
  });

  it("writes bigints as decimal strings at every depth", () => {
    const amount = 9_007_199_254_740_993n;
    expect(record((logger) => logger.info({ amount, deep: [{ amount }] }))).toMatchObject({
      amount: "9007199254740993",
      deep: [{ amount: "9007199254740993" }],
    });
  });

  it.each([
    "authorization",
    "Authorization",
    "cookie",
    "set-cookie",
    "apikey",
    "x-api-key",
    "password",
    "idempotency-key",
    "Idempotency-Key",
    "idempotencyKey",
  ])("redacts %s at the top and deeper", (key) => {
    const secret = { [key]: "hunter2", list: [{ [key]: "hunter2" }] };
    const [line = ""] = open((logger) => logger.info({ ...secret, headers: secret }));
    expect(line).not.toContain("hunter2");
    expect(line).toContain("[redacted]");
  });

  it("redacts the bindings of a child logger", () => {
    const [line = ""] = open((logger) => logger.child({ cookie: "hunter2" }).info("hello"));
    expect(line).toContain(`"cookie":"[redacted]"`);
  });

  it.each(["token", "accessToken", "client_secret", "PGPASSWORD", "private-key"])(
    "redacts what is called %s",
    (key) => {
      const deep = { [key]: "hunter2" };
      expect(record((logger) => logger.info({ ...deep, deep }))).toMatchObject({
        [key]: "[redacted]",
        deep: { [key]: "[redacted]" },
      });
    },
  );

  it("takes the passwords out of URLs, wherever in a line they stand", () => {
    const url = 'postgres://ann:p@ss/w"o?rd\\#@db:5432/x?sslpassword=hunter2&a=1';
    const shown = "postgres://[redacted]@db:5432/x?sslpassword=[redacted]&a=1";
    const error = new RangeError(`no route to ${url}`, { cause: new TypeError(`${url}\nb@c`) });
    const line = record((logger) => logger.child({ from: url }).error({ err: error, url }, url));
    expect(line).toMatchObject({
      msg: shown,
      from: shown,
      url: shown,
      err: { message: `no route to ${shown}`, cause: { message: `${shown}\nb@c` } },
    });
    expect(JSON.stringify(line)).not.toMatch(/hunter2|p@ss/);
  });

  it("leaves a URL without credentials and an address outside of URLs alone", () => {
    const text = "https://db/x?page=2 asked by ann@example.org";
    expect(record((logger) => logger.info({ tokens: 3 }, text))).toMatchObject({
      msg: text,
      tokens: 3,
    });
  });

  it("writes errors with fields, stack and causes, wherever they stand", () => {
    const cause = Object.assign(new RangeError("inner"), { rows: 2n });
    const error = new TypeError("outer", { cause });
    expect(record((logger) => logger.error(error))).toMatchObject({
      msg: "outer",
      err: {
        type: "TypeError",
        message: "outer",
        stack: expect.stringContaining("open-logger.test.ts"),
        cause: { type: "RangeError", message: "inner", rows: "2" },
      },
    });
    const all = new AggregateError([cause], "all");
    expect(record((logger) => logger.error({ failed: all }))).toMatchObject({
      failed: { type: "AggregateError", errors: [{ message: "inner" }] },
    });
    const both = new SuppressedError(error, cause, "both");
    expect(record((logger) => logger.error({ both }))).toMatchObject({
      both: { type: "SuppressedError", error: { message: "outer" }, suppressed: { rows: "2" } },
    });
  });

  it("cuts cycles, depths, long lists and bytes instead of failing", () => {
    const cycle: Record<string, unknown> = { bytes: new Uint8Array(3), day: new Date(NOON) };
    cycle["self"] = cycle;
    cycle["deep"] = { a: { b: { c: { d: { e: {} } } } } };
    cycle["list"] = Array.from({ length: 101 }, (_, index) => index);
    expect(record((logger) => logger.info({ cycle }))).toMatchObject({
      cycle: {
        bytes: "[3 bytes]",
        day: "2026-11-21T12:00:00.000Z",
        self: "[circular]",
        deep: { a: { b: { c: { d: "[deep]" } } } },
        list: expect.arrayContaining([99, "[1 more]"]),
      },
    });
  });
});

describe("human", () => {
  it("writes one line a person can read", () => {
    const lines = open(
      (logger) => logger.warn({ port: 80, tags: ["a"], text: "two\nlines" }, "listening"),
      { format: "human" },
    );
    expect(lines).toEqual([
      `12:00:00.000 WARN  s listening port=80 tags=["a"] text="two\\nlines"\n`,
    ]);
  });

  it("keeps an error on the line, with the place it came from", () => {
    const [line] = open((logger) => logger.error(new RangeError("too far")), { format: "human" });
    expect(line).toMatch(/^12:00:00\.000 ERROR s too far err=RangeError: too far at [^\n]+\n$/);
  });
});
