/** A data key was wrapped by another tenant key than those that are here, or was changed since. */
export class TenantKeyWrong extends Error {
  override readonly name = "TenantKeyWrong";
  readonly code = "tenant_key_wrong";

  constructor(tenant: string) {
    super(
      `a data key of the tenant ${tenant} does not open: bring back the tenant key it was wrapped by`,
    );
  }
}
