-- What a service has beside the log: rows of its own, and a rule on its events that only the database can check.
create table {{schema}}.posting (id text primary key, cents int8 not null check (cents <> 0));
grant select, insert, delete on {{schema}}.posting to {{app}};

create table {{schema}}.reservation (name text primary key);
grant select, insert on {{schema}}.reservation to {{kernel}}, {{app}};
create function {{schema}}.reserve() returns trigger language plpgsql as $$
begin
  insert into {{schema}}.reservation values (new.data ->> 'name');
  return null;
end
$$;
create trigger reserve after insert on {{schema}}.events
  for each row when (new.type = 'NameTaken') execute function {{schema}}.reserve();
