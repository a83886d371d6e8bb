-- In a new database the first file grants rights on every table that there is then, those of the log included. Where one
-- user is everybody, there is nothing to take away.
do $$
begin
  if to_regrole('{{app}}') = to_regrole('{{kernel}}') then
    return;
  end if;
  revoke all on {{schema}}.timers, {{schema}}.tree_heads, {{schema}}.tree_tiles from {{app}};
end $$;
