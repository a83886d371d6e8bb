import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

import { tellKeys, tellTenants } from "../../../test/in-memory/tell-requests.ts";

for (const tell of [tellKeys, tellTenants]) {
  runFeature(tell());
  runFeature(tell(), inMemoryRunner);
}
