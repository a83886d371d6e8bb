/** The names under which one variable may be set, the strongest first. */
export type VariableNames = {
  /** Name with the service in front, then the generic name. */
  readonly own: readonly [service: string, generic: string];
  /** Names of the program this service replaces; they may not contradict each other. */
  readonly aliases: readonly string[];
};

/** `HTTP_PORT` of the service `delegations` is `DELEGATIONS_HTTP_PORT`, `HTTP_PORT`, then the aliases. */
export function variableNames(
  generic: string,
  service: string,
  aliases: Readonly<Record<string, readonly string[]>> = {},
): VariableNames {
  const prefix = service.toUpperCase().replaceAll("-", "_");
  return { own: [`${prefix}_${generic}`, generic], aliases: aliases[generic] ?? [] };
}
