/** Works on all items, so many side by side; waits for those under way before it throws the first failure. */
export async function inTurns<Item>(
  items: readonly Item[],
  sideBySide: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const failures: unknown[] = [];
  const turn = async (): Promise<void> => {
    for (const item of rest) {
      if (failures.length > 0) return;
      await work(item).catch((error: unknown) => void failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(sideBySide, items.length) }, turn));
  if (failures.length > 0) throw failures[0];
}
