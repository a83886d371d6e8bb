import { type Notary, openNotary } from "@holdfast/postgres/notary";

import { Refused } from "../cli/refused.ts";
import type { LogPlace } from "../log/log-place.ts";

/** A notary that reads and proves, and has no key to sign with. */
export function readingNotary({ database, schema }: LogPlace): Notary {
  const signer = {
    name: "",
    keyHash: "",
    sign: () => {
      throw new Refused("this program signs nothing");
    },
  };
  return openNotary({ database, schema, origin: "", signer, verifiers: [], nowMs: () => 0 });
}
