import type { Destruction, Destroyed, WrappedKey, WrappedKeys } from "./wrapped-keys.ts";

/** Wrapped keys for tests and trials; they are forgotten with the process, and all they sealed with them. */
export function inMemoryWrappedKeys(): WrappedKeys {
  const rows = new Map<string, WrappedKey[]>();
  const watchers = new Set<() => void>();
  const of = (tenant: string): WrappedKey[] => {
    const own = rows.get(tenant) ?? [];
    rows.set(tenant, own);
    return own;
  };
  const keysOf = (tenant: string, subjectId: string): readonly WrappedKey[] =>
    of(tenant)
      .filter((key) => key.subjectId === subjectId)
      .toSorted((a, b) => a.version - b.version);
  const blank = (tenant: string, subjectIds: readonly string[]): void => {
    const blanked = of(tenant).map((key) =>
      subjectIds.includes(key.subjectId) ? { ...key, wrapped: undefined } : key,
    );
    rows.set(tenant, blanked);
  };
  return {
    newest: async ({ tenant, subjectId }) => keysOf(tenant, subjectId).at(-1),
    async add(tenant, key) {
      const there = keysOf(tenant, key.subjectId).find(({ version }) => version === key.version);
      if (there === undefined) of(tenant).push(key);
      return there ?? key;
    },
    find: async (tenant, keyIds) => of(tenant).filter(({ keyId }) => keyIds.includes(keyId)),
    async destroy({ tenant, subjectId, keyId, alongside }: Destruction): Promise<Destroyed> {
      const keys = keysOf(tenant, subjectId);
      const [first] = keys;
      if (first === undefined) {
        of(tenant).push({ keyId, subjectId, version: 1, wrapped: undefined });
      }
      const isFirst = first === undefined || keys.some(({ wrapped }) => wrapped !== undefined);
      if (isFirst) blank(tenant, [subjectId, alongside]);
      for (const tell of watchers) tell();
      const keyIds = first === undefined ? [keyId] : keys.map((each) => each.keyId);
      return { reference: first?.keyId ?? keyId, keyIds, isFirst };
    },
    watch: (onDestroyed, signal) =>
      new Promise((resolve) => {
        const end = (): void => {
          watchers.delete(onDestroyed);
          resolve();
        };
        if (signal.aborted) return end();
        watchers.add(onDestroyed);
        signal.addEventListener("abort", end, { once: true });
        return onDestroyed();
      }),
  };
}
