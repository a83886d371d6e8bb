import { bloat } from "./bloat.ts";
import type { Check } from "./check.ts";
import { contiguity } from "./contiguity.ts";
import { erasures } from "./erasures.ts";
import { head } from "./head.ts";
import { migrations } from "./migrations.ts";
import { parked } from "./parked.ts";
import { roles } from "./roles.ts";
import { subscriptions } from "./subscriptions.ts";
import { timers } from "./timers.ts";

/** Everything a doctor looks at, in the order of its report. A new check is a file beside this and a line here. */
export const CHECKS: readonly Check[] = [
  migrations,
  head,
  contiguity,
  bloat,
  subscriptions,
  parked,
  timers,
  erasures,
  roles,
];
