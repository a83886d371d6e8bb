import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Decider, Tagged } from "./decider.ts";
import { evolveAll, fold } from "./fold.ts";

type Said = { readonly type: "Said"; readonly word: string };

const story: Decider<Tagged, readonly string[], Said> = {
  initialState: () => ["once"],
  decide: () => [],
  evolve: (words, { word }) => [...words, word],
};
const said = (word: string): Said => ({ type: "Said", word });

describe("folding a history", () => {
  it("starts at the initial state and goes through the events in order", () => {
    expect(fold(story, [])).toEqual(["once"]);
    expect(fold(story, [said("upon"), said("a")])).toEqual(["once", "upon", "a"]);
  });

  it("can go on from any point of it", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.nat(), (words, cut) => {
        const history = words.map(said);
        const head = fold(story, history.slice(0, cut));
        expect(evolveAll(story, head, history.slice(cut))).toEqual(fold(story, history));
      }),
    );
  });
});
