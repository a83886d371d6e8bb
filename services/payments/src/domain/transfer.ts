import type { Movement, TransferNotes } from "./ledger-event.ts";

/** What a transfer does: move money, hold it, end a hold in one of three ways, or take money back. */
export type TransferKind = "posted" | "pending" | "post" | "void" | "expiry" | "reversal";

/** How a hold ended, by which transfer, and how much of it was posted. */
export type Resolution = {
  readonly kind: "posted" | "voided" | "expired";
  readonly by: string;
  readonly amount: bigint;
};

/** A transfer as it was recorded, and what has become of it. One has both sides, so that none can be out of balance. */
export type Transfer = Omit<Movement, "transfer" | "at"> &
  TransferNotes & {
    readonly id: string;
    readonly kind: TransferKind;
    readonly recordedAt: string;
    /** The hold that it ends. */
    readonly pendingId?: string;
    /** The transfer whose money it takes back. */
    readonly reverses?: string;
    readonly timeoutSeconds?: number;
    readonly expiresAt?: string;
    readonly reason?: string;
    /** Of a hold, once it has ended. */
    readonly resolution?: Resolution;
    /** How much of it was taken back. */
    readonly reversed: bigint;
  };
