import { type Expiry, expireDue, type ExpiryParts } from "./expire-due.ts";
import { namedUuid } from "./named-uuid.ts";

/** Releases every hold whose time is over, each by a transfer whose id is made of the hold's. */
export function expireHolds(parts: ExpiryParts, signal: AbortSignal): Promise<void> {
  return expireDue(parts, holdExpiry, signal);
}

const holdExpiry: Expiry = ({ id }, attempt) => ({
  commandId: attempt === 1 ? `expire:${id}` : `expire:${id}:${attempt}`,
  command: {
    type: "PostTransfers",
    isAtomic: false,
    items: [
      {
        kind: "expire_hold",
        id: namedUuid(id, attempt === 1 ? "expire" : `expire ${attempt}`),
        hold: id,
      },
    ],
  },
  meta: { action: "transfer.expire" },
});
