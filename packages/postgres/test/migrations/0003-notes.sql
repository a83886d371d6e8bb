create table {{schema}}.note (body text not null);
grant select, insert on {{schema}}.note to {{app}};
create function {{schema}}.wait_for_gate() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(hashtext('{{schema}} gate'));
  return new;
end
$$;
create trigger gate before insert on {{schema}}.note
  for each row execute function {{schema}}.wait_for_gate();
