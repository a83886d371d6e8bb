-- Whoever serves requests makes keys: it neither dates them nor marks anybody as erased.
revoke insert on {{schema}}.subject_keys from {{app}};
grant insert (tenant_id, subject_id, key_version, key_id, wrapped_key) on {{schema}}.subject_keys to {{app}};

-- Nobody who was erased gets a further key. The keys of commands are made anew with each erasure.
create function {{schema}}.refuse_return() returns trigger language plpgsql as $$
begin
  if new.key_version > 1 and new.subject_id <> '$commands' and exists (
    select from {{schema}}.subject_keys as k
    where k.tenant_id = new.tenant_id and k.subject_id = new.subject_id and k.destroyed_at is not null
  ) then
    raise exception 'somebody who was erased gets no further key in {{schema}}' using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;
create trigger no_key_after_erasure before insert on {{schema}}.subject_keys
  for each row execute function {{schema}}.refuse_return();
