-- Whoever runs a subscription looks once a second for what was asked for: that must not cost a walk through all that is
-- parked.
create index parked_asked on {{schema}}.parked (subscription, revision, position) where replay_asked_at is not null;
