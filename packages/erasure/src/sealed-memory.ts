import {
  type AppendOutcome,
  type AppendRefusal,
  type AppendRequest,
  appended,
  type CommandAnswer,
  commandMismatch,
  type EventStore,
  type FoundCommand,
  isAppendRefusal,
  versionConflict,
} from "@holdfast/cqrs/event-store";

import { keysOfKept, readKept, SEALED_FINGERPRINT } from "./kept-command.ts";
import type { Sealing } from "./sealing.ts";
import { type Sought, soughtOf, streamsOf, unsealedFingerprint } from "./sought-command.ts";

/** The memory of commands, which holds those that were sealed and those that were sent as they are. */
export class SealedMemory {
  readonly #store: EventStore;
  readonly #sealing: Sealing;

  constructor(store: EventStore, sealing: Sealing) {
    this.#store = store;
    this.#sealing = sealing;
  }

  /** What commands led to, by either form; undefined for those that are not known. */
  async find(tenant: string, commands: readonly Sought[]): Promise<readonly FoundCommand[]> {
    const sealed = commands.map(({ commandId }) => ({
      commandId,
      fingerprint: SEALED_FINGERPRINT,
    }));
    const found = await this.#store.findCommands(tenant, sealed);
    const others = commands.filter((_, at) => isMismatch(found[at]));
    const unsealed = await this.#unsealed(tenant, others);
    return Promise.all(
      commands.map(async (command, at) => {
        const past = found[at];
        if (past === undefined) return past;
        if (isAppendRefusal(past)) return unsealed.get(command) ?? past;
        return this.answer(past, { ...command, tenant });
      }),
    );
  }

  /** Commands that are kept, but not as sealed ones. */
  async #unsealed(
    tenant: string,
    commands: readonly Sought[],
  ): Promise<ReadonlyMap<Sought, FoundCommand>> {
    const sought = commands.flatMap((command) => {
      const fingerprint = unsealedFingerprint(tenant, command);
      return fingerprint === undefined ? [] : { command, fingerprint };
    });
    if (sought.length === 0) return new Map();
    const found = await this.#store.findCommands(
      tenant,
      sought.map(({ command: { commandId }, fingerprint }) => ({ commandId, fingerprint })),
    );
    return new Map(sought.map(({ command }, at) => [command, found[at]]));
  }

  /** What an append comes to by what is known of its commands; undefined if nothing is. */
  async outcome(request: AppendRequest): Promise<AppendOutcome | undefined> {
    const { streamId, expect, commands } = request;
    const known = (await this.#findAll(request)).filter((each) => each !== undefined);
    const mismatch = known.find(isMismatch);
    if (mismatch !== undefined) return mismatch;
    const answers = known.flatMap((each) => (isAppendRefusal(each) ? [] : [each]));
    const [first] = answers;
    if (first === undefined) return undefined;
    if (answers.length === commands.length) return appended("duplicate", answers);
    const expected = typeof expect === "object" ? expect.exactly : EXPECTED[expect];
    return versionConflict({ streamId, expected, actual: first.version });
  }

  /** The first of a request's commands whose id was taken by another one; undefined if none was. */
  async mismatch(request: AppendRequest): Promise<AppendRefusal | undefined> {
    return (await this.#findAll(request)).find(isMismatch);
  }

  #findAll({ tenant, streamId, commands }: AppendRequest): Promise<readonly FoundCommand[]> {
    return this.find(
      tenant,
      commands.map((each) => soughtOf(streamId, each)),
    );
  }

  /** The answer of a sealed command that is in the log, as it was given to be kept. */
  async answer(
    past: CommandAnswer,
    { tenant, streamIds, ...command }: Sought & { readonly tenant: string },
  ): Promise<CommandAnswer | AppendRefusal> {
    const keys = await this.#sealing.keys.forReading(tenant, keysOfKept(past.answer));
    const streams = streamIds ?? streamsOf(command.fingerprint);
    const isElsewhere = streams !== undefined && !streams.includes(past.streamId);
    const read = readKept(past.answer, { tenant, ...command, isElsewhere }, keys);
    return read === "mismatch" ? commandMismatch(command.commandId) : { ...past, ...read };
  }
}

const EXPECTED = { absent: 0, any: "any", present: "present" } as const;

function isMismatch(found: FoundCommand): found is AppendRefusal {
  return found !== undefined && isAppendRefusal(found) && found.code === "command_mismatch";
}
