/** Where the test server of this run is, for the processes that run the test files. */
export const testServer = {
  /** The address that the global setup announced, or undefined outside such a run. */
  read: (): string | undefined => process.env[TEST_SERVER],
  /** Announces it to the processes that are started from now on. */
  announce: (adminUrl: string): void => {
    process.env[TEST_SERVER] = adminUrl;
  },
  /** The home of a stopped server, for those who start one of their own: it is copied instead of created. */
  template: (): string | undefined => process.env[TEMPLATE],
  announceTemplate: (home: string): void => {
    process.env[TEMPLATE] = home;
  },
  /** A server that the developer brings. */
  given: (): string | undefined =>
    process.env["DATABASE_ADMIN_URL"] || process.env["DATABASE_URL"] || undefined,
};

const TEST_SERVER = "HOLDFAST_TEST_DATABASE_URL";
const TEMPLATE = "HOLDFAST_TEST_SERVER_TEMPLATE";
