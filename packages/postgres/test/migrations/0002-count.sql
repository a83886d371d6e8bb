create function {{schema}}.entries() returns int8
  language sql stable security definer set search_path = pg_catalog, pg_temp
  return (select count(*) from {{schema}}.entry);
grant select on {{schema}}.entry to {{kernel}};
alter function {{schema}}.entries() owner to {{kernel}};
grant execute on function {{schema}}.entries() to {{app}}, {{system}};
