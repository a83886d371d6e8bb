/** The upstream understood the question and refuses it (400, or no such endpoint): asking again cannot help. */
export class UpstreamRefusal extends Error {
  override readonly name = "UpstreamRefusal";
  readonly code = "upstream_refusal";
  readonly status: number;

  constructor(status: number, path: string, body: string) {
    super(`TzKT answers ${status} to ${path}: ${body}`);
    this.status = status;
  }
}
