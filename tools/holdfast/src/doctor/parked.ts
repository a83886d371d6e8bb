import { printable } from "../cli/printable.ts";
import { readSubscriptions } from "../log/read-subscriptions.ts";
import type { Check } from "./check.ts";

/** Events that were put aside wait for somebody. */
export const parked: Check = {
  name: "parked",
  async look({ place }) {
    const rows = (await readSubscriptions(place)).filter((row) => row.parked > 0);
    if (rows.length === 0) return { summary: "nothing is parked", findings: [] };
    const total = rows.reduce((sum, row) => sum + row.parked, 0);
    const findings = rows.map(({ name, revision, parked: count }) => ({
      problem: `${count} parked for ${printable(name)} (revision ${revision})`,
      remedy: `holdfast parked list ${name}, then parked replay or parked drop`,
    }));
    return { summary: `${total} parked`, findings };
  },
};
