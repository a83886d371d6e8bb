-- Submissions that the rail is never to hear of: somebody whom they name was erased before it did. Whoever was about to
-- submit one meets the row, and whoever would withdraw one that was perhaps submitted meets it too: the first one decides.
alter table {{schema}}.rail_submission add column withdrawn boolean not null default false;
