/** Something that happened to an account, in the order in which it happened. */
export type Commit = {
  readonly kind: "created" | "updated" | "deleted";
  readonly id: string;
  /** The version the account has since, or had until then. */
  readonly version: number;
};
