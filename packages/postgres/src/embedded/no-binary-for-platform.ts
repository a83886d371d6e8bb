/** There is no PostgreSQL to start on this machine; the message says what to do instead. */
export class NoBinaryForPlatform extends Error {
  override readonly name = "NoBinaryForPlatform";
  readonly code = "no_binary_for_platform";

  constructor(platform: string, options?: ErrorOptions) {
    super(
      `no PostgreSQL binary that runs is installed for ${platform}. Set DATABASE_URL (and ` +
        `DATABASE_ADMIN_URL, if migrations run as somebody else) to a server of your own, ` +
        `PostgreSQL 17 or later. On Linux with glibc and on macOS, for x64 and arm64, and on ` +
        `Windows for x64 "npm ci" without "--omit=optional" brings one; there is none for musl.`,
      options,
    );
  }
}
