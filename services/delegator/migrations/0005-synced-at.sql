-- When the mirror was last seen to be as far as the chain; null until the first time.
alter table {{schema}}.sync add column synced_at timestamptz;
