import type { Tagged } from "@holdfast/cqrs";
import { type Saga, saga } from "@holdfast/processes";
import { describe, expect, it } from "vitest";

import { failureOf } from "../../test/failure-of.ts";
import { processScenariosOf } from "./process-scenarios-of.ts";
import { type SagaFailures, sagaFailures } from "./saga-failures.ts";

type Message = { readonly type: "Begin" | "Confirmed" };

const at = (type: string) => ({ to: "trip", command: { type } });
const trip: Saga<Message, string, Tagged> = {
  name: "trip",
  starts: ({ type }) => (type === "Begin" ? "trip" : undefined),
  steps: [
    { name: "hotel", does: () => at("BookHotel"), undoes: () => at("CancelHotel") },
    { name: "visa", does: () => at("AskForVisa") },
    {
      name: "flight",
      does: () => at("BookFlight"),
      undoes: () => at("CancelFlight"),
      until: ({ type }) => (type === "Confirmed" ? "done" : undefined),
    },
    { name: "guide", does: () => at("BookGuide") },
  ],
};
const whole: SagaFailures<Message, Tagged> = {
  start: { type: "Begin" },
  undone: {
    hotel: at("CancelHotel"),
    visa: "stays",
    flight: at("CancelFlight"),
    guide: "stays",
  },
  done: { flight: { type: "Confirmed" } },
};

function tell(failures: SagaFailures<Message, Tagged>) {
  const language = processScenariosOf(saga(trip));
  return language.feature("Trip", () =>
    language.rule("It is all or nothing", () => sagaFailures(language, trip, failures)),
  );
}

describe("the failures of a saga", () => {
  it("are one for each step, with what is taken back", async () => {
    const feature = tell(whole);
    expect(feature.rules[0]?.scenarios.map(({ title }) => title)).toEqual([
      "hotel is refused; nothing is taken back",
      "visa is refused; hotel is taken back",
      "flight is refused; hotel is taken back",
      "guide is refused; flight, then hotel is taken back",
    ]);
    expect(await failureOf(feature)).toBeUndefined();
  });

  it("fail for a step that is expected to stay and is taken back", async () => {
    const failure = await failureOf(
      tell({ ...whole, undone: { ...whole.undone, hotel: "stays" } }),
    );
    expect(failure?.mistakes[0]).toBe(
      "command 1: expected nothing more, got CancelHotel {} to trip",
    );
  });

  it("cannot leave out a step, name one that does not exist, or not know how one is done", () => {
    const { hotel: _, ...rest } = whole.undone;
    expect(() => tell({ ...whole, undone: rest })).toThrow("say what takes hotel back");
    expect(() => tell({ ...whole, undone: { ...whole.undone, car: "stays" } })).toThrow(
      "there is no step car",
    );
    expect(() => tell({ ...whole, done: {} })).toThrow(
      "say which message tells that flight is done",
    );
  });
});
