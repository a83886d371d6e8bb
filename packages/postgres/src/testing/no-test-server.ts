/** A test asked for a database, and the run has no server. */
export class NoTestServer extends Error {
  override readonly name = "NoTestServer";
  readonly code = "no_test_server";

  constructor() {
    super("add @holdfast/postgres/testing/global-setup to globalSetup of the Vitest project");
  }
}
