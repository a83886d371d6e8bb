import { describe, expect, it } from "vitest";

import { streamPlaces } from "./stream-places.ts";

describe("places of streams", () => {
  it("are as many as there are, a quarter of them for one tenant", () => {
    const places = streamPlaces(8);
    const mine = [places.enter("mine"), places.enter("mine")];
    expect(mine.every((place) => place !== undefined)).toBe(true);
    expect(places.enter("mine")).toBeUndefined();
    mine[0]?.[Symbol.dispose]();
    expect(places.enter("mine")).toBeDefined();
    for (const tenant of ["a", "a", "b", "b", "c", "c"]) expect(places.enter(tenant)).toBeDefined();
    expect(places.count).toBe(8);
    expect(places.enter("d")).toBeUndefined();
  });
});
