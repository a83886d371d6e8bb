-- Reads transfers with their accounts, and quotes, of several tenants in one call, to tell of them again: one tenant after
-- another; no statement sees two. `ends` has a row per tenant behind one of zeros: where its transfers and quotes end.
-- Numbers are texts, so that no digit is lost.
create function {{schema}}.read_again(tenants uuid[], ends integer[], transfer_ids uuid[], quote_ids uuid[])
returns json
language plpgsql volatile
set search_path = pg_catalog, pg_temp
-- The plans are made once, often on empty tables, and must be right for any size: rows are looked up by index.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  told json[] := '{}';
  tenant uuid;
  wanted uuid[];
  account_ids uuid[];
  transfers json;
  accounts json;
  quotes json;
begin
  for at in 1 .. cardinality(tenants) loop
    tenant := tenants[at];
    perform set_config('app.tenant_id', tenant::text, true);
    wanted := transfer_ids[ends[at][1] + 1 : ends[at + 1][1]];
    select json_agg(row_to_json(r)), array_agg(r.debit_account) || array_agg(r.credit_account)
    into transfers, account_ids
    from (
      select t.id, t.debit_account, t.credit_account, t.pending_id, t.reverses, t.batch_id, t.quote_id, t.recorded_at,
        t.effective_at, t.expires_at, t.debit_version::text, t.credit_version::text, t.timeout_s, t.code, t.kind,
        t.ledger, t.amount::text, t.debit_debits_pending::text, t.debit_debits_posted::text,
        t.debit_credits_pending::text, t.debit_credits_posted::text, t.credit_debits_pending::text,
        t.credit_debits_posted::text, t.credit_credits_pending::text, t.credit_credits_posted::text, t.reversed::text,
        t.resolution, t.resolved_by, t.resolved_amount::text, t.description, t.reason, t.metadata
      from {{schema}}.transfer as t where t.tenant_id = tenant and t.id = any (wanted)
    ) as r;
    select json_agg(json_build_object('id', a.id, 'ledger', a.ledger, 'normalSide', a.normal_side))
    into accounts
    from {{schema}}.account as a where a.tenant_id = tenant and a.id = any (account_ids);
    wanted := quote_ids[ends[at][2] + 1 : ends[at + 1][2]];
    quotes := null;
    if cardinality(wanted) > 0 then
      select json_agg(row_to_json(r)) into quotes from (
        select q.id, q.sell_currency, q.sell_minor::text, q.buy_currency, q.buy_minor::text, q.rate_num::text,
          q.rate_den::text, q.spread_minor::text, q.rounding, q.expires_at, q.issued_at, q.sell_liquidity,
          q.buy_liquidity, q.fees, q.used_by
        from {{schema}}.quote as q where q.tenant_id = tenant and q.id = any (wanted)
      ) as r;
    end if;
    told := told || json_build_object('transfers', coalesce(transfers, '[]'), 'accounts', coalesce(accounts, '[]'),
      'quotes', coalesce(quotes, '[]'));
  end loop;
  return array_to_json(told);
end
$$;

revoke all on function {{schema}}.read_again from public;
grant execute on function {{schema}}.read_again to {{app}};
