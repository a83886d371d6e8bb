create table {{schema}}.box (tenant_id uuid primary key);
grant select on {{schema}}.box to {{app}};
