/** Rows that are fetched as they are asked for, page after page. Each walk begins anew. */
export type List<Page extends PageOf> = AsyncIterable<Page["data"][number]> & {
  /** The pages themselves; `next_cursor` goes on later, with the same filters. */
  readonly pages: () => AsyncIterable<Page>;
};

/** What every page has. */
type PageOf<Row = unknown> = {
  readonly data: readonly Row[];
  readonly has_more: boolean;
  readonly next_cursor: string | null;
};
type At = { readonly cursor?: string };

/** A list by what reads one page, the first one without a cursor of its own. */
export function listOf<Page extends PageOf>(read: (at: At) => Promise<Page>): List<Page>;
export function listOf<Row>(read: (at: At) => Promise<PageOf<Row>>): List<PageOf<Row>> {
  async function* pages(): AsyncGenerator<PageOf<Row>, void> {
    for (let at: At = {}; ;) {
      const page = await read(at);
      yield page;
      const { has_more, next_cursor: cursor } = page;
      if (!has_more || cursor === null) return;
      at = { cursor };
    }
  }
  async function* rows(): AsyncGenerator<Row, void> {
    for await (const { data } of pages()) yield* data;
  }
  return { pages, [Symbol.asyncIterator]: rows };
}
