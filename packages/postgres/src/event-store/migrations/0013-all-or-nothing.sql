-- What `append_batch_after` answers, if it has appended; an error if it has not, which takes back what the statement has
-- done besides.
create function {{schema}}.accepted(answer json) returns json
language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if answer ->> 0 is null then
    raise exception 'something stands against what was to be appended' using errcode = 'HF001';
  end if;
  return answer;
end
$$;

revoke all on function {{schema}}.accepted from public;
grant execute on function {{schema}}.accepted to {{app}}, {{system}};
