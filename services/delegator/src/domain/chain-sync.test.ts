import { runFeature } from "@holdfast/scenarios/vitest";

import { loadRules } from "../../test/in-memory/load-rules.ts";
import {
  A,
  answer,
  AT_100,
  B,
  block,
  C,
  caughtUp,
  D,
  finalized,
  loading,
  mirrorLanguage,
  row,
} from "../../test/in-memory/mirror-language.ts";
import type { ChainSyncEvent } from "./chain-sync-event.ts";

const { feature, rule, scenario, given, when, thenHappened, thenRefused, thenNothing } =
  mirrorLanguage;

runFeature(
  feature("Mirroring a chain", () => {
    loadRules();

    rule("What the chain adds is shown at once, and is final two blocks later", () => {
      scenario(
        "each level that brings something is told by itself",
        given(loading, caughtUp),
        when(answer(100, [A, B, C])),
        thenHappened(block(99, B), block(100, C)),
      );
      scenario(
        "a block without delegations moves the head and the final level",
        given(...AT_100),
        when(answer(101, [A, B, C])),
        thenHappened(block(101), finalized(99)),
      );
      scenario(
        "the same answer again changes nothing",
        given(...AT_100),
        when(answer(100, [A, B, C])),
        thenNothing(),
      );
      scenario(
        "an answer that ends before the tip is taken as far as it is whole",
        given(loading, caughtUp),
        when(answer(500, [A, B], { through: 99 })),
        thenHappened(block(99, B), block(500), finalized(99)),
      );
    });

    rule("A reorg takes back what it replaced, from the first difference on", () => {
      scenario(
        "another operation under the same id replaces the one that had it",
        given(...AT_100),
        when(answer(101, [A, B, D])),
        thenHappened(
          { type: "ReorgHandled", fromLevel: 100, toLevel: 101, retracted: [C], added: [D] },
          finalized(99),
        ),
      );
      scenario(
        "what is taken back is told newest first",
        given(...AT_100),
        when(answer(100, [A])),
        thenHappened({
          type: "ReorgHandled",
          fromLevel: 99,
          toLevel: 100,
          retracted: [C, B],
          added: [],
        }),
      );
      scenario(
        "an operation that moved to the next level is taken back and added there",
        given(...AT_100),
        when(answer(101, [A, B, row("C", 101)])),
        thenHappened(
          {
            type: "ReorgHandled",
            fromLevel: 100,
            toLevel: 101,
            retracted: [C],
            added: [row("C", 101)],
          },
          finalized(99),
        ),
      );
      scenario(
        "a row in which one member differs is another row",
        given(...AT_100),
        when(answer(100, [A, B, { ...C, amount: 101 }])),
        thenHappened({
          type: "ReorgHandled",
          fromLevel: 100,
          toLevel: 100,
          retracted: [C],
          added: [{ ...C, amount: 101 }],
        }),
      );
      scenario(
        "a replica that lags behind changes nothing",
        given(...AT_100),
        when(answer(99, [A, B])),
        thenRefused("stale_replica", { head: 99, seen: 100 }),
      );
      scenario(
        "a chain that has become shorter takes back what fell away",
        given(...AT_100),
        when(answer(99, [A, B], { mayBeShorter: true })),
        thenHappened({
          type: "ReorgHandled",
          fromLevel: 100,
          toLevel: 99,
          retracted: [C],
          added: [],
        }),
      );
      scenario(
        "a chain that has become shorter by a block without delegations has a lower head",
        given(...AT_100, block(101), finalized(99)),
        when(answer(100, [A, B, C], { mayBeShorter: true })),
        thenHappened({
          type: "ReorgHandled",
          fromLevel: 101,
          toLevel: 100,
          retracted: [],
          added: [],
        }),
      );
      scenario(
        "nothing makes the final level go back",
        given(...AT_100, block(101), finalized(99)),
        when(answer(98, [A], { mayBeShorter: true })),
        thenRefused("stale_replica", { head: 98, seen: 101 }),
      );
    });

    rule("A difference at or below the final level is never rewritten", () => {
      scenario(
        "it is looked further back first: one answer may be wrong",
        given(...AT_100),
        when(answer(101, [{ ...A, amount: 1 }, B, C])),
        thenRefused("difference_below_final", { level: 97 }),
      );
      scenario(
        "a row that is missing there is a difference too",
        given(...AT_100),
        when(answer(101, [B, C])),
        thenRefused("difference_below_final", { level: 97 }),
      );
      scenario(
        "confirmed, it stops the mirror",
        given(...AT_100),
        when({ type: "ConfirmDivergence", level: 97 }),
        thenHappened({ type: "Diverged", level: 97 }),
      );
      scenario(
        "it is confirmed once",
        given(...AT_100, { type: "Diverged", level: 97 }),
        when({ type: "ConfirmDivergence", level: 97 }),
        thenNothing(),
      );
      scenario(
        "there is nothing to confirm before the tip is followed",
        given(loading),
        when({ type: "ConfirmDivergence", level: 97 }),
        thenRefused("not_following"),
      );
      scenario(
        "while it lasts nothing is taken over",
        given(...AT_100, { type: "Diverged", level: 97 }),
        when(answer(101, [{ ...A, amount: 1 }, B, C])),
        thenRefused("difference_below_final", { level: 97 }),
      );
      scenario(
        "when it is gone the mirror goes on by itself",
        given(...AT_100, { type: "Diverged", level: 97 }),
        when(answer(101, [A, B, C])),
        thenHappened({ type: "DivergenceResolved" }, block(101), finalized(99)),
      );
    });

    rule("The mirror is compared with the chain from time to time", () => {
      scenario(
        "an audit without findings has passed",
        given(...AT_100),
        when({ type: "RecordAudit", level: 98, rows: 1, findings: [] }),
        thenHappened({ type: "AuditPassed", level: 98, rows: 1 }),
      );
      scenario(
        "an audit with findings has failed and says why",
        given(...AT_100),
        when({ type: "RecordAudit", level: 98, rows: 1, findings: ["2023: one is missing"] }),
        thenHappened({ type: "AuditFailed", level: 98, findings: ["2023: one is missing"] }),
      );
      scenario(
        "there is nothing to audit before the history is loaded",
        given(),
        when({ type: "RecordAudit", level: 98, rows: 1, findings: [] }),
        thenRefused("not_following"),
      );
    });

    rule("One instance leads, and each lead has a newer epoch", () => {
      const ledBy = (epoch: number, leader: string | null): ChainSyncEvent => ({
        type: "LeaderChanged",
        epoch,
        leader,
      });
      scenario(
        "an instance takes the lead",
        given(),
        when({ type: "Promote", epoch: 1, leader: "one" }),
        thenHappened(ledBy(1, "one")),
      );
      scenario(
        "an epoch that has been led is over",
        given(ledBy(2, "two")),
        when({ type: "Promote", epoch: 2, leader: "one" }),
        thenRefused("epoch_not_newer", { epoch: 2 }),
      );
      scenario(
        "the leader gives the lead back",
        given(ledBy(2, "two")),
        when({ type: "Demote", epoch: 2 }),
        thenHappened(ledBy(2, null)),
      );
      scenario(
        "a former leader has nothing to give back",
        given(ledBy(1, "one"), ledBy(2, "two")),
        when({ type: "Demote", epoch: 1 }),
        thenRefused("not_leading", { epoch: 2 }),
      );
      scenario(
        "nobody gives a lead back twice",
        given(ledBy(2, null)),
        when({ type: "Demote", epoch: 2 }),
        thenRefused("not_leading", { epoch: 2 }),
      );
    });
  }),
);
