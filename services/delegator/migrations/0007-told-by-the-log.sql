-- breaking
-- A version that knows nothing of the log would write rows that it does not tell of.

-- The mirror's stream is in the log of the event store, whose tables are in this schema already. The first file of this
-- service let its role write to every table there was: not to these. Where one user is everybody, there is nothing to
-- take away.

do $$
begin
  if to_regrole('{{app}}') = to_regrole('{{kernel}}') then
    return;
  end if;
  revoke all on {{schema}}.log_head, {{schema}}.streams, {{schema}}.events, {{schema}}.commands,
    {{schema}}.subscriptions, {{schema}}.parked, {{schema}}.snapshots from {{app}};
  grant select on {{schema}}.events to {{app}};
  grant select (name, revision, position, status) on {{schema}}.subscriptions to {{app}};
end $$;

-- Whether the log tells of this mirror. One that is older than the log is told of when it is led next.
alter table {{schema}}.sync add column is_told boolean not null default false;
