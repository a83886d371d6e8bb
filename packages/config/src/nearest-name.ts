/** Most edits at which a name still counts as a misspelling of another. */
const EDITS_MAX = 3;

/** The known name closest to a misspelt one, or undefined when none is close enough to suggest. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let fewest = EDITS_MAX + 1;
  for (const candidate of known) {
    const edits = editDistance(name, candidate);
    if (edits >= fewest) continue;
    fewest = edits;
    nearest = candidate;
  }
  return nearest;
}

/** Levenshtein distance, one row of the table at a time. */
function editDistance(left: string, right: string): number {
  let above = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (const [row, letter] of left.split("").entries()) {
    const current = [row + 1];
    for (const [column, other] of right.split("").entries()) {
      const replaced = (above[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(replaced, (above[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    above = current;
  }
  return above.at(-1) ?? 0;
}
