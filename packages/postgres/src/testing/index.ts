export { backedUp } from "./backed-up.ts";
export { type CrashServer, crashServer } from "./crash-server.ts";
export { NoTestServer } from "./no-test-server.ts";
export { type TestDatabase, testDatabase, type TestDatabaseOptions } from "./test-database.ts";
