import type { TenancyFinding } from "./tenancy-finding.ts";

/**
 * The database would not keep tenants apart. Carries every finding, never only the first; the message has two lines for
 * each: what is wrong, and what to do.
 */
export class TenancyUnsafe extends Error {
  override readonly name = "TenancyUnsafe";
  readonly code = "tenancy_unsafe";
  readonly findings: readonly TenancyFinding[];

  constructor(schema: string, findings: readonly TenancyFinding[]) {
    const lines = findings.flatMap(({ code, subject, problem, remedy }) => [
      `  ${subject} ${problem} (${code})`,
      `    ${remedy}`,
    ]);
    super([`tenants are not kept apart in the schema ${schema}:`, ...lines].join("\n"));
    this.findings = findings;
  }
}
