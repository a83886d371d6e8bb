import { connect } from "node:net";
import { text } from "node:stream/consumers";

import { describe, expect, it } from "vitest";

import { startRail } from "../src/index.ts";
import { ask } from "./ask.ts";
import { submission, uuid } from "./submissions.ts";

const SUBMISSIONS = "/v1/submissions";

describe("the API over sockets", () => {
  it("takes a payment, tells what became of it, and shows it moved once", async () => {
    await using running = await startRail();
    const { url } = running;
    const payment = submission(1, "TEST-LOST-FAIL-RETURN-AC04");
    await expect(ask(url, "POST", SUBMISSIONS, payment)).rejects.toThrow("fetch failed");
    expect(await ask(url, "POST", SUBMISSIONS, payment)).toMatchObject({ status: 500 });
    expect(await ask(url, "POST", SUBMISSIONS, payment)).toEqual({
      status: 202,
      body: {
        submission_id: uuid(1),
        rail_reference: expect.stringMatching(/^RL[0-9A-F]{16}$/),
        state: "received",
      },
    });
    expect(await ask(url, "GET", `${SUBMISSIONS}/${uuid(2)}`)).toMatchObject({ status: 404 });
    const week = { advance_ms: 7 * 86_400_000 };
    expect(await ask(url, "POST", "/control/time", week)).toMatchObject({ status: 200 });
    expect(await ask(url, "GET", `${SUBMISSIONS}/${uuid(1)}`)).toMatchObject({
      status: 200,
      body: { state: "returned", reason_code: "AC04" },
    });
    expect(await ask(url, "GET", "/v1/audit")).toMatchObject({
      body: {
        submissions: [{ received: 3 }],
        moved: { EUR: { settled: "12345", returned: "12345", net: "0" } },
      },
    });
  });

  it("takes one id once, however many bring it at the same time", async () => {
    await using running = await startRail();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        ask(running.url, "POST", SUBMISSIONS, { ...submission(1), amount: `${1 + (at % 2)}` }),
      ),
    );
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(10);
    const { submissions } = Object((await ask(running.url, "GET", "/v1/audit")).body);
    expect(submissions).toMatchObject([{ received: 10, conflicts: 10 }]);
  });

  it.each([64 * 1024 + 1, 4 * 1024 * 1024])("refuses a body of %i bytes", async (bytes) => {
    await using running = await startRail();
    const answer = await ask(running.url, "POST", SUBMISSIONS, " ".repeat(bytes));
    expect(answer).toMatchObject({ status: 413, body: { code: "too_large" } });
  });

  it("keeps an answer back for as long as the fault says", async () => {
    await using running = await startRail({
      faults: { faults: [{ kind: "answer_late", ms: 30 }] },
    });
    const startMs = performance.now();
    expect(await ask(running.url, "GET", "/v1/outcomes")).toMatchObject({ status: 200 });
    expect(performance.now() - startMs).toBeGreaterThan(25);
  });

  it("breaks the connection without a word when a request is lost", async () => {
    await using running = await startRail({ faults: { faults: [{ kind: "request_lost" }] } });
    const { port } = new URL(running.url);
    const socket = connect({ port: Number(port), host: "127.0.0.1" });
    socket.write("GET /v1/outcomes HTTP/1.1\r\nhost: rail\r\n\r\n");
    await expect(text(socket)).rejects.toMatchObject({ code: "ECONNRESET" });
  });

  it("is answered for before it stops, and for nothing afterwards", async () => {
    const faults = { faults: [{ kind: "answer_late", ms: 600_000, times: 1 } as const] };
    const running = await startRail({ faults });
    const waiting = ask(running.url, "POST", SUBMISSIONS, submission(1));
    const audit = async () => Object((await ask(running.url, "GET", "/v1/audit")).body).count;
    await expect.poll(audit, { timeout: 30_000 }).toBe(1);
    await running[Symbol.asyncDispose]();
    expect(await waiting).toMatchObject({ status: 202 });
    await expect(audit()).rejects.toThrow("fetch failed");
  });
});
