import { scenariosOf } from "@holdfast/scenarios";
import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

import { after, BEGINNING } from "../../../test/in-memory/ledger-story.ts";
import { LEDGER_WORDS } from "../../../test/in-memory/ledger-words.ts";
import { toldLedger, type ToldLedger } from "../../../test/in-memory/told-ledger.ts";
import type { ExpireQuote } from "./fx-command.ts";
import type { QuoteExpired, QuoteIssued, QuoteUsed } from "./fx-event.ts";

const part = {
  refusals: {
    quote_not_found: "there is no such quote",
    quote_already_used: "a quote is used once",
    quote_not_expired: "the time of the quote is not over yet",
    quote_expired: "the time of the quote is over",
  },
  events: { QuoteIssued: 1, QuoteUsed: 1, QuoteExpired: 1 },
} as const;
const phase = ({ quotes: { q17 } }: ToldLedger): string =>
  q17 === undefined ? "absent" : q17.usedBy === undefined ? "promised" : "used";
const language = scenariosOf(
  { ...toldLedger(part), phase },
  { ...LEDGER_WORDS, refusals: part.refusals, schemaVersions: part.events },
);
const { feature, rule, scenario, given, when, whenTimePasses, thenHappened, thenRefused } =
  language;

const issued: QuoteIssued = {
  type: "QuoteIssued",
  quote: "q17",
  sell: { currency: "USD", minor: 10_000n },
  buy: { currency: "INR", minor: 824_213n },
  rate: { num: 8_242_135n, den: 100_000n },
  spreadMinor: 0n,
  rounding: "floor",
  expiresAt: after(60),
  sellLiquidity: "desk",
  buyLiquidity: "vault",
  at: BEGINNING,
};
const used: QuoteUsed = { type: "QuoteUsed", quote: "q17", conversion: "c1", at: BEGINNING };
const expired: QuoteExpired = { type: "QuoteExpired", quote: "q17", at: after(60) };
const expire: ExpireQuote = { type: "ExpireQuote", quote: "q17" };

const expiry = feature("Payments: expiry of quotes", () => {
  rule("What nobody has used in its time has expired, which is told", () => {
    scenario(
      "once its time is over",
      given(issued),
      whenTimePasses({ seconds: 60 }, expire),
      thenHappened(expired),
    );
    scenario(
      "not before",
      given(issued),
      whenTimePasses({ seconds: 59 }, expire),
      thenRefused("quote_not_expired", { quote: "q17" }),
    );
    scenario(
      "what was used has not expired",
      given(issued, used),
      whenTimePasses({ seconds: 60 }, expire),
      thenRefused("quote_already_used", { quote: "q17" }),
    );
    scenario(
      "what was never promised does not expire",
      given(),
      when(expire),
      thenRefused("quote_not_found", { quote: "q17" }),
    );
  });
  rule("What has expired is not used", () => {
    scenario(
      "not for a conversion either",
      given(issued, expired),
      whenTimePasses(
        { seconds: 61 },
        {
          type: "Convert",
          quote: "q17",
          conversion: "c1",
          source: "ann",
          destination: "anju",
          transfers: { sold: "sold", spread: "spread", bought: "bought" },
        },
      ),
      thenRefused("quote_expired", { quote: "q17" }),
    );
  });
});

runFeature(expiry);
runFeature(expiry, inMemoryRunner);
