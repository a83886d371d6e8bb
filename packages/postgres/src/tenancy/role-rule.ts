import type { Transaction } from "../transaction.ts";
import type { TenancyFinding } from "./tenancy-finding.ts";

type Row = {
  readonly subject: string;
  /** The same as SQL has it, and the role that it gets its rights by. */
  readonly quoted: string;
  readonly through: string;
  readonly isItself: boolean;
  readonly isSuperuser: boolean;
  readonly bypasses: boolean;
  readonly replicates: boolean;
  readonly owned: string | null;
};

/** A superuser is a member of every role, which says nothing more about it. */
const FIND = `
  with owned as (
    select relowner as owner, format('%I.%I', $1::text, min(relname)) as name from pg_class
    where relnamespace = to_regnamespace($1) and relkind in ('r', 'p', 'v', 'm', 'f') group by 1
    union all
    select nspowner, format('the schema %I', nspname) from pg_namespace where nspname = $1
  )
  select subject.rolname::text as subject, quote_ident(subject.rolname) as quoted,
    quote_ident(through.rolname) as through, subject.oid = through.oid as "isItself",
    through.rolsuper as "isSuperuser", through.rolbypassrls as bypasses, through.rolreplication as replicates,
    (select min(name) from owned where owner = through.oid) as owned
  from pg_roles as subject
  join pg_roles as through on through.oid = subject.oid
    or not subject.rolsuper and pg_has_role(subject.oid, through.oid, 'MEMBER')
  where subject.rolname = any($2)
    and (through.rolsuper or through.rolbypassrls or through.rolreplication or through.oid in (select owner from owned))
  order by subject.rolname, through.rolname`;

/** Roles that no policy binds, or that may undo policies: superusers, owners, and who is a member of such a role. */
export async function unboundRoles(
  tx: Transaction,
  schema: string,
  roles: readonly string[],
): Promise<readonly TenancyFinding[]> {
  const { rows } = await tx.query<Row>({ text: FIND, values: [schema, [...roles]] });
  return rows.flatMap((row) => [...unbound(row), ...owning(row)]);
}

function unbound(row: Row): readonly TenancyFinding[] {
  const { subject, quoted, through, isItself } = row;
  const attribute = attributeOf(row);
  if (attribute === undefined) return [];
  const what = ATTRIBUTES[attribute];
  return [
    {
      code: "role_unbound",
      subject,
      problem: isItself ? `is ${what}` : `is a member of ${through}, ${what}`,
      remedy: isItself
        ? `run the service as another role, or: alter role ${quoted} no${attribute}`
        : `revoke ${through} from ${quoted}`,
    },
  ];
}

/** What lets a role past every policy; the log of the server that replicas read has all rows. */
const ATTRIBUTES = {
  superuser: "a superuser",
  bypassrls: "a role that bypasses row-level security",
  replication: "a role that may read what the server sends to replicas",
} as const;

function attributeOf({ isSuperuser, bypasses, replicates }: Row) {
  if (isSuperuser) return "superuser";
  if (bypasses) return "bypassrls";
  return replicates ? "replication" : undefined;
}

function owning({ subject, quoted, through, isItself, owned }: Row): readonly TenancyFinding[] {
  if (owned === null) return [];
  return [
    {
      code: "role_owns",
      subject,
      problem: isItself ? `owns ${owned}` : `is a member of ${through}, which owns ${owned}`,
      remedy: isItself
        ? "run the service as its app role, which owns nothing: ensureRoles makes the four roles of a service"
        : `revoke ${through} from ${quoted}`,
    },
  ];
}
