-- Snapshots that were sealed say by which keys, beside the ciphertext. Once a key is destroyed they cannot be read any more,
-- and need not lie about either. The table is walked: people are erased seldom, and an index would be paid for by each
-- snapshot.
create function {{schema}}.forget_snapshots(of_tenant uuid, sealed_by text[]) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  forgotten bigint;
begin
  delete from {{schema}}.snapshots as s
  where s.tenant_id = of_tenant
    and exists (select from unnest(sealed_by) as k (id) where position(k.id in s.state::text) > 0);
  get diagnostics forgotten = row_count;
  return forgotten;
end
$$;
grant delete on {{schema}}.snapshots to {{kernel}};
revoke all on function {{schema}}.forget_snapshots from public;
grant execute on function {{schema}}.forget_snapshots to {{system}};
alter function {{schema}}.forget_snapshots owner to {{kernel}};
