import type { ConfigurationMistake } from "./bad-configuration.ts";
import { nearestName } from "./nearest-name.ts";

/**
 * Kubernetes and Docker put the addresses of a service called `delegations` into the environment as
 * `DELEGATIONS_SERVICE_HOST`, `DELEGATIONS_PORT` and so on; nobody misspelt these.
 */
const LINK_NAME = /_(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT_\d+_(?:TCP|UDP|SCTP)(?:_\w+)?)$/;
const LINK_ADDRESS = /^(?:tcp|udp|sctp):\/\//;

/** One mistake for each variable that starts with a given prefix and that the schema does not know. */
export function strangerMistakes(
  env: Readonly<Record<string, string | undefined>>,
  prefixes: readonly string[],
  known: ReadonlySet<string>,
): readonly ConfigurationMistake[] {
  return Object.entries(env)
    .filter(([name, text]) => text !== undefined && text !== "" && !known.has(name))
    .filter(([name]) => prefixes.some((prefix) => name.startsWith(prefix)))
    .filter(([name, text = ""]) => !LINK_NAME.test(name) && !LINK_ADDRESS.test(text))
    .map(([name]) => ({ variable: name, reason: unknownReason(name, known) }));
}

function unknownReason(name: string, known: ReadonlySet<string>): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? "is not known" : `is not known; did you mean ${nearest}?`;
}
