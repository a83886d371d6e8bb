/** On whose behalf a request is made, as its token says. */
export type Principal = {
  /** Claim `sub`. */
  readonly subject: string;
  /** Claim `tenant_id`: a uuid in lower case. */
  readonly tenantId: string;
  /** Claim `permissions`, or the words of `scope`; may hold words that are no permissions of ours. */
  readonly permissions: ReadonlySet<string>;
  /** Claim `client_id`. */
  readonly clientId?: string;
};
