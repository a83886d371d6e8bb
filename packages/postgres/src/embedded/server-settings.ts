/** Settings of PostgreSQL by name, as `postgresql.conf` has them. */
export type ServerSettings = Readonly<Record<string, string | number | boolean>>;

/** The settings of an embedded server, the caller's own over ours. */
export function serverSettings(isDurable: boolean, own: ServerSettings = {}): ServerSettings {
  return { ...HOUSE, ...(isDurable ? DURABLE : FAST), ...own };
}

const HOUSE: ServerSettings = {
  max_connections: 100,
  max_wal_size: "2GB",
  timezone: "UTC",
  log_timezone: "UTC",
};

/** Durability is PostgreSQL's own default; said here so that nobody has to look it up. */
const DURABLE: ServerSettings = {
  fsync: true,
  full_page_writes: true,
  synchronous_commit: true,
  shared_buffers: "256MB",
};

/** Nothing is waited for, and nothing survives a crash of the machine. */
const FAST: ServerSettings = {
  fsync: false,
  full_page_writes: false,
  synchronous_commit: false,
  shared_buffers: "64MB",
};
