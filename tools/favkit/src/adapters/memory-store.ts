import type { ListStore, Snapshot } from "../application/ports.ts";
import { FavkitError } from "../domain/favkit-error.ts";
import { isListName, type ListName } from "../domain/list-name.ts";

/** Lists in memory, for tests and for programs that embed favkit. */
export function memoryStore(
  lists: Partial<Record<ListName, Pick<Snapshot, "items">>> = {},
): ListStore {
  const stored = new Map<ListName, Snapshot>();
  let writes = 0;
  for (const [list, { items }] of Object.entries(lists)) {
    if (isListName(list)) stored.set(list, { items, properties: {}, seed: nextSeed() });
  }
  return {
    source: "file",
    locate: async (list) => `memory:${list}`,
    read: async (list) => stored.get(list) ?? { items: [], properties: {}, seed: "" },
    async write(list, snapshot, expectedSeed) {
      if ((stored.get(list)?.seed ?? "") !== expectedSeed) {
        throw new FavkitError("concurrent_change", `the list "${list}" changed meanwhile`);
      }
      const after = { ...snapshot, seed: nextSeed() };
      stored.set(list, after);
      return after;
    },
  };

  function nextSeed(): string {
    writes += 1;
    return `${writes}`;
  }
}
