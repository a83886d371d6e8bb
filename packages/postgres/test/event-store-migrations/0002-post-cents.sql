-- Writes rows of the service's own, and fails as it should where something is not as it was thought to be.
create function {{schema}}.post_cents(ids text[]) returns void language plpgsql as $$
begin
  if 'unexpected' = any (ids) then
    raise exception 'not as it was thought to be' using errcode = 'HF001';
  end if;
  insert into {{schema}}.posting select id, 1 from unnest(ids) as id;
end
$$;
