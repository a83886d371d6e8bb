-- Opens the books of several tenants in one call, one after another in the order in which they are given, which is that
-- of their ids; no statement sees two tenants. Tells with each book which of the tenant's commands the log remembers.
-- `ends` has a row per tenant behind one of zeros: where its commands, accounts, numbers, transfers and quotes end.
create function {{schema}}.open_books(
  tenants uuid[], ends integer[], command_ids text[], account_ids uuid[], account_numbers text[], transfer_ids uuid[],
  quote_ids uuid[]
)
returns json
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  books json[] := '{}';
  book json;
  known json;
  commands text[];
begin
  for at in 1 .. cardinality(tenants) loop
    book := {{schema}}.open_book(
      tenants[at],
      account_ids[ends[at][2] + 1 : ends[at + 1][2]],
      account_numbers[ends[at][3] + 1 : ends[at + 1][3]],
      transfer_ids[ends[at][4] + 1 : ends[at + 1][4]],
      quote_ids[ends[at][5] + 1 : ends[at + 1][5]]
    );
    commands := command_ids[ends[at][1] + 1 : ends[at + 1][1]];
    known := null;
    if cardinality(commands) > 0 then
      known := (
        select json_agg(json_build_array(k.no, encode(k.fingerprint, 'hex'), k.known_stream, k.known_version,
          k.known_position::text, k.known_size, k.known_result))
        from {{schema}}.find_commands(tenants[at], commands) as k
      );
    end if;
    books := books || json_build_object('book', book, 'known', known);
  end loop;
  return array_to_json(books);
end
$$;

-- Writes the books of several tenants in one call, one after another; no statement sees two tenants. False as soon as
-- somebody else was first with an id or a number. `altered` has the ids of each tenant as the text of an array.
create function {{schema}}.write_books(
  tenants uuid[], opened json[], altered text[], settled json[], moved json[], transfers json[], resolved json[],
  taken_back json[], failed json[], quotes json[], used json[]
)
returns boolean
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  for at in 1 .. cardinality(tenants) loop
    perform set_config('app.tenant_id', tenants[at]::text, true);
    if not {{schema}}.write_book(tenants[at], opened[at], altered[at]::uuid[], settled[at], moved[at], transfers[at],
      resolved[at], taken_back[at], failed[at], quotes[at], used[at])
    then
      return false;
    end if;
  end loop;
  return true;
end
$$;

revoke all on function {{schema}}.open_books, {{schema}}.write_books from public;
grant execute on function {{schema}}.open_books, {{schema}}.write_books to {{app}};
