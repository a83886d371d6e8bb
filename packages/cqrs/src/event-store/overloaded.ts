/** More appends wait than the store lets wait; nothing was done. */
export class Overloaded extends Error {
  override readonly name = "Overloaded";
  readonly code = "overloaded";
  readonly retryAfterSeconds: number = RETRY_AFTER_SECONDS;

  constructor(waiting: number) {
    super(`${waiting} appends already wait: try again in ${RETRY_AFTER_SECONDS} s`);
  }
}

/** A full queue drains within a second when the database is healthy. */
const RETRY_AFTER_SECONDS = 1;
