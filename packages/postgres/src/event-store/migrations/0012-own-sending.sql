-- Whether a command is in the log as it was sent with an event: the same command may have come another way.
create function {{schema}}.is_sent(sent_tenant uuid, sent_command text, sent_event uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
begin
  return exists (
    select from {{schema}}.commands as c join {{schema}}.events as e on e.position = c.position
    where c.tenant_id = sent_tenant and c.command_id = sent_command collate "C" and c.part = 0
      and e.event_id = sent_event
  );
end
$$;

revoke all on function {{schema}}.is_sent from public;
grant execute on function {{schema}}.is_sent to {{app}}, {{system}};
alter function {{schema}}.is_sent owner to {{kernel}};
