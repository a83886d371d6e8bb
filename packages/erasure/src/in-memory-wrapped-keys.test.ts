import { subjectKeysContract } from "@holdfast/erasure/contract";
import { describe } from "vitest";

import { inMemoryWrappedKeys } from "./in-memory-wrapped-keys.ts";

describe("wrapped keys in memory", () => {
  const wrapped = inMemoryWrappedKeys();
  subjectKeysContract(() => ({ wrapped, another: wrapped }));
});
