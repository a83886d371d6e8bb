import type { Tagged } from "@holdfast/cqrs";
import { describe, expect, it } from "vitest";

import type { Outgoing } from "./outgoing.ts";
import type { Heard } from "./process-events.ts";
import type { Addressed, SagaState, StepOverdue } from "./saga-steps.ts";
import { saga } from "./saga.ts";

type Message =
  | { readonly type: "Begin"; readonly id: string }
  | { readonly type: "Confirmed" | "Rejected" | "TryAgain" };

const to =
  (type: string) =>
  (id: string): Addressed<Tagged> => ({ to: id, command: { type } });

const trip = saga<Message, string, Tagged>({
  name: "trip",
  starts: (message) => (message.type === "Begin" ? message.id : undefined),
  steps: [
    { name: "hotel", does: to("BookHotel"), undoes: to("CancelHotel") },
    { name: "visa", does: to("AskForVisa") },
    {
      name: "flight",
      does: to("BookFlight"),
      undoes: to("CancelFlight"),
      until: ({ type }) =>
        type === "Confirmed" ? "done" : type === "Rejected" ? "failed" : undefined,
      overdue: { after: { hours: 1 }, asks: to("AskAboutFlight") },
    },
    { name: "guide", does: to("BookGuide") },
  ],
  resumes: ({ type }) => type === "TryAgain",
});

type Told = Heard<Message, Tagged, StepOverdue>;
const begin: Told = { type: "Begin", id: "trip-1" };
const command = { type: "Any" };
const accepted = (label: string): Told => ({
  type: "CommandAccepted",
  to: "trip-1",
  command,
  label,
  number: 1,
  answer: null,
});
const refused = (label: string): Told => ({
  type: "CommandRefused",
  to: "trip-1",
  command,
  label,
  number: 1,
  refusal: { code: "full", sentence: "full", data: {} },
});
const overdue: Told = {
  type: "TimerFired",
  timer: "overdue flight",
  number: 1,
  dueAt: "2026-11-26T13:00:00.000Z",
  message: { type: "StepOverdue", step: "flight" },
};

/** What it does about the last thing it is told, and where it stands then. */
function told(...all: readonly Told[]) {
  let state: SagaState<string> = trip.initialState();
  let does: readonly Outgoing<Tagged, StepOverdue>[] = [];
  for (const each of all) {
    does = trip.react(each, state, { now: new Date(0) });
    state = trip.evolve(state, each);
  }
  const deeds = does.map((deed) =>
    deed.kind === "send" ? deed.command.type : `${deed.kind} ${deed.timer}`,
  );
  return { deeds, state, isOver: trip.isOver?.(state) };
}

const atFlight = [begin, accepted("hotel"), accepted("visa")] as const;

describe("a saga", () => {
  it("does one step after another", () => {
    expect(told(begin).deeds).toEqual(["BookHotel"]);
    expect(told(begin, accepted("hotel")).deeds).toEqual(["AskForVisa"]);
    expect(told(...atFlight).deeds).toEqual(["BookFlight", "set_timer overdue flight"]);
  });

  it("goes on where a message says that a step is done, not when its command is accepted", () => {
    expect(told(...atFlight, accepted("flight")).deeds).toEqual([]);
    const confirmed = [...atFlight, accepted("flight"), { type: "Confirmed" }] as const;
    expect(told(...confirmed).deeds).toEqual(["cancel_timer overdue flight", "BookGuide"]);
    expect(told(...confirmed, accepted("guide"))).toMatchObject({
      state: { phase: "done" },
      isOver: true,
    });
  });

  it("takes the steps back in the opposite order, past those that cannot be", () => {
    const failed = [...atFlight, { type: "Rejected" }] as const;
    expect(told(...failed).deeds).toEqual(["cancel_timer overdue flight", "CancelHotel"]);
    expect(told(...failed, accepted("undo hotel"))).toMatchObject({
      state: { phase: "undone", reason: "Rejected" },
      isOver: true,
    });
    const late = [...atFlight, { type: "Confirmed" }, refused("guide")] as const;
    expect(told(...late).deeds).toEqual(["CancelFlight"]);
    expect(told(...late, accepted("undo flight")).deeds).toEqual(["CancelHotel"]);
  });

  it("is over when the first step is refused", () => {
    expect(told(begin, refused("hotel"))).toMatchObject({
      deeds: [],
      state: { phase: "undone", reason: "full" },
      isOver: true,
    });
  });

  it("asks how an overdue step stands, again and again, and takes nothing back", () => {
    const late = told(...atFlight, overdue, overdue);
    expect(late.deeds).toEqual(["AskAboutFlight", "set_timer overdue flight"]);
    expect(late.state).toMatchObject({ phase: "forward", isOverdue: true });
    expect(told(...atFlight, overdue, refused("ask flight")).state).toMatchObject({
      phase: "forward",
    });
    expect(told(...atFlight, overdue, { type: "Confirmed" }).state).toMatchObject({
      isOverdue: false,
    });
  });

  it("needs somebody when a step cannot be taken back, and tries again when told", () => {
    const stuck = [begin, accepted("hotel"), refused("visa"), refused("undo hotel")] as const;
    expect(told(...stuck)).toMatchObject({
      deeds: [],
      state: { phase: "needs_attention" },
      isOver: false,
    });
    expect(told(...stuck, { type: "TryAgain" }).deeds).toEqual(["CancelHotel"]);
    expect(told(...stuck, { type: "TryAgain" }, accepted("undo hotel")).isOver).toBe(true);
  });

  it("is not moved by what is none of its business", () => {
    const { state } = told(...atFlight);
    for (const each of [
      begin,
      accepted("hotel"),
      refused("guide"),
      { type: "TryAgain" } as const,
    ]) {
      expect(told(...atFlight, each)).toEqual({ deeds: [], state, isOver: false });
    }
    expect(told({ type: "Confirmed" })).toMatchObject({ deeds: [], state: { phase: "new" } });
  });

  describe("whose steps were changed while it ran", () => {
    const issued = (label: string) =>
      ({ type: "CommandIssued", to: "trip-1", command, label, number: 1 }) as const;
    const step = (name: string) => ({
      name,
      does: to(`Book ${name}`),
      undoes: to(`Cancel ${name}`),
    });
    const history = [begin, issued("hotel"), accepted("hotel"), issued("flight")] as const;

    /** What a saga of these steps does when it is told something after that history. */
    function next(steps: readonly string[], last: Told) {
      const changed = saga<Message, string, Tagged>({
        name: "trip",
        starts: (message) => (message.type === "Begin" ? message.id : undefined),
        steps: steps.map(step),
      });
      const state = history.reduce(
        (past, event) => changed.evolve(past, event),
        changed.initialState(),
      );
      const does = changed.react(last, state, { now: new Date(0) });
      const { phase } = changed.evolve(state, last);
      return [...does.map((deed) => ("command" in deed ? deed.command.type : deed.kind)), phase];
    }

    it.each([
      [["flight", "hotel"], ["done"], ["Cancel hotel", "back"]],
      [
        ["hotel", "visa", "flight"],
        ["Book visa", "forward"],
        ["Cancel hotel", "back"],
      ],
      [
        ["visa", "hotel", "flight"],
        ["Book visa", "forward"],
        ["Cancel hotel", "back"],
      ],
      [
        ["hotel", "flight", "guide"],
        ["Book guide", "forward"],
        ["Cancel hotel", "back"],
      ],
      [["hotel"], ["done"], ["Cancel hotel", "back"]],
      [["flight"], ["done"], ["needs_attention"]],
    ] as const)("to %s does nothing twice and forgets nothing", (steps, whenDone, whenRefused) => {
      expect(next(steps, accepted("flight"))).toEqual(whenDone);
      expect(next(steps, refused("flight"))).toEqual(whenRefused);
    });
  });

  it("reads its history without asking what its steps would do", () => {
    const never = (): never => {
      throw new RangeError("not to be called for history");
    };
    const careful = saga<Message, string, Tagged>({
      name: "trip",
      starts: (message) => (message.type === "Begin" ? message.id : undefined),
      steps: [{ name: "hotel", does: never, undoes: never }],
    });
    const history = [begin, accepted("hotel")];
    const state = history.reduce(
      (past, event) => careful.evolve(past, event),
      careful.initialState(),
    );
    expect(state).toMatchObject({ phase: "done" });
  });

  it.each([["a", "a"], [""], ["undo a"], ["ask a"], ["x".repeat(101)]])(
    "steps called %s cannot be told apart",
    (...names) => {
      const steps = names.map((name) => ({ name, does: to("Any") }));
      const told = { name: "trip", starts: () => undefined, steps };
      expect(() => saga<Message, string, Tagged>(told)).toThrow(
        expect.objectContaining({ code: "step_name_invalid" }),
      );
    },
  );
});
