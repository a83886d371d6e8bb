import { describe } from "vitest";

import { describeListStore } from "../../test/list-store-contract.ts";
import { memoryStore } from "./memory-store.ts";

describe("the store in memory", () => {
  describeListStore(async () => memoryStore());
});
