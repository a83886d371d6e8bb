import { type Database, openDatabase } from "@holdfast/postgres";

import type { Entry } from "../journal.ts";
import { auditAnswers, auditOrder, auditUnknown } from "./audit-answers.ts";
import { auditAccounts, auditLog, auditReaders, auditTenants } from "./audit-log.ts";
import { auditModels } from "./audit-models.ts";
import { coursesOf } from "./history.ts";
import { readRemembered } from "./remembered.ts";

/** What the audit goes by: what all processes wrote down, and the database. */
export type Evidence = {
  readonly admin: Database;
  readonly urls: { readonly url: string; readonly systemUrl: string };
  readonly entries: readonly Entry[];
  /** Commands of which a process that was killed may have known nothing more. */
  readonly orphans: ReadonlySet<string>;
};

/** Audits L1 to L12 of the sheet on a log at rest; returns what is wrong. */
export async function auditStory({
  admin,
  urls,
  entries,
  orphans,
}: Evidence): Promise<readonly string[]> {
  const open = (url: string): Database => openDatabase({ url, applicationName: "audit", max: 1 });
  await using app = open(urls.url);
  await using system = open(urls.systemUrl);
  const courses = coursesOf(entries);
  const memory = await readRemembered(admin);
  return [
    ...(await auditModels(admin)),
    ...(await auditLog(admin)),
    ...auditAnswers(courses, memory),
    ...auditUnknown(courses, orphans),
    ...auditOrder(courses, memory),
    ...(await auditReaders(system, entries)),
    ...(await auditAccounts(system, memory)),
    ...(await auditTenants(app, system)),
  ];
}
