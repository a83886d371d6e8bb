/** More callers wait for a connection than the pool lets wait, or one waited too long. */
export class DatabaseOverloaded extends Error {
  override readonly name = "DatabaseOverloaded";
  readonly code = "database_overloaded";
  readonly retryAfterSeconds: number = RETRY_AFTER_SECONDS;
  readonly waiting: number;

  constructor(waiting: number, options?: ErrorOptions) {
    super(`${waiting} callers already wait for a database connection`, options);
    this.waiting = waiting;
  }
}

/** A full queue drains within a second when the database is healthy. */
const RETRY_AFTER_SECONDS = 1;
