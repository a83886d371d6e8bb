/** There is no key of a tenant; without it no data key can be made or read. */
export class TenantKeyMissing extends Error {
  override readonly name = "TenantKeyMissing";
  readonly code = "tenant_key_missing";

  constructor(tenant: string) {
    super(`there is no key of the tenant ${tenant}: make one, or bring back the one it had`);
  }
}
