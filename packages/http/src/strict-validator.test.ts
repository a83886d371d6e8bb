import { Type, type TSchema } from "typebox";
import { describe, expect, it } from "vitest";

import { InvalidRequest } from "./invalid-request.ts";
import { strictValidator } from "./strict-validator.ts";

type Outcome = { readonly value: unknown } | { readonly errors: readonly unknown[] };

function validate(schema: TSchema, httpPart: string, input: unknown): Outcome {
  const result: unknown = strictValidator({ schema, httpPart, method: "GET", url: "/" })(input);
  if (typeof result !== "object" || result === null) throw new TypeError("no result");
  if ("error" in result && result.error instanceof InvalidRequest) {
    return { errors: result.error.errors };
  }
  return { value: "value" in result ? result.value : undefined };
}

const query = (schema: TSchema, input: unknown): Outcome => validate(schema, "querystring", input);

describe("query", () => {
  const Page = Type.Object({ page: Type.Integer() });

  it("reads plain integers", () => {
    expect(query(Page, { page: "12" })).toEqual({ value: { page: 12 } });
    expect(query(Page, { page: "-3" })).toEqual({ value: { page: -3 } });
    expect(query(Page, { page: "007" })).toEqual({ value: { page: 7 } });
  });

  it.each(["abc", "1.5", "1.0", "1e3", "0x10", " 1", "1 ", "", "+1", "9007199254740993", "null"])(
    "does not take %j for an integer",
    (page) => {
      expect(query(Page, { page })).toEqual({
        errors: [{ in: "query", pointer: "/page", code: "type", detail: "must be integer" }],
      });
    },
  );

  it("does not pick one of two values", () => {
    expect(query(Page, { page: ["1", "2"] })).toMatchObject({ errors: [{ pointer: "/page" }] });
  });

  it("reads decimals, booleans and lists", () => {
    const schema = Type.Object({
      share: Type.Number(),
      final: Type.Boolean(),
      ids: Type.Array(Type.Integer()),
      names: Type.Array(Type.String()),
    });
    const input = { share: "-0.5", final: "false", ids: ["1", "2"], names: "a" };
    expect(query(schema, input)).toEqual({
      value: { share: -0.5, final: false, ids: [1, 2], names: ["a"] },
    });
  });

  it.each([
    [{ share: "1e3" }, "/share"],
    [{ share: "1." }, "/share"],
    [{ final: "yes" }, "/final"],
    [{ final: "1" }, "/final"],
    [{ ids: ["1", "x"] }, "/ids/1"],
  ])("refuses %j", (input, pointer) => {
    const schema = Type.Partial(
      Type.Object({
        share: Type.Number(),
        final: Type.Boolean(),
        ids: Type.Array(Type.Integer()),
      }),
    );
    expect(query(schema, input)).toMatchObject({ errors: [{ pointer }] });
  });

  it("fills in defaults for what is missing", () => {
    const schema = Type.Object({
      page: Type.Integer({ default: 1 }),
      q: Type.Optional(Type.String()),
    });
    expect(query(schema, {})).toEqual({ value: { page: 1 } });
    expect(query(schema, { page: "2" })).toEqual({ value: { page: 2 } });
  });
});

describe("body", () => {
  const Body = Type.Object(
    {
      amount: Type.Integer({ minimum: 1 }),
      kind: Type.Union([Type.Literal("credit"), Type.Literal("debit")]),
      note: Type.Optional(Type.String({ maxLength: 3 })),
    },
    { additionalProperties: false },
  );

  const body = (input: unknown): Outcome => validate(Body, "body", input);

  it("passes what matches", () => {
    const input = { amount: 1, kind: "debit" };
    expect(body(input)).toEqual({ value: input });
  });

  it("converts nothing", () => {
    expect(body({ amount: "1", kind: "debit" })).toMatchObject({
      errors: [{ pointer: "/amount" }],
    });
  });

  it("reports all mistakes, one for each place", () => {
    const input = { kind: "gift", note: "long", "a/b~c": 1 };
    const { errors } = { errors: [], ...body(input) };
    expect(new Set(errors)).toEqual(
      new Set([
        { in: "body", pointer: "/amount", code: "required", detail: "is missing" },
        { in: "body", pointer: "/kind", code: "any_of", detail: "must match a schema in anyOf" },
        {
          in: "body",
          pointer: "/note",
          code: "max_length",
          detail: "must not have more than 3 characters",
        },
        { in: "body", pointer: "/a~1b~0c", code: "unknown_field", detail: "is not known" },
      ]),
    );
  });

  it("points at the body itself when it is no object", () => {
    expect(body(null)).toMatchObject({ errors: [{ pointer: "", code: "type" }] });
  });
});
