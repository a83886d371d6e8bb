import { describe, expect, it } from "vitest";

import { delegation } from "../../test/in-memory/delegations.ts";
import { follow, ranked } from "../../test/in-memory/follow.ts";
import type { Tamper } from "../../test/in-memory/memory-upstream.ts";
import { RENUMBERED } from "./audit.ts";

const FIVE = [1, 2, 3, 4, 5].map((number) => delegation(number));

describe("a difference below the final level", () => {
  const CHANGED = FIVE.map((row) => (row.counter === 3 ? { ...row, amount: 999 } : row));

  it("stops the mirror when it is there each time, and nothing is rewritten", async () => {
    const { history, facts } = await follow({
      scenes: [
        { head: 52, rows: FIVE },
        { head: 60, rows: CHANGED },
      ],
      rests: 3,
    });
    expect(facts.slice(1)).toEqual([
      { type: "TipDoubted", doubt: "difference_below_final", isConfirmed: true },
      { type: "Diverged", final: 50 },
    ]);
    expect(history.stored()).toEqual(ranked(FIVE));
    expect(await history.state()).toMatchObject({ mode: "diverged", headLevel: 52 });
  });

  it("is forgotten when a second answer does not show it", async () => {
    let left = 1;
    const page: Tamper["page"] = (found) => {
      if (found.level < 60 || left === 0) return found;
      left -= 1;
      return { ...found, rows: CHANGED };
    };
    const { history, facts } = await follow({
      rows: FIVE,
      scenes: [{ head: 52 }, { head: 60 }],
      tamper: { page },
      rests: 3,
    });
    expect(facts.slice(1)).toEqual([
      { type: "TipDoubted", doubt: "difference_below_final", isConfirmed: false },
      { type: "TipAdvanced", head: 60, isWhole: true, final: 58, added: 0, retracted: 0, rows: 5 },
    ]);
    expect(await history.state()).toMatchObject({ mode: "live" });
  });

  it("is over when mirror and chain agree again, and what was missed meanwhile is caught up", async () => {
    const six = [...FIVE, delegation(6)];
    const { history, facts } = await follow({
      scenes: [
        { head: 52, rows: FIVE },
        { head: 60, rows: CHANGED },
        { head: 61, rows: six },
      ],
      rests: 3,
    });
    expect(facts.slice(-2)).toEqual([
      { type: "DivergenceResolved" },
      { type: "TipAdvanced", head: 61, isWhole: true, final: 59, added: 1, retracted: 0, rows: 6 },
    ]);
    expect(await history.state()).toMatchObject({ mode: "live" });
    expect(history.stored()).toEqual(ranked(six));
  });

  it("ends the following when the upstream has numbered its rows anew", async () => {
    const { ended, history } = await follow({
      scenes: [
        { head: 52, rows: FIVE },
        { head: 60, rows: CHANGED },
      ],
      isRenumbered: true,
      rests: 3,
    });
    expect(ended).toBe("renumbered");
    expect(await history.state()).toMatchObject({ mode: "live" });
  });

  it("ends the following when an audit finds the rows numbered anew", async () => {
    const { ended } = await follow({
      rows: FIVE,
      scenes: [{ head: 52 }],
      findings: [RENUMBERED],
      rests: 1,
    });
    expect(ended).toBe("renumbered");
  });
});
