-- The read model of the bank account: a line for each movement, in the order of the log.
create table {{schema}}.statement_line (
  position bigint primary key,
  stream_id text not null,
  text text not null,
  cents numeric not null
);
create index on {{schema}}.statement_line (stream_id, position);
grant select, insert on {{schema}}.statement_line to {{system}};
