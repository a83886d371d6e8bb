import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import type { Static } from "typebox";
import { describe, expect, expectTypeOf, it } from "vitest";

import type { TransferPosted } from "../../../domain/ledger-event.ts";
import type { AccountShown, OpenAccountBody } from "../account-schemas.ts";
import type { BatchBody, TransferBody, TransferRecord } from "../transfer-schemas.ts";
import type { PaymentsEvent } from "./event-types.ts";
import { PaymentsClient } from "./payments-client.ts";
import type { PaymentsProblem, ProblemOnWire } from "./payments-problem.ts";

type Calls = { readonly [Part in keyof PaymentsClient]: PaymentsClient[Part] };
type Given<Part extends keyof Calls, Name extends keyof Calls[Part]> = Calls[Part][Name] extends (
  ...given: infer All
) => unknown
  ? All
  : never;
/** Amounts are bigints to the service and texts on the wire; everything else is the same. */
type Texts<Shown, Names extends keyof Shown> = Omit<Shown, Names> & Record<Names, string>;

describe("the types of the client", () => {
  it("are those of the schemas that validate", () => {
    type Created = Given<"transfers", "create">[0];
    expectTypeOf<Static<typeof TransferBody>>().toExtend<Created>();
    expectTypeOf<keyof Created>().toEqualTypeOf<keyof Static<typeof TransferBody>>();
    expectTypeOf<Pick<Created, "balancing" | "once">>().toEqualTypeOf<
      Readonly<Pick<Static<typeof TransferBody>, "balancing" | "once">>
    >();
    expectTypeOf<Given<"accounts", "open">[0]>().toEqualTypeOf<
      Readonly<Static<typeof OpenAccountBody>>
    >();
    type Item = Given<"transfers", "batch">[0]["transfers"][number];
    expectTypeOf<keyof Item>().toEqualTypeOf<keyof Static<typeof BatchBody>["transfers"][number]>();
    expectTypeOf<{ amount: 5n }>().not.toExtend<Pick<Created, "amount">>();
  });

  it("tell answers as the schemas serialise them, amounts as texts", () => {
    type Opened = Awaited<ReturnType<Calls["accounts"]["open"]>>;
    type Shown = Texts<Static<typeof AccountShown>, "min_available" | "version">;
    expectTypeOf<Pick<Opened, "id" | "status" | "version" | "min_available">>().toEqualTypeOf<
      Readonly<Pick<Shown, "id" | "status" | "version" | "min_available">>
    >();
    expectTypeOf<keyof Opened>().toEqualTypeOf<keyof Static<typeof AccountShown> | "etag">();
    expectTypeOf<Opened["balances"]["posted"]>().toEqualTypeOf<string>();
    type Made = Awaited<ReturnType<Calls["transfers"]["create"]>>;
    expectTypeOf<keyof Made>().toEqualTypeOf<keyof Static<typeof TransferRecord>>();
    expectTypeOf<Made["kind"]>().toEqualTypeOf<Static<typeof TransferRecord>["kind"]>();
  });

  it("tell events by their type, fields as they are written", () => {
    type Posted = Extract<PaymentsEvent, { readonly type: "TransferPosted" }>["data"];
    expectTypeOf<Posted["amount"]>().toEqualTypeOf<string>();
    expectTypeOf<Posted["debit_account"]>().toEqualTypeOf<TransferPosted["debitAccount"]>();
    expectTypeOf<Posted["metadata"]>().toEqualTypeOf<TransferPosted["metadata"]>();
    type Issued = Extract<PaymentsEvent, { readonly type: "QuoteIssued" }>["data"];
    expectTypeOf<Issued["sell"]>().toEqualTypeOf<{
      readonly currency: string;
      readonly minor: string;
    }>();
    expectTypeOf<Issued["spread_minor"]>().toEqualTypeOf<string>();
  });

  it("tell the params of a problem by its code", () => {
    type Params = { account: string; available: string; required: string; currency: string };
    const paramsOf = (problem: PaymentsProblem) =>
      problem.is("insufficient_funds") ? problem.params : undefined;
    expectTypeOf(paramsOf).returns.toExtend<Readonly<Params> | undefined>();
    expectTypeOf<ProblemOnWire["code"]>().toExtend<string>();
  });
});

it("loads nothing of the service", async () => {
  const folder = import.meta.dirname;
  const files = (await readdir(folder)).filter((name) => !name.endsWith(".test.ts"));
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  const loaded = texts.flatMap((text) =>
    [...text.matchAll(/^(?:import|export) (?!type )[^;]*? from "(.+)";$/gmu)].map(
      ([, from]) => from,
    ),
  );
  expect(loaded).toContain("./exchange.ts");
  expect(loaded.filter((from) => from?.startsWith("./") !== true)).toEqual([]);
});

type Sent = { readonly url: string; readonly headers: Headers };

/** A client, and what it has sent to a service that answers so. */
function clientOf(answers: readonly (() => Response | Error)[], more: object = {}) {
  const sent: Sent[] = [];
  const left = [...answers];
  const send: typeof fetch = async (url, init) => {
    sent.push(new Request(url, init));
    const answer = left.shift()?.() ?? Response.json({ data: [] });
    if (answer instanceof Response) return answer;
    throw answer;
  };
  const client = new PaymentsClient({
    url: "http://ledger.test/house/",
    token: () => `token-${sent.length}`,
    fetch: send,
    random: () => 0,
    ...more,
  });
  return { client, sent };
}

const problem = (status: number, code: string, retryable: boolean) => () =>
  Response.json({ status, code, title: code, retryable, trace_id: "7" }, { status });
const lost = () => new TypeError("fetch failed");
const MONEY = { debit_account: "a", credit_account: "b", amount: "1" };

describe("a call", () => {
  it("is repeated with the same key, a new token, and no more often than it may", async () => {
    const { client, sent } = clientOf([lost, problem(503, "busy", true), lost, lost]);
    const failed = client.transfers.create(MONEY);
    await expect(failed).rejects.toMatchObject({ code: "unreachable", attempts: 4 });
    expect(new Set(sent.map(({ headers }) => headers.get("idempotency-key"))).size).toBe(1);
    expect(sent.map(({ headers }) => headers.get("authorization"))).toEqual(
      [0, 1, 2, 3].map((number) => `Bearer token-${number}`),
    );
  });

  it("keeps the key that is given, and tells it when it fails", async () => {
    const { client, sent } = clientOf([problem(422, "insufficient_funds", false)]);
    const refused = client.transfers.create(MONEY, { idempotencyKey: "pay-7" });
    await expect(refused).rejects.toMatchObject({
      name: "PaymentsProblem",
      status: 422,
      traceId: "7",
      idempotencyKey: "pay-7",
    });
    expect(sent).toHaveLength(1);
    expect(sent[0]?.headers.get("idempotency-key")).toBe("pay-7");
  });

  it("waits as long as it is asked to, and tells who asks for more than a minute", async () => {
    const busy = (seconds: number) => () =>
      Response.json(
        { status: 503, code: "busy", title: "busy", retryable: true, trace_id: "7" },
        { status: 503, headers: { "retry-after": String(seconds) } },
      );
    const { client, sent } = clientOf([busy(1), busy(61)]);
    const begunMs = performance.now();
    const refused = client.accounts.get("a");
    await expect(refused).rejects.toMatchObject({
      code: "busy",
      retryAfterMs: 61_000,
      attempts: 2,
    });
    // Timers count whole milliseconds.
    expect(performance.now() - begunMs).toBeGreaterThan(998);
    expect(sent).toHaveLength(2);
  });

  it("is over for a caller who leaves while it waits, for a token as for another attempt", async () => {
    const away = () => Response.json({}, { status: 503, headers: { "retry-after": "60" } });
    const token = () => new Promise<string>(() => undefined);
    for (const { client } of [clientOf([away]), clientOf([], { token })]) {
      const left = new AbortController();
      const asked = client.accounts.get("a", { signal: left.signal });
      setTimeout(() => left.abort(new RangeError("left")), 50);
      await expect(asked).rejects.toThrow("left");
    }
    const slow = clientOf([], { token, timeoutMs: 1, retries: 0 }).client;
    await expect(slow.accounts.get("a")).rejects.toMatchObject({ code: "timed_out" });
  });

  it("is no failure of the network where a header cannot hold what it is to", async () => {
    const { client, sent } = clientOf([]);
    const asked = client.transfers.create(MONEY, { idempotencyKey: "a\nb" });
    await expect(asked).rejects.toBeInstanceOf(TypeError);
    expect(sent).toEqual([]);
  });

  it("does not go out for a caller who has left, and is over when its time is", async () => {
    const { client, sent } = clientOf([]);
    const signal = AbortSignal.abort(new RangeError("left"));
    await expect(client.accounts.get("a", { signal })).rejects.toThrow("left");
    expect(sent).toEqual([]);
    const silent: typeof fetch = (_url, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      });
    const slow = clientOf([], { fetch: silent, timeoutMs: 1, retries: 1 }).client;
    const late = slow.accounts.get("a");
    await expect(late).rejects.toMatchObject({ code: "timed_out", attempts: 2 });
  });

  it("tells what is no answer of the service", async () => {
    const html = (status: number) => () => new Response("<html>", { status });
    const { client, sent } = clientOf([html(502), html(200), html(404)]);
    const failed = { name: "PaymentsFailure", code: "not_understood" };
    await expect(client.accounts.get("a")).rejects.toMatchObject({ ...failed, attempts: 2 });
    await expect(client.accounts.get("a")).rejects.toMatchObject({ ...failed, status: 404 });
    expect(sent).toHaveLength(3);
  });

  it("says what is listed, and keeps names apart from the path", async () => {
    const { client, sent } = clientOf([]);
    await client.events.page({ type: ["HoldPosted", "HoldVoided"], limit: 5 });
    await client.accounts.byNumber("../x?y");
    expect(sent.map(({ url }) => url)).toEqual([
      "http://ledger.test/house/v1/events?type=HoldPosted&type=HoldVoided&limit=5",
      "http://ledger.test/house/v1/accounts/by-number/..%2Fx%3Fy",
    ]);
    for (const name of ["", ".", ".."]) {
      expect(() => client.accounts.byNumber(name)).toThrow(RangeError);
    }
  });
});
