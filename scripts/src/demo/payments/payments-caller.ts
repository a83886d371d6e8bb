/** Somebody of a tenant, who sends requests to the payments service. */
export type PaymentsCaller = {
  /** Sends a request under a key of its own, or the one that is named. */
  post(path: string, body: object, key?: string): Promise<Response>;
};

/** Sends requests with a token that is asked for anew each time, since tokens expire. */
export function paymentsCaller(
  url: string,
  token: () => Promise<string>,
  newKey: () => string,
): PaymentsCaller {
  return {
    async post(path, body, key = newKey()) {
      return fetch(`${url}${path}`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${await token()}`,
          "content-type": "application/json",
          "idempotency-key": key,
        },
        body: JSON.stringify(body),
      });
    },
  };
}
