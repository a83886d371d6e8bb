export { oauth2, type OAuth2Credentials } from "./adapters/oauth2.ts";
export {
  type AccountList,
  type ListOptions,
  type ListRequest,
} from "./application/account-list.ts";
export {
  type Accounts,
  type AccountChange,
  type AccountVersion,
  type Saved,
} from "./application/accounts.ts";
export { type CallOptions } from "./application/call-options.ts";
export {
  type AnswerBody,
  type Fetch,
  type FetchAnswer,
  type FetchInit,
} from "./application/fetch.ts";
export {
  type Hooks,
  type RequestFact,
  type ResponseFact,
  type RetryFact,
} from "./application/hooks.ts";
export { type Runtime } from "./application/runtime.ts";
export { type Signer, type SigningContext } from "./application/signer.ts";
export { type WireAnswer, type WireRequest } from "./application/transport.ts";
export { type Page } from "./application/walk-pages.ts";
export { type Account, type AccountAttributes, type NewAccount } from "./domain/account.ts";
export { BadOptions } from "./domain/bad-options.ts";
export {
  Form3Error,
  type Failure,
  type Form3ErrorKind,
  type Form3Facts,
} from "./domain/form3-error.ts";
export { type AccountFilter, type ListParameters } from "./domain/list-parameters.ts";
export { type RetryBudget } from "./domain/retry-budget.ts";
export { Form3, type Form3Options } from "./form3.ts";
