-- What a service's tables may be like: values that are hard to copy, columns that fill themselves, tables that refer to
-- each other in a circle, policies that bind the owner, triggers that count what is written, and a view.

create type {{schema}}.mood as enum ('calm', 'tense');

create table {{schema}}.noted (
  came bigint generated always as identity,
  model text not null,
  position bigint not null,
  unique (model, position)
);

create table {{schema}}.odd (
  id serial primary key,
  body text,
  bytes bytea,
  number double precision,
  amount numeric(30, 10),
  span interval,
  tags text[],
  doc jsonb,
  verbatim json,
  mood {{schema}}.mood,
  doubled double precision generated always as (number * 2) stored,
  "a ""quoted"" name" integer
);

create table {{schema}}."an/odd name" (id integer primary key);
create table {{schema}}.empty (id integer primary key, note text not null default 'nothing');
create table {{schema}}.seeded (id integer primary key, note text not null);
insert into {{schema}}.seeded values (1, 'by the migration'), (2, 'also');

create table {{schema}}.chicken (id integer primary key, egg integer not null);
create table {{schema}}.egg (id integer primary key, chicken integer references {{schema}}.chicken);
alter table {{schema}}.chicken add constraint laid foreign key (egg) references {{schema}}.egg
  deferrable initially deferred;
create table {{schema}}.tree (id integer primary key, above integer references {{schema}}.tree);

create table {{schema}}.secret (tenant_id uuid not null, body text not null);
alter table {{schema}}.secret enable row level security;
alter table {{schema}}.secret force row level security;
create policy tenant on {{schema}}.secret
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create table {{schema}}.written (rows bigint not null);
insert into {{schema}}.written values (0);
create function {{schema}}.count_odd() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  update {{schema}}.written set rows = rows + 1;
  return new;
end
$$;
create trigger count_odd after insert on {{schema}}.odd for each row execute function {{schema}}.count_odd();

create table {{schema}}.words_v1 (word text primary key, count bigint not null);
create table {{schema}}.words_v2 (word text primary key, count bigint not null, chars integer not null);
create view {{schema}}.words with (security_invoker = true) as select word, count from {{schema}}.words_v1;
create view {{schema}}.long_words with (security_invoker = true) as select word from {{schema}}.words where length(word) > 3;
grant select on {{schema}}.words to {{app}};
grant select, insert on {{schema}}.noted, {{schema}}.words_v1, {{schema}}.words_v2 to {{system}};
