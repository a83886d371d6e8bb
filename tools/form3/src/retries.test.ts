import { describe, expect, it } from "vitest";

import { newAccount, stage, uuid } from "../test/in-process.ts";
import { Form3Error, type FetchAnswer } from "./index.ts";

/** An answer of a bank that is none of ours. */
function answer(status: number, body = "", headers: Record<string, string> = {}): FetchAnswer {
  return {
    status,
    headers: { get: (name) => headers[name] ?? null },
    // Read once per attempt.
    get body() {
      return new Response(body).body;
    },
  };
}

/** A stage whose bank gives these answers in turn, the last one for ever. */
function scripted(answers: readonly (FetchAnswer | "broken")[], options = {}) {
  const delays: number[] = [];
  let at = 0;
  const all = stage({
    fetch: async () => {
      const next = answers[Math.min(at, answers.length - 1)];
      at += 1;
      if (next === "broken" || next === undefined) throw new TypeError("fetch failed");
      return next;
    },
    hooks: { onRetry: ({ delayMs }) => delays.push(delayMs) },
    ...options,
  });
  const fetch = () => all.run(all.form3.accounts.fetch({ id: uuid(1) }));
  return { ...all, delays, fetch, asked: () => at };
}

describe("a call that fails", () => {
  it.each([
    [400, "validation", 1],
    [401, "unauthorized", 1],
    [403, "forbidden", 1],
    [404, "not_found", 1],
    [408, "timeout", 5],
    [409, "version_conflict", 1],
    [422, "validation", 1],
    [429, "rate_limited", 5],
    [302, "decode", 1],
    [500, "server", 5],
    [501, "server", 1],
    [502, "server", 5],
    [503, "server", 5],
    [504, "server", 5],
  ])("with %i is %s after %i attempts", async (status, kind, attempts) => {
    const { fetch, asked } = scripted([answer(status, "<html>no</html>")]);
    await expect(fetch()).rejects.toMatchObject({ kind, status, attempts, name: "Form3Error" });
    expect(asked()).toBe(attempts);
  });

  it("waits with full jitter that doubles, and no longer than the bank may be asked to", async () => {
    const { fetch, delays } = scripted(["broken"], { maxRetries: 9, totalTimeoutMs: 600_000 });
    await expect(fetch()).rejects.toMatchObject({ kind: "network", attempts: 10 });
    expect(delays).toEqual([125, 250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  });

  it.each([
    ["seconds", "7", 7000],
    ["a date", "Thu, 01 Jan 2026 00:00:07 GMT", 7000],
    ["a date that has passed", "Thu, 01 Jan 2020 00:00:07 GMT", 125],
    ["an hour, of which a minute is believed", "3600", 60_000],
    ["less than chance", "0", 125],
    ["rubbish", "-1", 125],
  ])("comes back no sooner than Retry-After: %s", async (_name, header, delayMs) => {
    const busy = answer(429, "", { "retry-after": header });
    const options = { maxRetries: 1, totalTimeoutMs: 100_000 };
    const { fetch, delays } = scripted([busy], options);
    await expect(fetch()).rejects.toMatchObject({ kind: "rate_limited" });
    expect(delays).toEqual([delayMs]);
  });

  it("does not wait for a moment after its deadline", async () => {
    const busy = answer(429, "", { "retry-after": "30" });
    const { fetch, time, asked } = scripted([busy], { totalTimeoutMs: 20_000 });
    const startMs = time.nowMs;
    await expect(fetch()).rejects.toMatchObject({ kind: "rate_limited", retryAfterMs: 30_000 });
    expect({ asked: asked(), waitedMs: time.nowMs - startMs }).toEqual({ asked: 1, waitedMs: 0 });
  });

  it("is not tried again beyond a tenth of the requests, all calls together", async () => {
    const { fetch, asked } = scripted([answer(503)], {
      retryBudget: { ratio: 0.1, burst: 2 },
    });
    for (let call = 0; call < 40; call += 1) await expect(fetch()).rejects.toThrow(Form3Error);
    expect(asked()).toBe(40 + 2 + 3);
  });

  it("gives up an attempt after its limit, and the call after that of all", async () => {
    const options = { timeoutMs: 1000, totalTimeoutMs: 2500, maxRetries: 10 };
    const { form3, time, run } = stage({ ...options, fetch: () => new Promise(() => undefined) });
    const startMs = time.nowMs;
    const call = run(form3.accounts.fetch({ id: uuid(1) }));
    await expect(call).rejects.toMatchObject({ kind: "timeout", attempts: 3 });
    expect(time.nowMs - startMs).toBe(2500);
  });

  it("keeps what is needed to ask the bank's support, and nothing secret", async () => {
    const body = '{"error_code":"ab12","error_message":"no such thing"}';
    const { fetch } = scripted([answer(404, body, { "x-request-id": "r-9" })]);
    await expect(fetch()).rejects.toMatchObject({
      errorCode: "ab12",
      requestId: "r-9",
      body,
      method: "GET",
      url: `http://bank.test/v1/organisation/accounts/${uuid(1)}`,
      message: expect.stringContaining("not found: no such thing (GET http"),
    });
  });

  it("keeps only the beginning of a long body", async () => {
    const { fetch } = scripted([answer(400, "x".repeat(10_000))]);
    const error: unknown = await fetch().catch((reason: unknown) => reason);
    expect(error instanceof Form3Error ? error.body?.length : 0).toBe(4096);
  });
});

describe("an abort", () => {
  it("before the call sends nothing", async () => {
    const { form3, requests, run } = stage();
    const call = form3.accounts.fetch({ id: uuid(1) }, { signal: AbortSignal.abort("no") });
    await expect(run(call)).rejects.toMatchObject({ kind: "aborted", cause: "no" });
    expect(requests).toEqual([]);
  });

  it("ends a sleep before a retry", async () => {
    const aborting = new AbortController();
    const { time, form3, run, asked } = scripted([answer(503, "", { "retry-after": "9" })]);
    time.after(100, () => aborting.abort());
    const startMs = time.nowMs;
    const call = run(form3.accounts.fetch({ id: uuid(1) }, { signal: aborting.signal }));
    await expect(call).rejects.toMatchObject({ kind: "aborted" });
    expect({ asked: asked(), waitedMs: time.nowMs - startMs }).toEqual({ asked: 1, waitedMs: 100 });
  });

  it("ends the waiting for an answer, and tells fetch", async () => {
    const aborting = new AbortController();
    const signals: AbortSignal[] = [];
    const { form3, time, run } = stage({
      fetch: (_url, { signal }) => {
        signals.push(signal);
        return new Promise(() => undefined);
      },
    });
    time.after(50, () => aborting.abort("enough"));
    const call = run(form3.accounts.fetch({ id: uuid(1) }, { signal: aborting.signal }));
    await expect(call).rejects.toMatchObject({ kind: "aborted", cause: "enough" });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it("ends the reading of a body", async () => {
    const aborting = new AbortController();
    let isCancelled = false;
    const body = new ReadableStream<Uint8Array>({
      start: (stream) => stream.enqueue(new TextEncoder().encode('{"data":')),
      cancel: () => {
        isCancelled = true;
      },
    });
    const { form3, time, run } = stage({ fetch: async () => ({ ...answer(200), body }) });
    time.after(50, () => aborting.abort());
    const call = run(form3.accounts.fetch({ id: uuid(1) }, { signal: aborting.signal }));
    await expect(call).rejects.toMatchObject({ kind: "aborted" });
    expect(isCancelled).toBe(true);
  });

  it("leaves no listener behind on the signal of the caller", async () => {
    const { signal } = new AbortController();
    const counts = { added: 0, removed: 0 };
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...words: Parameters<typeof add>) => {
      counts.added += 1;
      add(...words);
    };
    signal.removeEventListener = (...words: Parameters<typeof remove>) => {
      counts.removed += 1;
      remove(...words);
    };
    const { form3, run } = stage();
    await run(form3.accounts.create(newAccount(uuid(1)), { signal }));
    await run(form3.accounts.list({}, { signal }).toArray({ limit: 9 }));
    expect(counts.added).toBeGreaterThan(1);
    expect(counts.removed).toBe(counts.added);
  });
});

describe("an answer that is not what was promised", () => {
  it.each([
    ["no JSON", "<html></html>"],
    ["no object", "[]"],
    ["empty", ""],
    ["without data", "{}"],
    ["of another type", '{"data":{"type":"units"}}'],
    ["without a version", '{"data":{"type":"accounts","id":"1","organisation_id":"2"}}'],
  ])("is told as such: %s", async (_name, body) => {
    const { fetch, asked } = scripted([answer(200, body)]);
    await expect(fetch()).rejects.toMatchObject({ kind: "decode", status: 200, body });
    expect(asked()).toBe(1);
  });

  it("is too large", async () => {
    const { fetch } = scripted([answer(200, "x".repeat(101))], { maxResponseBytes: 100 });
    await expect(fetch()).rejects.toMatchObject({
      kind: "decode",
      message: expect.stringContaining("it is larger than 100 bytes"),
    });
  });
});

describe("a hook", () => {
  it("hears of attempts, answers and retries", async () => {
    const heard: unknown[] = [];
    const { form3, bank, run } = stage({
      hooks: {
        onRequest: ({ attempt }) => heard.push(["request", attempt]),
        onResponse: ({ attempt, status }) => heard.push(["response", attempt, status]),
        onRetry: ({ error, delayMs }) => heard.push(["retry", error.kind, delayMs]),
      },
    });
    bank.faults.follow({ faults: [{ kind: "dropped", when: "before", times: 1 }] });
    await run(form3.accounts.create(newAccount(uuid(1))));
    expect(heard).toEqual([
      ["request", 1],
      ["retry", "network", 125],
      ["request", 2],
      ["response", 2, 201],
    ]);
  });

  it("that throws changes nothing", async () => {
    const fail = () => {
      throw new TypeError("hook");
    };
    const { form3, run } = stage({ hooks: { onRequest: fail, onResponse: fail } });
    expect(await run(form3.accounts.create(newAccount(uuid(1))))).toMatchObject({
      replayed: false,
    });
  });
});
