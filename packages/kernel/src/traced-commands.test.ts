import type { Tagged } from "@holdfast/cqrs";
import type { CommandHandling, CommandMessage } from "@holdfast/cqrs/handling";
import { withCause } from "@holdfast/telemetry";
import { context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { afterEach, describe, expect, it, vi } from "vitest";

import { recordingTracer } from "../test/recording-tracer.ts";
import { countedCommands } from "./counted-commands.ts";
import { tracedCommands } from "./traced-commands.ts";

type Pay = { readonly type: "Pay"; readonly cents: number };

const message: CommandMessage<Pay> = {
  tenant: "00000000-0000-0000-0000-000000000000",
  streamId: "account-1",
  commandId: "c-1",
  command: { type: "Pay", cents: 5 },
};
const accepted = {
  status: "accepted",
  duplicate: false,
  events: [{ type: "Paid" }, { type: "Noted" }],
  version: 7,
  position: 12n,
  answer: null,
} as const;

type Answer = Awaited<ReturnType<CommandHandling<Pay, Tagged, never>["handle"]>>;

/** Handling that answers this, and notes what it was given. */
function answering(answer: Answer | Error) {
  const given: CommandMessage<Pay>[] = [];
  const inner: CommandHandling<Pay, Tagged, never> = {
    async handle(each) {
      given.push(each);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    async handleMany(messages) {
      given.push(...messages);
      if (answer instanceof Error) throw answer;
      return "code" in answer
        ? { accepted: [accepted], refused: { at: 1, refusal: answer } }
        : { accepted: messages.map(() => answer) };
    },
  };
  return { inner, given };
}

const conflict = {
  code: "version_conflict",
  sentence: "",
  data: { streamId: "account-1", expected: 1, actual: 2 },
} as const;
const closed = { code: "stream_closed", sentence: "", data: { streamId: "account-1" } } as const;

afterEach(() => vi.restoreAllMocks());

describe("with telemetry off", () => {
  it("nothing is made: no span, no attributes, no copy of the message, no look at a clock", async () => {
    const calls = [
      vi.spyOn(context, "with"),
      vi.spyOn(context, "active"),
      vi.spyOn(trace, "setSpan"),
      vi.spyOn(performance, "now"),
    ];
    const { inner, given } = answering(accepted);
    const commands = tracedCommands(countedCommands(inner, undefined), undefined);
    expect(await commands.handle(message)).toBe(accepted);
    await commands.handleMany([message], "all_or_nothing");
    expect(given.every((each) => each === message)).toBe(true);
    for (const call of calls) expect(call).not.toHaveBeenCalled();
  });

  it("for a span that is not sampled no attributes are made", async () => {
    const { tracer, spans } = recordingTracer(false);
    const { inner, given } = answering(accepted);
    const commands = tracedCommands(inner, tracer);
    await commands.handle(message);
    await commands.handleMany([message], "all_or_nothing");
    expect(spans).toHaveLength(2);
    expect(given[0]?.meta?.traceparent).toMatch(/^00-a{31}1-b{15}1-00$/);
  });
});

describe("the span of a command", () => {
  it("tells what came of it", async () => {
    const { tracer, spans } = recordingTracer();
    const { inner } = answering(accepted);
    await tracedCommands(inner, tracer).handle(message);
    expect(spans).toMatchObject([
      {
        name: "decide Pay",
        kind: SpanKind.INTERNAL,
        attributes: {
          "holdfast.command.type": "Pay",
          "holdfast.command.outcome": "accepted",
          "holdfast.stream.version.before": 5,
          "holdfast.stream.version.after": 7,
          "messaging.destination.name": "account",
          "messaging.message.id": "c-1",
        },
      },
    ]);
    // Ids of streams are many; a backend would drown in them.
    expect(Object.values(spans[0]?.attributes ?? {})).not.toContain("account-1");
  });

  it("tells why not", async () => {
    for (const [answer, outcome] of [
      [closed, "rejected"],
      [conflict, "conflict"],
      [{ ...accepted, duplicate: true }, "duplicate"],
    ] as const) {
      const { tracer, spans } = recordingTracer();
      await tracedCommands(answering(answer).inner, tracer).handle(message);
      expect(spans[0]?.attributes["holdfast.command.outcome"]).toBe(outcome);
      const code = "code" in answer ? answer.code : undefined;
      expect(spans[0]?.attributes["holdfast.rejection.code"]).toBe(code);
    }
  });

  it("tells what was thrown, which reaches the caller", async () => {
    const { tracer, spans } = recordingTracer();
    const { inner } = answering(new RangeError("down"));
    const commands = tracedCommands(inner, tracer);
    await expect(commands.handle(message)).rejects.toThrow("down");
    expect(spans[0]).toMatchObject({
      status: SpanStatusCode.ERROR,
      attributes: { "holdfast.command.outcome": "failed" },
    });
  });
});

describe("who counts", () => {
  it("is told of each command, of several those that were tried", async () => {
    const told: unknown[] = [];
    const onHandled = (...[type, outcome]: readonly [string, string, number]) =>
      told.push(`${type} ${outcome}`);
    await countedCommands(answering(accepted).inner, onHandled).handle(message);
    const many = countedCommands(answering(closed).inner, onHandled);
    await many.handleMany([message, message, message], "stop_at_first_refusal");
    const failing = countedCommands(answering(new RangeError("down")).inner, onHandled);
    await failing.handleMany([message], "all_or_nothing").catch(() => undefined);
    await failing.handle(message).catch(() => undefined);
    expect(told).toEqual([
      "Pay accepted",
      "Pay accepted",
      "Pay rejected",
      "Pay failed",
      "Pay failed",
    ]);
  });
});

describe("why a command is issued", () => {
  const cause = { correlationId: "flow-1", causationId: "e-9", actor: "ann" };

  it("is written into it without anybody's doing", async () => {
    const { inner, given } = answering(accepted);
    const { handle, handleMany } = tracedCommands(inner, undefined);
    await withCause(cause, async () => {
      await Promise.resolve();
      await handle(message);
      await handleMany([message], "all_or_nothing");
    });
    expect(given.map(({ meta }) => meta)).toEqual([cause, cause]);
  });

  it("is not changed when the command says it itself", async () => {
    const { inner, given } = answering(accepted);
    const { handle } = tracedCommands(inner, undefined);
    const own = { ...message, meta: { causationId: "e-1", note: "by hand" } };
    await withCause(cause, () => handle(own));
    expect(given[0]?.meta).toEqual({ ...cause, causationId: "e-1", note: "by hand" });
  });

  it("has to be said when it follows from one of several events", async () => {
    const { inner, given } = answering(accepted);
    const { handle } = tracedCommands(inner, undefined);
    const flows = new Map([
      ["e-1", "flow-1"],
      ["e-2", "flow-2"],
    ]);
    const several = { correlationId: "flow-1", correlationOf: (id: string) => flows.get(id) };
    const following = (causationId?: string) =>
      withCause(several, () =>
        handle({ ...message, ...(causationId !== undefined && { meta: { causationId } }) }),
      );
    await expect(following()).rejects.toMatchObject({ code: "cause_unclear" });
    await expect(following("e-3")).rejects.toMatchObject({ code: "cause_unclear" });
    await following("e-2");
    const expected = { causationId: "e-2", correlationId: "flow-2" };
    expect(given.map(({ meta }) => meta)).toEqual([expected]);
  });
});
