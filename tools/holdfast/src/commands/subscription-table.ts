import { ageText } from "../cli/age-text.ts";
import { printable } from "../cli/printable.ts";
import { type Column, TextTable } from "../cli/text-table.ts";
import type { SubscriptionRow } from "../log/read-subscriptions.ts";

const COLUMNS: readonly Column[] = [
  { header: "SUBSCRIPTION" },
  { header: "REVISION", align: "right" },
  { header: "STATE" },
  { header: "POSITION", align: "right" },
  { header: "BEHIND", align: "right" },
  { header: "AGE", align: "right" },
  { header: "PARKED", align: "right" },
  { header: "HEARTBEAT", align: "right" },
  { header: "LEASE" },
];

/** A subscription, and what it is for its readers where that is known. */
type Row = SubscriptionRow & { readonly role?: string };

/** Subscriptions for people, with their roles if they have any. */
export function subscriptionLines(rows: readonly Row[]): readonly string[] {
  const hasRoles = rows.some(({ role }) => role !== undefined);
  const table = new TextTable(hasRoles ? [...COLUMNS, { header: "ROLE" }] : COLUMNS);
  return table.lines(rows.map(cells));
}

function cells({ owner, leaseMs, lagMs, heartbeatAgeMs, ...row }: Row): readonly string[] {
  const lease = leaseMs > 0 ? `${printable(owner ?? "")} for ${ageText(leaseMs)}` : "nobody";
  return [
    printable(row.name),
    row.revision.toString(),
    row.status,
    row.position.toString(),
    row.lagEvents.toString(),
    lagMs === null ? "-" : ageText(lagMs),
    row.parked.toString(),
    heartbeatAgeMs === null ? "-" : ageText(heartbeatAgeMs),
    lease,
    ...(row.role === undefined ? [] : [row.role]),
  ];
}
