/**
 * How values are written as text, whatever role and database have as their default, so that any server reads them again;
 * and the limits of a long piece of work: none for a statement, ten minutes between two of them, for a slow disk here.
 */
export const COPY_SETTINGS = `
  set local datestyle = 'ISO';
  set local timezone = 'UTC';
  set local intervalstyle = 'postgres';
  set local bytea_output = 'hex';
  set local extra_float_digits = 1;
  set local statement_timeout = 0;
  set local idle_in_transaction_session_timeout = '10min';`;
