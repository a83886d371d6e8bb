import type { AccountStore } from "./account-store.ts";
import type { Commit } from "./commit-log.ts";
import type { FaultPlan } from "./fault-plan.ts";
import type { OAuth2Options } from "./oauth2-desk.ts";
import type { Profile } from "./profile.ts";
import type { SignatureOptions } from "./signature-desk.ts";

/** How a bank behaves. */
export type BankOptions = {
  /** `2023` when left out. */
  readonly profile?: Profile;
  /** Whether PATCH works, as the real API documents it; off, it is 404 with an empty body, as in both images. */
  readonly patch?: boolean;
  /** Accounts in memory when left out. */
  readonly store?: AccountStore;
  readonly faults?: FaultPlan;
  /** Only requests with a token of this bank pass. */
  readonly oauth2?: OAuth2Options;
  /** Only signed requests pass. */
  readonly signature?: SignatureOptions;
  /** Milliseconds since 1970; the machine's clock when left out. */
  readonly clock?: () => number;
  /** Makes access tokens; random ones when left out. */
  readonly newToken?: () => string;
  /** Told of every change, in order: the ground truth for whoever compares. */
  readonly onCommit?: (commit: Commit) => void;
};
