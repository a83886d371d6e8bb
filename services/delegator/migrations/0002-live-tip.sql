-- The tip is stored too, and can be taken back (ADR 0008).

alter table {{schema}}.sync
  -- How often rows have been taken back: with the number of rows it names a state of the history, for caches.
  add column retractions bigint not null default 0,
  -- Number of the newest change. Given out under the lock of this row, so that changes commit in the order of their
  -- numbers and a reader can never skip one.
  add column last_change bigint not null default 0,
  -- Why the mirror stopped writing, in words; only in the mode diverged.
  add column divergence text;

-- The most rows that were ever served: a page pinned to more than that was never seen by anybody.
alter table {{schema}}.scope_count add column n_max int not null default 0;
update {{schema}}.scope_count set n_max = n;

-- What happened at the tip, for those who follow it live. One transaction writes what is retracted before what is added.
create table {{schema}}.change (
  seq bigint primary key,
  at timestamptz not null,
  -- added: one delegation, payload is the delegation. retracted: all that a reorg took back, payload lists them.
  -- final: levels up to `level` will not change any more. reset: all ids are new, read everything again.
  op text not null check (op in ('added', 'retracted', 'final', 'reset')),
  -- added: its level. retracted: the lowest level concerned. final, reset: the final level.
  level int not null,
  payload text collate "C" not null
);
create index change_at on {{schema}}.change (at);

grant select, insert, update, delete on {{schema}}.change to {{app}};
