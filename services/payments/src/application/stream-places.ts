/** Places of those who follow a stream. */
export type StreamPlaces = {
  /** How many follow now. */
  readonly count: number;
  /** A place until it is disposed of; undefined when all are taken, or all that one tenant may have. */
  enter(tenant: string): Disposable | undefined;
};

/** One tenant may take so large a part of all places that others find some. */
const TENANT_PART = 4;

/** Gives out so many places. */
export function streamPlaces(max: number): StreamPlaces {
  const perTenant = Math.max(1, Math.ceil(max / TENANT_PART));
  const taken = new Map<string, number>();
  let count = 0;
  return {
    get count() {
      return count;
    },
    enter(tenant) {
      const own = taken.get(tenant) ?? 0;
      if (count >= max || own >= perTenant) return undefined;
      count += 1;
      taken.set(tenant, own + 1);
      return {
        [Symbol.dispose]: () => {
          count -= 1;
          const left = (taken.get(tenant) ?? 1) - 1;
          if (left === 0) taken.delete(tenant);
          else taken.set(tenant, left);
        },
      };
    },
  };
}
