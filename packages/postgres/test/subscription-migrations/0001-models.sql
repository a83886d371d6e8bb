-- Read models: what came in which order, and words counted by two revisions, of which readers see one.
create table {{schema}}.noted (
  came bigint generated always as identity,
  model text not null,
  position bigint not null,
  unique (model, position)
);
grant select, insert on {{schema}}.noted to {{system}};

create table {{schema}}.words_v1 (word text primary key, count bigint not null);
create table {{schema}}.words_v2 (word text primary key, count bigint not null);
create view {{schema}}.words with (security_invoker = true) as select word, count from {{schema}}.words_v1;
grant select, insert, update on {{schema}}.words_v1, {{schema}}.words_v2 to {{system}};
grant select on {{schema}}.words to {{system}};
