/** The service has no tenants. */
export const MIRROR_TENANT = "00000000-0000-0000-0000-000000000000";

/** The stream of one chain's mirror: all that has happened to it. */
export function mirrorStream(chainId: string): string {
  return `chain-${chainId}`;
}
