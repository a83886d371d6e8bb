import type { DelegationPage } from "../../domain/delegation-page.ts";
import type { KnownAddresses } from "../../domain/known-addresses.ts";
import { pageOf } from "./page-of.ts";
import { parsed, type RawBody, unpacked } from "./read-body.ts";
import { scanPage } from "./scan-page.ts";

/** The page in a body; throws an UpstreamFault for anything else. */
export function readPage(body: RawBody, known: KnownAddresses): DelegationPage {
  const bytes = unpacked(body);
  return scanPage(bytes, known) ?? pageOf(parsed(bytes), known);
}
