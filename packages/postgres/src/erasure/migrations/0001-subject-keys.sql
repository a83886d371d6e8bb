-- The data keys of subjects, wrapped by the key of their tenant. A schema of its own, so that its backups are its own too:
-- a backup of it that is kept longer than a few days brings people back who were erased.
create table {{schema}}.subject_keys (
  tenant_id uuid not null,
  subject_id text collate "C" not null check (length(subject_id) between 1 and 128),
  key_version integer not null check (key_version > 0),
  key_id uuid not null, -- stands in what the key has sealed
  wrapped_key text,
  destroyed_at timestamptz,
  primary key (tenant_id, subject_id, key_version),
  unique (tenant_id, key_id),
  -- What is destroyed is gone, and what is gone was destroyed.
  check ((wrapped_key is null) = (destroyed_at is not null))
)
-- A version of a row that is dead is cleared away soon, also where nobody asks for it.
with (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0.0);

-- A destroyed key stays destroyed, whoever says otherwise.
create function {{schema}}.refuse_revival() returns trigger language plpgsql as $$
begin
  if old.destroyed_at is not null or new.destroyed_at is null then
    raise exception 'keys of {{schema}} are destroyed and nothing else' using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;
create trigger destroyed_for_good before update on {{schema}}.subject_keys
  for each row execute function {{schema}}.refuse_revival();

alter table {{schema}}.subject_keys enable row level security;
alter table {{schema}}.subject_keys force row level security;
create policy tenant on {{schema}}.subject_keys to {{app}}
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy system on {{schema}}.subject_keys to {{system}} using (true) with check (true);
-- Whoever serves requests makes keys and reads them. To destroy them takes the other role.
grant select, insert on {{schema}}.subject_keys to {{app}}, {{system}};
grant update (wrapped_key, destroyed_at) on {{schema}}.subject_keys to {{system}};
revoke delete, truncate on {{schema}}.subject_keys from public, {{owner}}, {{app}}, {{system}};

-- Since PostgreSQL 17 a role may be allowed to clear a table without owning it.
do $$
begin
  if current_setting('server_version_num')::integer >= 170000 then
    execute 'grant maintain on {{schema}}.subject_keys to {{system}}';
  end if;
end
$$;
