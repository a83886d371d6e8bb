/**
 * The roles of a service are neither all there (and usable by the one who migrates) nor all absent.
 * Guessing would give a schema to the wrong owner, so nothing is done; `problems` says what is off.
 */
export class RolesUnusable extends Error {
  override readonly name = "RolesUnusable";
  readonly code = "roles_unusable";
  readonly problems: readonly string[];

  constructor(service: string, problems: readonly string[]) {
    super(`the database roles of ${service} cannot be used: ${problems.join("; ")}`);
    this.problems = problems;
  }
}
