-- Writes transfers between accounts whose rows the caller has not read but remembers: tenant after tenant; no statement
-- sees two. An error if an account is not as it was thought to be, also after somebody else was waited for: each row is
-- changed by what is added to it, and has to become what was decided. `decided` is the time of this database at which
-- that was decided. `ends` tells where the accounts of each tenant
-- end, behind a zero; of each tenant they stand in the order of their ids, in which their rows are locked.
create type {{schema}}.kept_move as (
  id uuid, settings integer, version bigint, entries integer,
  pending_debits numeric, posted_debits numeric, pending_credits numeric, posted_credits numeric,
  more_pending_debits numeric, more_posted_debits numeric, more_pending_credits numeric, more_posted_credits numeric,
  touched timestamptz
);

create function {{schema}}.write_kept(
  decided timestamptz, tenants uuid[], ends integer[], ids uuid[], moves {{schema}}.kept_move[], transfers json[]
)
returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
-- The plans are made once, often on empty tables, and must be right for any size: rows are looked up by index.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_mergejoin = off
set enable_nestloop = off -- what is to be added is looked up by a hash, for rows that are found by their ids
set jit = off
-- Everything else that the process sends waits behind this: who has to wait for somebody is better off with locks.
set lock_timeout = '200ms'
as $$
declare
  tenant uuid;
  own {{schema}}.kept_move[];
  altered uuid[];
  written integer;
begin
  for at in 1 .. cardinality(tenants) loop
    tenant := tenants[at];
    own := moves[ends[at] + 1 : ends[at + 1]];
    altered := ids[ends[at] + 1 : ends[at + 1]];
    perform set_config('app.tenant_id', tenant::text, true);
    with moved as (
      update {{schema}}.account as a
      set version = a.version + r.entries,
        debits_pending = a.debits_pending + r.more_pending_debits,
        debits_posted = a.debits_posted + r.more_posted_debits,
        credits_pending = a.credits_pending + r.more_pending_credits,
        credits_posted = a.credits_posted + r.more_posted_credits,
        touched_at = greatest(a.touched_at, r.touched)
      from unnest(own) as r
      where a.tenant_id = tenant and a.id = any (altered) and a.id = r.id
      returning a.version = r.version and a.settings_version = r.settings and a.touched_at = r.touched
        and a.debits_pending = r.pending_debits and a.debits_posted = r.posted_debits
        and a.credits_pending = r.pending_credits and a.credits_posted = r.posted_credits as is_as_thought
    )
    select count(*) filter (where is_as_thought) into written from moved;
    if written < cardinality(altered) then
      raise exception 'accounts of {{schema}} are not as they were thought to be' using errcode = 'HF001';
    end if;
    insert into {{schema}}.transfer (tenant_id, id, debit_account, credit_account, batch_id, recorded_at, effective_at,
      expires_at, debit_version, credit_version, timeout_s, code, kind, ledger, amount,
      debit_debits_pending, debit_debits_posted, debit_credits_pending, debit_credits_posted,
      credit_debits_pending, credit_debits_posted, credit_credits_pending, credit_credits_posted, description, metadata)
    select tenant, r.* from json_to_recordset(transfers[at]) as r (id uuid, debit_account uuid, credit_account uuid,
      batch_id uuid, recorded_at timestamptz, effective_at timestamptz, expires_at timestamptz, debit_version bigint,
      credit_version bigint, timeout_s integer, code integer, kind text, ledger text, amount numeric,
      debit_debits_pending numeric, debit_debits_posted numeric, debit_credits_pending numeric,
      debit_credits_posted numeric, credit_debits_pending numeric, credit_debits_posted numeric,
      credit_credits_pending numeric, credit_credits_posted numeric, description text, metadata json)
    order by r.id
    on conflict do nothing;
    get diagnostics written = row_count;
    if written < json_array_length(transfers[at]) then
      raise exception 'a transfer of {{schema}} has an id that somebody else was first with' using errcode = 'HF001';
    end if;
  end loop;
  -- With all rows locked. A statement whose answer was given up may still lie before a server that does not get on: once
  -- others have been told what is so without it, it is too late for it.
  if clock_timestamp() not between decided and decided + interval '1 second' then
    raise exception 'what was decided for {{schema}} is not of now' using errcode = 'HF001';
  end if;
end
$$;

revoke all on function {{schema}}.write_kept from public;
grant execute on function {{schema}}.write_kept to {{app}};
