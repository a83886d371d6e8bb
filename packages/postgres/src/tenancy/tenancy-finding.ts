/** One way in which rows of a tenant could reach somebody else. */
export type TenancyFinding = {
  readonly code: TenancyFindingCode;
  /** What it is about: a role, or a table, view or function with its schema. */
  readonly subject: string;
  /** What is wrong with it. */
  readonly problem: string;
  /** What to do about it, where possible as SQL. */
  readonly remedy: string;
};

/** The rules, by what breaks them. */
export type TenancyFindingCode =
  | "role_unbound"
  | "role_owns"
  | "rls_disabled"
  | "rls_not_forced"
  | "policy_missing"
  | "policy_differs"
  | "view_of_its_owner"
  | "copy_reachable"
  | "key_without_tenant"
  | "reference_without_tenant"
  | "privilege_too_many"
  | "definer_search_path"
  | "definer_unbound"
  | "tenant_by_default";
