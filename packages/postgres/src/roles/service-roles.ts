/** The four PostgreSQL roles of one service. */
export type ServiceRoles = {
  /** Owns the schema and its tables; cannot log in. */
  readonly owner: string;
  /** Owns the functions of the event store, which run with its rights; cannot log in. */
  readonly kernel: string;
  /** What requests run as, under row-level security. */
  readonly app: string;
  /** What work across tenants runs as: subscriptions, timers. */
  readonly system: string;
};

/** The names of a service's roles: `mev-boost` has `mev_boost_owner`, `mev_boost_app` and so on. */
export function serviceRoles(service: string): ServiceRoles {
  if (!SERVICE.test(service)) throw new RangeError(`not the name of a service: ${service}`);
  const prefix = service.replaceAll("-", "_");
  return {
    owner: `${prefix}_owner`,
    kernel: `${prefix}_kernel`,
    app: `${prefix}_app`,
    system: `${prefix}_system`,
  };
}

/** A name in PostgreSQL has 63 bytes at most; the longest suffix takes 7. */
const SERVICE = /^[a-z][a-z0-9_-]{0,49}$/;
