import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { programs, type Step } from "../../test/in-memory/drawn-commands.ts";
import {
  afterAll,
  eventsOf,
  type Played,
  playProgram,
  recordedOf,
} from "../../test/in-memory/play-program.ts";
import {
  addedUp,
  overdrawnBy,
  unequalSums,
  wronglyPending,
} from "../../test/in-memory/program-rules.ts";
import { NO_COUNTERS } from "./counters.ts";
import { execute } from "./execute.ts";
import { LedgerState } from "./ledger-state.ts";
import { ledger } from "./ledger.ts";
import { needsOf } from "./needs-of.ts";
import { placeOf } from "./place-of.ts";

const RUNS = 40;

/** Draws programs; a failure prints the seed and the path that draw it again. */
function always(rule: (played: readonly Played[], program: readonly Step[]) => void): void {
  const property = fc.property(programs, (program) => rule(playProgram(program), program));
  fc.assert(property, { numRuns: RUNS });
}

describe("whatever is asked of a ledger", () => {
  it("as much is debited as credited in each currency, posted and pending, after each step", () => {
    always((played) => {
      for (const { after } of played) expect(unequalSums(after)).toEqual([]);
    });
  });

  it("no account goes beyond its limits unless somebody forces it", () => {
    always((played) => {
      for (const step of played) expect(overdrawnBy(step)).toEqual([]);
    });
  });

  it("what is pending on an account is what its open holds come to", () => {
    always((played) => {
      for (const { after } of played) expect(wronglyPending(after)).toEqual([]);
    });
  });

  it("no more of a hold is posted than was held, and it ends by one transfer", () => {
    always((played) => {
      const { transfers } = played.at(-1)?.after.known ?? new LedgerState().known;
      for (const hold of transfers.values()) {
        const ends = [...transfers.values()].filter(({ pendingId }) => pendingId === hold.id);
        expect(ends.map(({ id }) => id)).toEqual(hold.resolution ? [hold.resolution.by] : []);
        expect((hold.resolution?.amount ?? 0n) <= hold.amount).toBe(true);
      }
    });
  });

  it("a hold is posted or voided before its time is over, and expires after it", () => {
    always((played) => {
      const { transfers } = played.at(-1)?.after.known ?? new LedgerState().known;
      for (const { kind, pendingId = "", recordedAt } of transfers.values()) {
        const { expiresAt } = transfers.get(pendingId) ?? {};
        const isOver = expiresAt !== undefined && expiresAt <= recordedAt;
        expect(isOver).toBe(kind === "expiry");
      }
    });
  });

  it("no more of a transfer is taken back than it has moved", () => {
    always((played) => {
      const { transfers } = played.at(-1)?.after.known ?? new LedgerState().known;
      for (const original of transfers.values()) {
        const taken = [...transfers.values()]
          .filter(({ reverses }) => reverses === original.id)
          .reduce((sum, { amount }) => sum + amount, 0n);
        expect(original.reversed).toBe(taken);
        expect(taken <= original.amount).toBe(true);
      }
    });
  });

  it("the counters of an account are its entries added up, whose versions count from one", () => {
    always((played) => {
      const state = played.at(-1)?.after ?? new LedgerState();
      const sums = addedUp(recordedOf(played), state);
      for (const { id, counters, version } of state.known.accounts.values()) {
        const { counters: sum = NO_COUNTERS, versions = [] } = sums.get(id) ?? {};
        expect(counters).toEqual(sum);
        expect(versions).toEqual(versions.map((_, at) => BigInt(at + 1)));
        expect(version).toBe(BigInt(versions.length));
      }
    });
  });

  it("entries of an account are in the order of time", () => {
    always((played) => {
      const times = new Map<string, string>();
      for (const { transfer } of recordedOf(played)) {
        for (const id of [transfer.debitAccount, transfer.creditAccount]) {
          expect((times.get(id) ?? "") <= transfer.recordedAt).toBe(true);
          times.set(id, transfer.recordedAt);
        }
      }
    });
  });
});

describe("whatever happened in a ledger", () => {
  it("its events lead to the same state again", () => {
    always((played) => {
      const state = eventsOf(played).reduce(
        (known, event) => ledger.evolve(known, event),
        ledger.initialState(),
      );
      expect(state).toEqual(played.at(-1)?.after);
    });
  });

  it("each event finds its stream as it expects it", () => {
    always((played) => {
      const lengths = new Map<string, number>();
      let state = new LedgerState();
      for (const event of eventsOf(played)) {
        const { streamId, expect: expected } = placeOf(event, state);
        const length = lengths.get(streamId) ?? 0;
        expect([expected, "any"]).toContainEqual(lengthAs(expected, length));
        lengths.set(streamId, length + 1);
        state = state.after(event);
      }
    });
  });
});

function lengthAs(expected: ReturnType<typeof placeOf>["expect"], length: number) {
  if (expected === "any") return "any";
  return length === 0 ? "absent" : { exactly: length };
}

describe("however it is asked of a ledger", () => {
  it("items of a batch come to the same as one by one, where they are not linked", () => {
    always((played) => {
      for (const { command, before, execution, now } of played) {
        if (command.type !== "PostTransfers" || command.isAtomic) continue;
        if (command.items.some(({ isLinked }) => isLinked === true)) continue;
        let state = before;
        const alone = command.items.map((item) => {
          const one = execute(state, { ...command, items: [item] }, now);
          state = afterAll(state, one.events);
          return one;
        });
        expect(execution.events).toEqual(alone.flatMap(({ events }) => events));
        expect(execution.results).toEqual(alone.flatMap(({ results }) => results));
      }
    });
  });

  it("a batch of which all or nothing is done does all or nothing", () => {
    always((played) => {
      for (const { command, execution } of played) {
        if (command.type !== "PostTransfers" || !command.isAtomic) continue;
        const isRefused = execution.results.some(({ status }) => status === "refused");
        expect(execution.refusal !== undefined).toBe(isRefused);
        const rejections = execution.events.filter(({ type }) => type === "TransferRejected");
        expect(rejections).toEqual(isRefused ? execution.events : []);
      }
    });
  });

  it("asked for again, what was done is there, and nothing happens", () => {
    always((played) => {
      for (const { command, execution, after, now } of played) {
        if (command.type !== "PostTransfers") continue;
        const again = execute(after, command, now);
        const done = again.results.filter((_, at) => execution.results[at]?.status !== "refused");
        expect(done.filter(({ status }) => status === "created")).toEqual([]);
      }
    });
  });

  it("it is decided alike by whoever knows no more than what has to be known", () => {
    always((played) => {
      for (const { command, before, execution, now } of played) {
        expect(execute(onlyNeeded(before, command), command, now)).toEqual(execution);
      }
    });
  });
});

/** The ledger as far as a command needs it, loaded as a book is: with the accounts of what is named. */
function onlyNeeded({ known }: LedgerState, command: Played["command"]): LedgerState {
  const needs = needsOf(command);
  const transfers = new Map([...known.transfers].filter(([id]) => needs.transfers.includes(id)));
  const quotes = new Map([...known.quotes].filter(([id]) => needs.quotes.includes(id)));
  const named = new Set<string | undefined>([
    ...needs.accounts,
    ...[...transfers.values()].flatMap((each) => [each.debitAccount, each.creditAccount]),
    ...[...quotes.values()].flatMap((each) => [each.sellLiquidity, each.buyLiquidity, each.fees]),
  ]);
  return new LedgerState({
    accounts: new Map([...known.accounts].filter(([id]) => named.has(id))),
    numbers: new Map([...known.numbers].filter(([number]) => needs.numbers.includes(number))),
    transfers,
    failed: new Map([...known.failed].filter(([id]) => needs.transfers.includes(id))),
    quotes,
  });
}
