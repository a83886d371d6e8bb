/** Does something again and again while something else is done. */
export async function underLoad(
  load: () => Promise<unknown>,
  work: () => Promise<void>,
): Promise<void> {
  const over = new AbortController();
  const again = async (): Promise<void> => {
    while (!over.signal.aborted) await load();
  };
  const loading = again();
  try {
    await work();
  } finally {
    over.abort();
    await loading;
  }
}
