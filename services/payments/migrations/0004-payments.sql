-- Payments to the outside. Their histories are streams of the log; these tables are for looking them up.

-- Whose submission the rail speaks of: written before the rail hears of it.
create table {{schema}}.rail_submission (
  tenant_id uuid not null,
  submission_id uuid not null,
  payment_id uuid not null,
  primary key (tenant_id, submission_id)
);
create index rail_submission_by_id on {{schema}}.rail_submission (submission_id);

-- A projection of the log, a moment behind it.
create table {{schema}}.payment (
  tenant_id uuid not null,
  id uuid not null,
  payer uuid not null,
  amount numeric(39, 0) not null,
  currency text collate "C" not null,
  phase text collate "C" not null,
  attention_step text collate "C", -- where somebody has to look after it
  attention_reason text collate "C",
  requested_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (tenant_id, id)
) with (fillfactor = 80);
-- Partial, by predicates that no look-up by id implies: see the accounts.
create index payment_by_time on {{schema}}.payment (tenant_id, requested_at, id) where changed_at is not null;
create index payment_by_phase on {{schema}}.payment (tenant_id, phase, requested_at, id) where changed_at is not null;
create index payment_needs_attention on {{schema}}.payment (tenant_id, requested_at, id)
  where attention_step is not null;

-- How far the rail's feed of outcomes was read: one row.
create table {{schema}}.rail_feed (
  is_only boolean primary key default true check (is_only),
  position text collate "C",
  owner text collate "C",
  lease_until timestamptz
);
insert into {{schema}}.rail_feed default values;
grant select, update on {{schema}}.rail_feed to {{system}};

do $$
declare
  name text;
begin
  foreach name in array array['rail_submission', 'payment'] loop
    execute format('alter table {{schema}}.%I enable row level security', name);
    execute format('alter table {{schema}}.%I force row level security', name);
    execute format($policy$create policy tenant on {{schema}}.%I to {{app}}
      using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
      with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, name);
    execute format('create policy system on {{schema}}.%I to {{system}} using (true) with check (true)', name);
    execute format('grant select on {{schema}}.%I to {{app}}, {{system}}', name);
  end loop;
end $$;
grant insert on {{schema}}.rail_submission to {{app}};
grant insert on {{schema}}.payment to {{system}};
grant update (phase, attention_step, attention_reason, changed_at) on {{schema}}.payment to {{system}};
