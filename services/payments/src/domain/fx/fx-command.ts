import type { Quote } from "./quote.ts";

/** Promises a rate. What it comes to has been worked out. */
export type IssueQuote = {
  readonly type: "IssueQuote";
  /** From when it is issued. */
  readonly validSeconds: number;
} & Omit<Quote, "expiresAt">;

/** Converts money by a quote: several transfers, all or none. */
export type Convert = {
  readonly type: "Convert";
  readonly quote: string;
  /** The batch of its transfers. */
  readonly conversion: string;
  /** Gives what is sold. */
  readonly source: string;
  /** Gets what is bought. */
  readonly destination: string;
  /** Ids of its transfers: what is sold, the spread, what is bought. */
  readonly transfers: {
    readonly sold: string;
    readonly spread: string;
    readonly bought: string;
  };
};

/** Tells that nobody has used a quote in its time. */
export type ExpireQuote = { readonly type: "ExpireQuote"; readonly quote: string };

/** What can be asked about foreign exchange. */
export type FxCommand = IssueQuote | Convert | ExpireQuote;
