-- The same checks, as one for each table: PostgreSQL reads each anew, and plans it, in every statement that writes a row.
-- Not valid means that what is there is not looked at once more: it has passed the checks that these are made of.
alter table {{schema}}.account
  drop constraint account_code_check,
  drop constraint account_normal_side_check,
  drop constraint account_limit_kind_check,
  drop constraint account_status_check,
  drop constraint account_debits_pending_check,
  drop constraint account_debits_posted_check,
  drop constraint account_credits_pending_check,
  drop constraint account_credits_posted_check,
  add constraint account_check check (
    least(debits_pending, debits_posted, credits_pending, credits_posted) >= 0
    and code between 1 and 65535
    and normal_side in ('debit', 'credit')
    and limit_kind in ('none', 'debits_must_not_exceed_credits', 'credits_must_not_exceed_debits')
    and status in ('open', 'frozen', 'closed')
  ) not valid;

alter table {{schema}}.transfer
  drop constraint transfer_check,
  drop constraint transfer_check1,
  drop constraint transfer_check2,
  drop constraint transfer_kind_check,
  drop constraint transfer_amount_check,
  drop constraint transfer_resolution_check,
  add constraint transfer_check check (
    amount > 0
    and credit_account <> debit_account
    and kind in ('posted', 'pending', 'post', 'void', 'expiry', 'reversal')
    and reversed between 0 and amount
    and resolution in ('posted', 'voided', 'expired')
    and resolved_amount between 0 and amount
  ) not valid;
