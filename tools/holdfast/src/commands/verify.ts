import { createReadStream } from "node:fs";

import { type Believed, type LogVerdict, verifyExport, verifyLog } from "@holdfast/postgres/notary";

import type { Command } from "../cli/command.ts";
import { EXIT } from "../cli/exit-code.ts";
import type { Given } from "../cli/given.ts";
import { jsonLine } from "../cli/json-line.ts";
import type { Session } from "../cli/session.ts";
import { UsageError } from "../cli/usage-error.ts";
import { mustExist } from "../files/must-exist.ts";
import { hasCheckpoint } from "../log/has-checkpoint.ts";
import { BELIEVED, believedOf } from "../proof/believed.ts";
import { type CountedWitness, countedWitness } from "../proof/counted-witness.ts";
import { verdictLines, type Verified } from "../proof/verdict-lines.ts";

/** Reads a whole log, or an export of one, and says whether it is what was signed. */
export const verify: Command = {
  name: "verify",
  words: [],
  summary: "reads the whole log again and says whether it was changed; exit code 1 if it was",
  options: {
    ...BELIEVED,
    witness: {
      type: "string",
      value: "FILE",
      help: "compare with the checkpoints that a witness keeps in this file",
    },
    export: {
      type: "string",
      value: "FILE",
      help: "verify what holdfast export has written; without a database",
    },
  },
  about: [
    "Without a key, events are compared with their leaves alone: that finds accidents, not whoever owns the\n" +
      "database. With a key, signed checkpoints tell of it; with a witness out of reach, even if it\n" +
      "was signed anew. A log that has checkpoints is not verified without a key.",
  ],
  async run(given, session) {
    const believed = believedOf(given);
    const path = given.text("witness");
    if (path !== undefined && believed === undefined) throw new UsageError(`--witness ${NO_KEY}`);
    const witness =
      path === undefined || believed === undefined
        ? undefined
        : await countedWitness(path, believed);
    const file = given.text("export");
    const verified =
      file === undefined
        ? await verifiedLog(session, believed, witness)
        : await verifiedExport(session, given, { file, believed, witness });
    await session.write(session.isJson ? [verifiedJson(verified)] : verdictLines(verified));
    return verified.verdict.ok ? EXIT.fine : EXIT.findings;
  },
};

const NO_KEY = "takes --key VKEY: the public key says whose checkpoints to believe";

async function verifiedLog(
  { log, progress, signal }: Session,
  believed: Believed | undefined,
  witness: CountedWitness | undefined,
): Promise<Verified> {
  const place = await log();
  // Without a key every checkpoint would look like a forgery.
  const mustHaveNone = async (): Promise<void> => {
    if (believed === undefined && (await hasCheckpoint(place))) {
      throw new UsageError(`this log has signed checkpoints, and verify ${NO_KEY}`);
    }
  };
  await mustHaveNone();
  const verdict = await verifyLog({
    ...(believed ?? { origin: "", verifiers: [] }),
    database: place.database,
    schema: place.schema,
    ...(witness !== undefined && { witness }),
    onProgress({ verified, all }) {
      signal.throwIfAborted();
      progress.tell(`verifying, position ${verified} of ${all}`);
    },
  });
  // The first one may have been signed meanwhile.
  if (!verdict.ok) await mustHaveNone();
  return { verdict, source: "log", witnessed: witness?.read() };
}

type ExportFile = {
  readonly file: string;
  readonly believed: Believed | undefined;
  readonly witness: CountedWitness | undefined;
};

async function verifiedExport(
  { progress, signal }: Session,
  given: Given,
  { file, believed, witness }: ExportFile,
): Promise<Verified> {
  if (believed === undefined) throw new UsageError(`--export ${NO_KEY}`);
  if (given.text("database-url") !== undefined || given.text("schema") !== undefined) {
    throw new UsageError("--export looks at a file: leave --database-url and --schema out");
  }
  await mustExist(file, "the export");
  progress.tell(`reading ${file}`);
  const verdict: LogVerdict = await verifyExport({
    ...believed,
    open: () => createReadStream(file, { signal }),
    ...(witness !== undefined && { checkpoints: witness.checkpoints }),
    onProgress: ({ verified }) => progress.tell(`reading ${file}, position ${verified}`),
  });
  return { verdict, source: "export", witnessed: witness?.read() };
}

function verifiedJson({ verdict, witnessed }: Verified): string {
  const members = verdict.ok ? verdict : { ok: false, ...verdict.fault };
  return jsonLine({ ...members, ...(witnessed !== undefined && { witnessed }) });
}
