-- When the mirror last took over a block and was as far as the chain; null until the first time.
alter table {{schema}}.sync add column synced_at timestamptz;
