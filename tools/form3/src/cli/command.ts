import type { AccountAttributes } from "../domain/account.ts";
import type { AccountFilter } from "../domain/list-parameters.ts";

/** What is asked of the program. */
export type Command =
  | { readonly kind: "help"; readonly topic: Topic | undefined }
  | ({ readonly kind: "list" } & ListCommand)
  | { readonly kind: "get"; readonly id: string }
  | ({ readonly kind: "create" } & CreateCommand)
  | ({ readonly kind: "update"; readonly id: string } & Versioned & Attributed)
  | ({ readonly kind: "delete"; readonly id: string } & Versioned);

/** What there is help about. */
export type Topic = (typeof TOPICS)[number];

/** The commands. */
export const TOPICS = ["list", "get", "create", "update", "delete"] as const;

/** Which accounts to list. */
export type ListCommand = {
  readonly filter: AccountFilter;
  readonly pageSize: number | undefined;
  readonly limit: number | undefined;
};

/** What to create. */
export type CreateCommand = Attributed & {
  readonly id: string | undefined;
  readonly organisation: string | undefined;
};

type Versioned = { readonly version: number };
type Attributed = { readonly attributes: AccountAttributes };

/** What goes with every command. */
export type CommonOptions = {
  readonly json: boolean;
  readonly config: string | undefined;
  readonly baseUrl: string | undefined;
  readonly timeoutMs: number | undefined;
  readonly retries: number | undefined;
  readonly idempotencyKey: string | undefined;
};

/** A command line that was understood. */
export type Asked = { readonly command: Command; readonly common: CommonOptions };
