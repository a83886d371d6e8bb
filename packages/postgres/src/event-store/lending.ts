/** Something that is lent until it is disposed of. */
export type Lent<T> = Disposable & { readonly it: T };

/**
 * Lends things that grow as they are used, each to one at a time; what was given back is emptied and lent again. So many
 * are kept at most while nobody uses them.
 */
export function lending<T extends { clear(): void }>(make: () => T, idleMax: number) {
  const idle: T[] = [];
  return (): Lent<T> => {
    const it = idle.pop() ?? make();
    let isGivenBack = false;
    return {
      it,
      [Symbol.dispose]() {
        if (isGivenBack) return;
        isGivenBack = true;
        it.clear();
        if (idle.length < idleMax) idle.push(it);
      },
    };
  };
}
