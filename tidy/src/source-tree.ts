/** A text file with its path from the root of the repository, written with slashes. */
export type SourceFile = {
  readonly path: string;
  readonly text: string;
  /** The line, counted from one, of an offset in UTF-16 units. */
  lineAt(offset: number): number;
};

/** What the rules read: every text file that is not ignored, whether on disk or planted by a test. */
export type SourceTree = {
  readonly files: readonly SourceFile[];
  file(path: string): SourceFile | undefined;
  /** Whether the path is a file of the tree or a folder with one below it. */
  has(path: string): boolean;
};

/** Builds a tree from texts by path. */
export function sourceTree(texts: Readonly<Record<string, string>>): SourceTree {
  const files = new Map(
    Object.entries(texts)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([path, text]) => [path, sourceFile(path, text)]),
  );
  const folders = new Set([...files.keys()].flatMap(foldersAbove));
  return {
    files: [...files.values()],
    file: (path) => files.get(path),
    has: (path) => files.has(path) || folders.has(path),
  };
}

function sourceFile(path: string, text: string): SourceFile {
  let lineStarts: readonly number[] | undefined;
  const lineAt = (offset: number) => {
    lineStarts ??= [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    return countUpTo(lineStarts, offset);
  };
  return { path, text, lineAt };
}

/** How many of the ascending numbers are at most `limit`, by halving. */
function countUpTo(ascending: readonly number[], limit: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** "a/b/c.ts" lies in "", "a" and "a/b". */
function foldersAbove(path: string): readonly string[] {
  const names = path.split("/");
  return names.map((_, depth) => names.slice(0, depth).join("/"));
}
