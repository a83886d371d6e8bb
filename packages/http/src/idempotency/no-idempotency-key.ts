/** `request.idempotency` was read where requests carry no key; a programmer's mistake. */
export class NoIdempotencyKey extends Error {
  override readonly name = "NoIdempotencyKey";
  readonly code = "no_idempotency_key";
  constructor() {
    super(
      "the request was not made with an Idempotency-Key: only POST and PATCH in a keyed scope are",
    );
  }
}
