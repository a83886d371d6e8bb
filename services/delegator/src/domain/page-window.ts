/** Which dense ranks a page holds: those above `low` up to and including `high`, newest first. */
export type PageWindow = { readonly low: number; readonly high: number; readonly lastPage: number };

/** O(1) whatever the page number: rank arithmetic instead of counting rows off. */
export function pageWindow(total: number, page: number, size: number): PageWindow {
  const lastPage = Math.max(1, Math.ceil(total / size));
  if (page > lastPage) return { low: 0, high: 0, lastPage };
  const high = total - (page - 1) * size;
  return { low: Math.max(high - size, 0), high, lastPage };
}
