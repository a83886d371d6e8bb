-- The same, with transfers as rows of a type: read in binary form, they and the moves take a third of the time that
-- they take as texts, of which each field is looked up by its name.
drop function {{schema}}.write_kept;

create type {{schema}}.kept_transfer as (
  tenant_id uuid, id uuid, debit_account uuid, credit_account uuid, batch_id uuid,
  recorded_at timestamptz, effective_at timestamptz, expires_at timestamptz,
  debit_version bigint, credit_version bigint, timeout_s integer, code integer, kind text, ledger text, amount numeric,
  debit_debits_pending numeric, debit_debits_posted numeric, debit_credits_pending numeric, debit_credits_posted numeric,
  credit_debits_pending numeric, credit_debits_posted numeric, credit_credits_pending numeric,
  credit_credits_posted numeric, description text, metadata json
);

-- Writes transfers between accounts whose rows the caller has not read but remembers. An error if an account is not as it
-- was thought to be, also after somebody else was waited for: each row is changed by what is added to it, and has to become
-- what was decided. `decided` is the time of this database at which that was decided. Rows are locked in the order of
-- `moves`.
create function {{schema}}.write_kept(decided timestamptz, moves {{schema}}.kept_move[], transfers {{schema}}.kept_transfer[])
returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
-- The plans are made once, often on empty tables, and must be right for any size: rows are looked up by index, one after
-- another.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_mergejoin = off
set enable_hashjoin = off
set enable_memoize = off
set jit = off
-- Everything else that the process sends waits behind this: who has to wait for somebody is better off with locks.
set lock_timeout = '200ms'
as $$
declare
  written integer;
begin
  -- What is too late locks nothing, and takes no time from what is not.
  if clock_timestamp() > decided + interval '1 second' then
    raise exception 'what was decided for {{schema}} is not of now' using errcode = 'HF001';
  end if;
  with moved as (
    update {{schema}}.account as a
    set version = a.version + r.entries,
      debits_pending = a.debits_pending + r.more_pending_debits,
      debits_posted = a.debits_posted + r.more_posted_debits,
      credits_pending = a.credits_pending + r.more_pending_credits,
      credits_posted = a.credits_posted + r.more_posted_credits,
      touched_at = greatest(a.touched_at, r.touched)
    from (select set_config('app.tenant_id', m.tenant_id::text, true)::uuid as tenant, m.* from unnest(moves) as m) as r
    where a.tenant_id = any (array[r.tenant]) and a.id = any (array[r.id])
    returning a.version = r.version and a.settings_version = r.settings and a.touched_at = r.touched
      and a.debits_pending = r.pending_debits and a.debits_posted = r.posted_debits
      and a.credits_pending = r.pending_credits and a.credits_posted = r.posted_credits as is_as_thought
  )
  select count(*) filter (where is_as_thought) into written from moved;
  if written < cardinality(moves) then
    raise exception 'accounts of {{schema}} are not as they were thought to be' using errcode = 'HF001';
  end if;
  insert into {{schema}}.transfer (tenant_id, id, debit_account, credit_account, batch_id, recorded_at, effective_at,
    expires_at, debit_version, credit_version, timeout_s, code, kind, ledger, amount,
    debit_debits_pending, debit_debits_posted, debit_credits_pending, debit_credits_posted,
    credit_debits_pending, credit_debits_posted, credit_credits_pending, credit_credits_posted, description, metadata)
  select set_config('app.tenant_id', r.tenant_id::text, true)::uuid, r.id, r.debit_account, r.credit_account, r.batch_id,
    r.recorded_at, r.effective_at, r.expires_at, r.debit_version, r.credit_version, r.timeout_s, r.code, r.kind, r.ledger,
    r.amount, r.debit_debits_pending, r.debit_debits_posted, r.debit_credits_pending, r.debit_credits_posted,
    r.credit_debits_pending, r.credit_debits_posted, r.credit_credits_pending, r.credit_credits_posted, r.description,
    r.metadata
  from unnest(transfers) as r
  on conflict do nothing;
  get diagnostics written = row_count;
  if written < cardinality(transfers) then
    raise exception 'a transfer of {{schema}} has an id that somebody else was first with' using errcode = 'HF001';
  end if;
  -- With all rows locked. A statement whose answer was given up may still lie before a server that does not get on: once
  -- others have been told what is so without it, it is too late for it.
  if clock_timestamp() not between decided and decided + interval '1 second' then
    raise exception 'what was decided for {{schema}} is not of now' using errcode = 'HF001';
  end if;
end
$$;

alter function {{schema}}.write_kept owner to {{kernel}};
revoke all on function {{schema}}.write_kept from public;
grant execute on function {{schema}}.write_kept to {{app}};
