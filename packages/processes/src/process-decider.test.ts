import type { Tagged } from "@holdfast/cqrs";
import { evolveAll } from "@holdfast/cqrs";
import { describe, expect, it } from "vitest";

import { cancelTimer, type Outgoing, send, setTimer } from "./outgoing.ts";
import { processDecider } from "./process-decider.ts";
import type { ProcessEvent } from "./process-events.ts";
import type { ProcessManager } from "./process-manager.ts";

type Message =
  | { readonly type: "Do"; readonly what: readonly Outgoing<Tagged, Tagged>[] }
  | { readonly type: "End" };

type State = { readonly heard: readonly string[]; readonly isOver: boolean };

/** Does whatever it is told. */
const obedient: ProcessManager<Message, State, Tagged, Tagged> = {
  name: "obedient",
  initialState: () => ({ heard: [], isOver: false }),
  react: (heard) => ("what" in heard ? heard.what : []),
  evolve: ({ heard, isOver }, { type }) => ({
    heard: [...heard, type],
    isOver: isOver || type === "End",
  }),
  isOver: ({ isOver }) => isOver,
};
const decider = processDecider(obedient);
const now = new Date("2026-11-26T12:00:00Z");

type Event = ProcessEvent<Message, Tagged, Tagged>;

/** What happens when it is told to do things, one telling after another. */
function after(...tellings: readonly (readonly Outgoing<Tagged, Tagged>[])[]) {
  let state = decider.initialState();
  let events: readonly Event[] = [];
  for (const what of tellings) {
    events = decided({ type: "Hear", message: { type: "Do", what } }, state);
    state = evolveAll(decider, state, events);
  }
  return { state, events, did: events.slice(1) };
}

function decided(input: Parameters<typeof decider.decide>[0], state = decider.initialState()) {
  return decider.decide(input, state, { now });
}

const ring = { type: "Ring" };
const inAnHour = { after: { hours: 1 } } as const;

describe("a process as a decider", () => {
  it("writes down what it was told and what it does", () => {
    const { events } = after([
      send("account-1", { type: "Pay" }),
      setTimer("bell", inAnHour, ring),
    ]);
    expect(events.map(({ type }) => type)).toEqual(["Do", "CommandIssued", "TimerSet"]);
    expect(events[1]).toEqual({
      type: "CommandIssued",
      to: "account-1",
      command: { type: "Pay" },
      label: "Pay",
      number: 1,
    });
    const dueAt = "2026-11-26T13:00:00.000Z";
    expect(events[2]).toEqual({ type: "TimerSet", timer: "bell", number: 1, dueAt, message: ring });
  });

  it("hears a timer that runs, once", () => {
    const { state } = after([setTimer("bell", inAnHour, ring)]);
    const fire = { type: "FireTimer", timer: "bell", number: 1 } as const;
    const [fired, ...more] = decided(fire, state);
    expect(fired).toMatchObject({ type: "TimerFired", timer: "bell", message: ring });
    expect(more).toEqual([]);
    expect(decided(fire, evolveAll(decider, state, fired === undefined ? [] : [fired]))).toEqual(
      [],
    );
  });

  it("hears nothing of a timer that was cancelled, or set anew under its name", () => {
    const fire = { type: "FireTimer", timer: "bell", number: 1 } as const;
    const cancelled = after([setTimer("bell", inAnHour, ring)], [cancelTimer("bell")]);
    expect(decided(fire, cancelled.state)).toEqual([]);
    const anew = after([setTimer("bell", inAnHour, ring)], [setTimer("bell", inAnHour, ring)]);
    expect(decided(fire, anew.state)).toEqual([]);
    expect(decided({ ...fire, number: 2 }, anew.state)).toHaveLength(1);
  });

  it("cancels only what runs", () => {
    expect(after([cancelTimer("bell")]).did).toEqual([]);
    expect(after([setTimer("bell", inAnHour, ring)], [cancelTimer("bell")]).did).toEqual([
      { type: "TimerCancelled", timer: "bell" },
    ]);
  });

  it("hears one outcome of each command, whoever tells another later", () => {
    const { state } = after([send("a", { type: "Pay" }), send("b", { type: "Pay" })]);
    const sent = { to: "a", command: { type: "Pay" }, label: "Pay" };
    const accepted = (number: number) =>
      ({
        type: "TellOutcome",
        outcome: { ...sent, type: "CommandAccepted", number, answer: null },
      }) as const;
    const first = decided(accepted(1), state);
    expect(first).toHaveLength(1);
    const then = evolveAll(decider, state, first);
    expect(decided(accepted(1), then)).toEqual([]);
    expect(decided(accepted(2), then)).toHaveLength(1);
    expect(decided(accepted(3), then)).toEqual([]);
  });

  it("can end with as many timers as it may have", () => {
    const all = Array.from({ length: 500 }, (_, at) => setTimer(`${at}`, inAnHour, ring));
    const { state } = after(all);
    expect(decided({ type: "Hear", message: { type: "End" } }, state)).toHaveLength(501);
  });

  it("cancels what still runs when it is over, and hears nothing any more", () => {
    const { state } = after([setTimer("a", inAnHour, ring), setTimer("b", inAnHour, ring)]);
    const end = decided({ type: "Hear", message: { type: "End" } }, state);
    expect(end.slice(1)).toEqual([
      { type: "TimerCancelled", timer: "a" },
      { type: "TimerCancelled", timer: "b" },
    ]);
    const over = evolveAll(decider, state, end);
    expect(decider.isTerminal?.(over)).toBe(true);
    expect(decided({ type: "Hear", message: { type: "Do", what: [] } }, over)).toEqual([]);
  });

  it.each([
    ["reserved_type", [], "TimerFired"],
    ["timer_out_of_range", [setTimer("bell", { after: { days: 366 * 1_000 } }, ring)], "Do"],
    ["timer_out_of_range", [setTimer("bell", { at: new Date(Number.NaN) }, ring)], "Do"],
    ["timer_name_invalid", [setTimer("", inAnHour, ring)], "Do"],
    ["timer_name_invalid", [setTimer("\0", inAnHour, ring)], "Do"],
    ["timer_name_invalid", [setTimer("x".repeat(201), inAnHour, ring)], "Do"],
    [
      "too_many_timers",
      Array.from({ length: 501 }, (_, at) => setTimer(`${at}`, inAnHour, ring)),
      "Do",
    ],
  ] as const)("%s is a mistake of the manager", (code, what, type) => {
    const message: Message = JSON.parse(JSON.stringify({ type }));
    Object.assign(message, { what });
    expect(() => decided({ type: "Hear", message })).toThrow(
      expect.objectContaining({ name: "ProcessMisused", code }),
    );
  });

  it("sets a timer for a time that is past: it fires at once", () => {
    const { did } = after([setTimer("bell", { at: new Date("2020-01-01T00:00:00Z") }, ring)]);
    expect(did).toMatchObject([{ type: "TimerSet", dueAt: "2020-01-01T00:00:00.000Z" }]);
  });
});
