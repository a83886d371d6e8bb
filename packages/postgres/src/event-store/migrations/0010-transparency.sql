-- The Merkle tree over the leaves of the log (RFC 9162), and what was signed of it. Leaf i is that of position i + 1.

-- Roots of complete subtrees: the one of 256^level leaves from index * 256^level on. A tile is 256 of them side by side,
-- or 256 leaves; each row is the root of one, so that a proof reads one row per hash that it needs at the right edge.
create table {{schema}}.tree_tiles (
  level smallint not null check (level > 0),
  index bigint not null check (index >= 0),
  hash bytea not null check (octet_length(hash) = 32),
  primary key (level, index)
);

create table {{schema}}.tree_heads (
  size bigint primary key check (size > 0),
  root bytea not null check (octet_length(root) = 32),
  note text collate "C" not null, -- the checkpoint as it was signed
  at timestamptz not null
);

create function {{schema}}.refuse_tree_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of {{schema}}.% are never changed or removed', tg_table_name using errcode = 'restrict_violation';
end
$$;
create trigger append_only before update or delete on {{schema}}.tree_tiles
  for each row execute function {{schema}}.refuse_tree_change();
create trigger append_only_truncate before truncate on {{schema}}.tree_tiles
  for each statement execute function {{schema}}.refuse_tree_change();
create trigger append_only before update or delete on {{schema}}.tree_heads
  for each row execute function {{schema}}.refuse_tree_change();
create trigger append_only_truncate before truncate on {{schema}}.tree_heads
  for each statement execute function {{schema}}.refuse_tree_change();

alter table {{schema}}.tree_tiles enable row level security;
alter table {{schema}}.tree_heads enable row level security;
create policy reader on {{schema}}.tree_tiles for select to {{system}} using (true);
create policy writer on {{schema}}.tree_tiles for insert to {{system}} with check (true);
create policy reader on {{schema}}.tree_heads for select to {{system}} using (true);
create policy writer on {{schema}}.tree_heads for insert to {{system}} with check (true);
grant select, insert on {{schema}}.tree_tiles, {{schema}}.tree_heads to {{system}};
revoke update, delete, truncate on {{schema}}.tree_tiles, {{schema}}.tree_heads
  from public, {{owner}}, {{kernel}}, {{app}}, {{system}};
