/**
 * What the functions take that go through several tenants: for each place in a list of lists all of it, tenant after
 * tenant, and before them where the part of each tenant ends, behind a row of zeros.
 */
export function inTurn(lists: readonly (readonly (readonly string[])[])[]): readonly unknown[] {
  const joined = (lists[0] ?? []).map((_, of) => lists.flatMap((each) => each[of] ?? []));
  let last: readonly number[] = joined.map(() => 0);
  const ends = [last];
  for (const each of lists) {
    last = last.map((end, of) => end + (each[of]?.length ?? 0));
    ends.push(last);
  }
  return [ends, ...joined];
}
