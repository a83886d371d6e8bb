import type { Page, PageAsked } from "./page.ts";

/** Which records; what is left out lets all of them through. */
export type AuditFilter = {
  /** Recorded then or later. */
  readonly from?: string;
  /** Recorded before. */
  readonly to?: string;
  /** Such as `transfer.create`. */
  readonly action?: string;
  /** Such as `account:…`. */
  readonly resource?: string;
  readonly result?: "success" | "refused";
};

/** Who wanted what, and what came of it: an accepted command by its first event, or an attempt that was refused. */
export type AuditRecord = {
  /** Of the event that tells of it. */
  readonly position: bigint;
  readonly id: string;
  readonly recordedAt: string;
  readonly actor?: string;
  readonly client?: string;
  readonly action: string;
  readonly resource: string;
  readonly reason?: string;
  readonly amount?: bigint;
  readonly currency?: string;
  /** Of the stream, where something has happened to it. */
  readonly version?: number;
  readonly result: "success" | "refused";
  readonly code?: string;
  readonly commandId: string;
  readonly correlationId?: string;
  /** The trace it was part of. */
  readonly traceparent?: string;
  /** The network that the request came from. */
  readonly ipPrefix?: string;
  /** SHA-256 of method, path and canonical body, in hexadecimal. */
  readonly requestHash?: string;
  /** What the tree over the log has of the event, in hexadecimal. */
  readonly leaf: string;
};

/** Lists what was done and what was refused, in the order in which it was committed. A page may be short though others follow. */
export type ListAudit = (
  tenant: string,
  filter: AuditFilter,
  page: PageAsked<bigint>,
) => Promise<Page<AuditRecord, bigint>>;
