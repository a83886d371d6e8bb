/** The text of the service's own statement for a CSV of the whole history, in which everything is final. */
export function exportStatement(finalLevel: number, rows: number): string {
  const word = (words: string, column: string) => `('{${words}}'::text[])[d.${column} + 1]`;
  const address = (column: string) => `(select addresses from book)[d.${column}]`;
  return `copy (
    with book as materialized (
      select array_agg(coalesce(a.addr, '')::name order by n) as addresses
      from generate_series(1, (select max(aid) from delegator.address)) n
        left join delegator.address a on a.aid = n)
    select d.id, d.level, to_char(d.ts, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as timestamp, d.op_hash as hash, d.counter,
      nullif(d.nonce, -1) as nonce, ${address("sender")} as delegator, ${address("initiator")} as initiator, d.amount,
      ${address("prev_baker")} as prev_baker, ${address("new_baker")} as new_baker,
      ${word("applied,failed,backtracked,skipped", "status")} as status,
      ${word("register,undelegate,delegate,redelegate,refresh", "kind")} as kind,
      (d.level <= ${finalLevel})::text as final
    from delegator.delegation d where d.g <= ${rows} and true order by d.g) to stdout (format csv, header)`;
}
