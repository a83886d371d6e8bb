import { openDatabase } from "@holdfast/postgres";

import { ORIGINAL_TABLE } from "./original-table.ts";

/** How many rows a table has, and the SHA-256 in hex over their canonical lines in the order of their ids. */
export type TableDigest = { readonly rows: number; readonly digest: string };

/** The text aggregated in one value must stay below PostgreSQL's 1 GB: some 4 million rows. */
function digestOf(line: string, from: string): string {
  return `
    select count(*)::int as rows,
           encode(sha256(convert_to(coalesce(string_agg(${line} || E'\\n', '' order by d.id), ''), 'UTF8')), 'hex')
             as digest
    from ${from}`;
}

const MIRROR = digestOf(
  `concat_ws('|', d.id, extract(epoch from d.ts)::bigint, d.amount, d.counter, d.level, sender.addr,
     coalesce(former.addr, '-'), coalesce(chosen.addr, '-'), coalesce(initiator.addr, '-'), d.nonce,
     (array['applied', 'failed', 'backtracked', 'skipped'])[d.status + 1],
     coalesce((array['register', 'undelegate', 'delegate', 'redelegate', 'refresh'])[d.kind + 1], '-'),
     d.year, d.op_hash, d.g, d.y)`,
  `delegator.delegation d
     join delegator.address sender on sender.aid = d.sender
     left join delegator.address former on former.aid = d.prev_baker
     left join delegator.address chosen on chosen.aid = d.new_baker
     left join delegator.address initiator on initiator.aid = d.initiator`,
);

const ORIGINAL = digestOf(
  "concat_ws('|', d.id, extract(epoch from d.timestamp)::bigint, d.amount, d.delegator, d.level)",
  `${ORIGINAL_TABLE} d`,
);

/** Everything the service has stored, ranks included; its lines are those of `mirrorLine`. */
export function mirrorDigest(adminUrl: string): Promise<TableDigest> {
  return digest(adminUrl, MIRROR);
}

/** The five columns of the original's table; its lines are those of `originalLine`. */
export function originalDigest(adminUrl: string): Promise<TableDigest> {
  return digest(adminUrl, ORIGINAL);
}

async function digest(adminUrl: string, text: string): Promise<TableDigest> {
  await using admin = openDatabase({ url: adminUrl, applicationName: "bench-digest", max: 1 });
  const { rows } = await admin.read<TableDigest>({ text });
  return rows[0] ?? { rows: 0, digest: "" };
}
