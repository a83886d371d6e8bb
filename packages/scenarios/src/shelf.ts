/** A list that takes items only while the body of what they belong to runs. */
export type Shelf<Item> = {
  readonly fill: (body: () => void) => readonly Item[];
  readonly add: (item: Item) => void;
};

/** A shelf for what belongs into a `feature` or a `rule`. */
export function shelf<Item>(owner: string): Shelf<Item> {
  let open: Item[] | undefined;
  return {
    fill(body) {
      if (open !== undefined) throw new TypeError(`a ${owner} cannot stand inside a ${owner}`);
      const items: Item[] = [];
      open = items;
      try {
        body();
      } finally {
        open = undefined;
      }
      return items;
    },
    add(item) {
      if (open === undefined) throw new TypeError(`this has to stand inside a ${owner}`);
      open.push(item);
    },
  };
}
