export { KeyFileUnsafe } from "./key-file-unsafe.ts";
export { createTenantKeyFile, fileTenantKeys } from "./file-tenant-keys.ts";
