/** An account as a JSON array, whose numbers are texts so that no digit is lost; the table is `a`. */
export const ACCOUNT_JSON = `json_build_array(a.id, a.number, a.ledger, a.code, a.normal_side, a.limit_kind,
  a.min_available::text, a.status, a.settings_version, a.version::text, a.debits_pending::text, a.debits_posted::text,
  a.credits_pending::text, a.credits_posted::text, a.opened_at, a.touched_at)`;
