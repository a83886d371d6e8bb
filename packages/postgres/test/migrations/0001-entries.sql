create table {{schema}}.entry (id int8 primary key);
grant select, insert, delete on {{schema}}.entry to {{app}};
