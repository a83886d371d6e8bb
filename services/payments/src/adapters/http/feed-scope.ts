import type { PositionScope } from "@holdfast/cqrs/position-token";

/** What positions in a tenant's feed of events are sealed for. */
export function feedScope(tenant: string): PositionScope {
  return { tenant, purpose: "events" };
}
