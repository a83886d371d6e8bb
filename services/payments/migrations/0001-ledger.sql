-- The ledger as it is now: a projection of the log, written in the same transaction as the events it is made of. Whoever
-- replays the log makes the same rows, byte by byte.

create table {{schema}}.account (
  tenant_id uuid not null,
  id uuid not null,
  number text collate "C",
  ledger text collate "C" not null,
  code integer not null check (code between 1 and 65535),
  normal_side text collate "C" not null check (normal_side in ('debit', 'credit')),
  limit_kind text collate "C" not null
    check (limit_kind in ('none', 'debits_must_not_exceed_credits', 'credits_must_not_exceed_debits')),
  min_available numeric(39, 0) not null,
  status text collate "C" not null check (status in ('open', 'frozen', 'closed')),
  settings_version integer not null,
  version bigint not null, -- counts its entries
  debits_pending numeric(39, 0) not null check (debits_pending >= 0),
  debits_posted numeric(39, 0) not null check (debits_posted >= 0),
  credits_pending numeric(39, 0) not null check (credits_pending >= 0),
  credits_posted numeric(39, 0) not null check (credits_posted >= 0),
  opened_at timestamptz not null,
  touched_at timestamptz not null, -- of its newest entry
  primary key (tenant_id, id)
) with (fillfactor = 70, autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.05);
-- Whatever else begins with the tenant is partial, by a predicate that holds for every row it is for and that no look-up
-- by id implies. As long as a table is empty, an index on the tenant looks as good as the primary key, and the plans of
-- functions are kept: they would go on reading all rows of the tenant. The predicate is about a column that is never
-- updated: it counts as indexed, and an update of it writes into every index of the table.
create unique index account_by_number on {{schema}}.account (tenant_id, number) where number is not null;
create index account_by_opening on {{schema}}.account (tenant_id, opened_at, id) where code > 0;

-- One row has both sides, so that none can be out of balance. The counters are those of its accounts after it.
create table {{schema}}.transfer (
  tenant_id uuid not null,
  id uuid not null,
  debit_account uuid not null,
  credit_account uuid not null check (credit_account <> debit_account),
  pending_id uuid, -- the hold it ends
  reverses uuid,
  batch_id uuid,
  quote_id uuid,
  recorded_at timestamptz not null,
  effective_at timestamptz, -- where it is not that
  expires_at timestamptz,
  debit_version bigint not null,
  credit_version bigint not null,
  timeout_s integer,
  code integer not null,
  kind text collate "C" not null check (kind in ('posted', 'pending', 'post', 'void', 'expiry', 'reversal')),
  ledger text collate "C" not null,
  amount numeric(39, 0) not null check (amount > 0),
  debit_debits_pending numeric(39, 0) not null,
  debit_debits_posted numeric(39, 0) not null,
  debit_credits_pending numeric(39, 0) not null,
  debit_credits_posted numeric(39, 0) not null,
  credit_debits_pending numeric(39, 0) not null,
  credit_debits_posted numeric(39, 0) not null,
  credit_credits_pending numeric(39, 0) not null,
  credit_credits_posted numeric(39, 0) not null,
  reversed numeric(39, 0) not null default 0 check (reversed between 0 and amount),
  resolution text collate "C" check (resolution in ('posted', 'voided', 'expired')), -- of a hold
  resolved_by uuid,
  resolved_amount numeric(39, 0) check (resolved_amount between 0 and amount),
  description text,
  reason text,
  metadata json,
  -- No foreign keys: whoever writes a row has locked both accounts, nobody may delete one, and a check per row would cost
  -- as much as the row.
  primary key (tenant_id, id)
) with (fillfactor = 95, autovacuum_analyze_scale_factor = 0.05);
create index transfer_by_debit on {{schema}}.transfer (debit_account, debit_version);
create index transfer_by_credit on {{schema}}.transfer (credit_account, credit_version);
create index transfer_by_time on {{schema}}.transfer (tenant_id, recorded_at) where amount > 0; -- partial as above
create index transfer_by_batch on {{schema}}.transfer (tenant_id, batch_id) where batch_id is not null;
create index transfer_about on {{schema}}.transfer (tenant_id, reverses) where reverses is not null;
create index open_hold on {{schema}}.transfer (expires_at)
  where kind = 'pending' and resolution is null and expires_at is not null;

-- Attempts that were to be made once at most, and failed.
create table {{schema}}.failed_attempt (
  tenant_id uuid not null,
  id uuid not null,
  code text collate "C" not null,
  primary key (tenant_id, id)
);

create table {{schema}}.quote (
  tenant_id uuid not null,
  id uuid not null,
  sell_currency text collate "C" not null,
  sell_minor numeric(39, 0) not null,
  buy_currency text collate "C" not null,
  buy_minor numeric(39, 0) not null,
  rate_num numeric(39, 0) not null,
  rate_den numeric(39, 0) not null check (rate_den > 0),
  spread_minor numeric(39, 0) not null,
  rounding text collate "C" not null,
  expires_at timestamptz not null,
  issued_at timestamptz not null,
  sell_liquidity uuid not null,
  buy_liquidity uuid not null,
  fees uuid,
  used_by uuid,
  primary key (tenant_id, id)
);

do $$
declare
  name text;
begin
  foreach name in array array['account', 'transfer', 'failed_attempt', 'quote'] loop
    execute format('alter table {{schema}}.%I enable row level security', name);
    execute format('alter table {{schema}}.%I force row level security', name);
    execute format($policy$create policy tenant on {{schema}}.%I to {{app}}
      using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
      with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, name);
    execute format('create policy system on {{schema}}.%I for select to {{system}} using (true)', name);
    execute format('grant select, insert on {{schema}}.%I to {{app}}', name);
    execute format('grant select on {{schema}}.%I to {{system}}', name);
  end loop;
end $$;
grant update (limit_kind, min_available, status, settings_version, version, debits_pending, debits_posted, credits_pending,
  credits_posted, touched_at) on {{schema}}.account to {{app}};
grant update (resolution, resolved_by, resolved_amount, reversed) on {{schema}}.transfer to {{app}};
grant update (used_by) on {{schema}}.quote to {{app}};

-- Both entries of each transfer.
create view {{schema}}.entry with (security_invoker = true) as
  select tenant_id, debit_account as account_id, debit_version as version, 'debit' as side, id as transfer_id,
    credit_account as counterparty, kind, amount, pending_id, recorded_at, effective_at, description,
    debit_debits_pending as debits_pending, debit_debits_posted as debits_posted,
    debit_credits_pending as credits_pending, debit_credits_posted as credits_posted
  from {{schema}}.transfer
  union all
  select tenant_id, credit_account, credit_version, 'credit', id,
    debit_account, kind, amount, pending_id, recorded_at, effective_at, description,
    credit_debits_pending, credit_debits_posted, credit_credits_pending, credit_credits_posted
  from {{schema}}.transfer;
grant select on {{schema}}.entry to {{app}}, {{system}};

-- Begins the transaction of a tenant: locks the accounts in the order of their ids, and then reads what is to be known
-- to decide. Accounts of transfers and quotes that are named are locked with them; they never change.
create function {{schema}}.open_book(
  tenant uuid, account_ids uuid[], account_numbers text[], transfer_ids uuid[], quote_ids uuid[]
)
returns json
language plpgsql volatile
set search_path = pg_catalog, pg_temp
-- The plans are made once, often on empty tables, and must be right for any size: rows are looked up by index.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  wanted uuid[] := account_ids;
  accounts json;
begin
  perform set_config('app.tenant_id', tenant::text, true);
  if cardinality(transfer_ids) > 0 then
    wanted := wanted || array(
      select unnest(array[t.debit_account, t.credit_account])
      from {{schema}}.transfer as t where t.tenant_id = tenant and t.id = any (transfer_ids)
    );
  end if;
  if cardinality(quote_ids) > 0 then
    wanted := wanted || array(
      select unnest(array[q.sell_liquidity, q.buy_liquidity, q.fees]) from {{schema}}.quote as q
      where q.tenant_id = tenant and q.id = any (quote_ids)
    );
  end if;
  -- A row that is locked is read as it is then, also where somebody else was waited for. What follows in statements of
  -- their own has snapshots that are younger than the locks.
  select json_agg(json_build_array(a.id, a.number, a.ledger, a.code, a.normal_side, a.limit_kind, a.min_available::text,
    a.status, a.settings_version, a.version::text, a.debits_pending::text, a.debits_posted::text,
    a.credits_pending::text, a.credits_posted::text, a.opened_at, a.touched_at))
  into accounts
  from (
    select * from {{schema}}.account where tenant_id = tenant and id = any (wanted) order by id for no key update
  ) as a;
  return json_build_object(
    'now', clock_timestamp(),
    'accounts', coalesce(accounts, '[]'),
    'numbers', (
      select json_agg(json_build_array(a.number, a.id))
      from {{schema}}.account as a where a.tenant_id = tenant and a.number = any (account_numbers)
    ),
    'has_transfers', cardinality(transfer_ids) > 0 and exists (
      select from {{schema}}.transfer as t where t.tenant_id = tenant and t.id = any (transfer_ids)
    ),
    'failed', (
      select json_agg(json_build_array(f.id, f.code))
      from {{schema}}.failed_attempt as f where f.tenant_id = tenant and f.id = any (transfer_ids)
    )
  );
end
$$;

-- Writes what was decided. False if somebody else was first with an id or a number: then nothing may be committed.
-- `altered` names all rows that are changed, so that they are looked up by their ids whatever a plan begins with.
create function {{schema}}.write_book(
  tenant uuid, opened json, altered uuid[], settled json, moved json, transfers json, resolved json,
  taken_back json, failed json, quotes json, used json
)
returns boolean
language plpgsql volatile
set search_path = pg_catalog, pg_temp
-- The plans are made once, often on empty tables, and must be right for any size: rows are looked up by index.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_mergejoin = off
set jit = off
as $$
declare
  written integer;
begin
  if opened is not null then
    insert into {{schema}}.account (tenant_id, id, number, ledger, code, normal_side, limit_kind, min_available, status,
      settings_version, version, debits_pending, debits_posted, credits_pending, credits_posted, opened_at, touched_at)
    select tenant, r.* from json_to_recordset(opened) as r (id uuid, number text, ledger text, code integer,
      normal_side text, limit_kind text, min_available numeric, status text, settings_version integer, version bigint,
      debits_pending numeric, debits_posted numeric, credits_pending numeric, credits_posted numeric,
      opened_at timestamptz, touched_at timestamptz)
    order by r.id
    on conflict do nothing;
    get diagnostics written = row_count;
    if written < json_array_length(opened) then return false; end if;
  end if;
  if settled is not null then
    update {{schema}}.account as a
    set limit_kind = r.limit_kind, min_available = r.min_available, status = r.status,
      settings_version = r.settings_version
    from json_to_recordset(settled) as r (id uuid, limit_kind text, min_available numeric, status text,
      settings_version integer)
    where a.tenant_id = tenant and a.id = any (altered) and a.id = r.id;
  end if;
  if moved is not null then
    update {{schema}}.account as a
    set version = r.version, debits_pending = r.debits_pending, debits_posted = r.debits_posted,
      credits_pending = r.credits_pending, credits_posted = r.credits_posted, touched_at = r.touched_at
    from json_to_recordset(moved) as r (id uuid, version bigint, debits_pending numeric, debits_posted numeric,
      credits_pending numeric, credits_posted numeric, touched_at timestamptz)
    where a.tenant_id = tenant and a.id = any (altered) and a.id = r.id;
  end if;
  if transfers is not null then
    insert into {{schema}}.transfer (tenant_id, id, debit_account, credit_account, pending_id, reverses, batch_id,
      quote_id, recorded_at, effective_at, expires_at, debit_version, credit_version, timeout_s, code, kind, ledger, amount,
      debit_debits_pending, debit_debits_posted, debit_credits_pending, debit_credits_posted,
      credit_debits_pending, credit_debits_posted, credit_credits_pending, credit_credits_posted,
      description, reason, metadata)
    select tenant, r.* from json_to_recordset(transfers) as r (id uuid, debit_account uuid, credit_account uuid,
      pending_id uuid, reverses uuid, batch_id uuid, quote_id uuid, recorded_at timestamptz, effective_at timestamptz,
      expires_at timestamptz, debit_version bigint, credit_version bigint, timeout_s integer, code integer, kind text,
      ledger text, amount numeric, debit_debits_pending numeric, debit_debits_posted numeric,
      debit_credits_pending numeric, debit_credits_posted numeric, credit_debits_pending numeric,
      credit_debits_posted numeric, credit_credits_pending numeric, credit_credits_posted numeric,
      description text, reason text, metadata json)
    order by r.id
    on conflict do nothing;
    get diagnostics written = row_count;
    if written < json_array_length(transfers) then return false; end if;
  end if;
  if resolved is not null then
    update {{schema}}.transfer as t
    set resolution = r.resolution, resolved_by = r.resolved_by, resolved_amount = r.resolved_amount
    from json_to_recordset(resolved) as r (id uuid, resolution text, resolved_by uuid, resolved_amount numeric)
    where t.tenant_id = tenant and t.id = any (altered) and t.id = r.id;
  end if;
  if taken_back is not null then
    update {{schema}}.transfer as t set reversed = r.reversed
    from json_to_recordset(taken_back) as r (id uuid, reversed numeric)
    where t.tenant_id = tenant and t.id = any (altered) and t.id = r.id;
  end if;
  if failed is not null then
    insert into {{schema}}.failed_attempt (tenant_id, id, code)
    select tenant, r.* from json_to_recordset(failed) as r (id uuid, code text) order by r.id
    on conflict do nothing;
    get diagnostics written = row_count;
    if written < json_array_length(failed) then return false; end if;
  end if;
  if quotes is not null then
    insert into {{schema}}.quote (tenant_id, id, sell_currency, sell_minor, buy_currency, buy_minor, rate_num, rate_den,
      spread_minor, rounding, expires_at, issued_at, sell_liquidity, buy_liquidity, fees)
    select tenant, r.* from json_to_recordset(quotes) as r (id uuid, sell_currency text, sell_minor numeric,
      buy_currency text, buy_minor numeric, rate_num numeric, rate_den numeric, spread_minor numeric, rounding text,
      expires_at timestamptz, issued_at timestamptz, sell_liquidity uuid, buy_liquidity uuid, fees uuid)
    order by r.id
    on conflict do nothing;
    get diagnostics written = row_count;
    if written < json_array_length(quotes) then return false; end if;
  end if;
  if used is not null then
    update {{schema}}.quote as q set used_by = r.used_by
    from json_to_recordset(used) as r (id uuid, used_by uuid)
    where q.tenant_id = tenant and q.id = any (altered) and q.id = r.id;
  end if;
  return true;
end
$$;

revoke all on function {{schema}}.open_book, {{schema}}.write_book from public;
grant execute on function {{schema}}.open_book, {{schema}}.write_book to {{app}};
