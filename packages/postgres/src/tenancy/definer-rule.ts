import type { Transaction } from "../transaction.ts";
import type { TenancyFinding } from "./tenancy-finding.ts";

type Row = {
  readonly name: string;
  readonly owner: string;
  readonly isUnbound: boolean;
  readonly isPinned: boolean;
};

const FIND = `
  select f.oid::regprocedure::text as name, quote_ident(r.rolname) as owner,
    r.rolsuper or r.rolbypassrls as "isUnbound",
    coalesce(exists (select from unnest(f.proconfig) as setting where setting like 'search\\_path=%'), false)
      as "isPinned"
  from pg_proc as f join pg_roles as r on r.oid = f.proowner
  where f.pronamespace = to_regnamespace($1) and f.prosecdef order by 1`;

/** Functions that run with rights of their own and could be led astray, or bypass every policy. */
export async function unsafeDefiners(
  tx: Transaction,
  schema: string,
): Promise<readonly TenancyFinding[]> {
  const { rows } = await tx.query<Row>({ text: FIND, values: [schema] });
  return rows.flatMap((row) => [...unpinned(row), ...unbound(row)]);
}

function unpinned({ name, isPinned }: Row): readonly TenancyFinding[] {
  if (isPinned) return [];
  return [
    {
      code: "definer_search_path",
      subject: name,
      problem: "runs with its owner's rights and finds names on the caller's search_path",
      remedy: `alter function ${name} set search_path = pg_catalog, pg_temp`,
    },
  ];
}

function unbound({ name, owner, isUnbound }: Row): readonly TenancyFinding[] {
  if (!isUnbound) return [];
  return [
    {
      code: "definer_unbound",
      subject: name,
      problem: `runs with the rights of ${owner}, whom no policy binds`,
      remedy: `alter function ${name} owner to the service's kernel or owner role`,
    },
  ];
}
