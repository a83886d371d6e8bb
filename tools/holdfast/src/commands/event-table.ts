import { printable, shortened } from "../cli/printable.ts";
import { TextTable } from "../cli/text-table.ts";
import type { LoggedEvent } from "../log/logged-event.ts";

/** What a service without tenants has for one. */
const NIL = "00000000-0000-0000-0000-000000000000";
const DATA_CHARACTERS = 100;

/** A tenant in a table. */
export function tenantText(tenant: string): string {
  return tenant === NIL ? "-" : tenant;
}

/** Lines of events. Data are cut unless all of them is wanted. */
export class EventTable {
  readonly #table = new TextTable([
    { header: "POSITION", align: "right" },
    { header: "RECORDED" },
    { header: "TENANT" },
    { header: "STREAM" },
    { header: "VERSION", align: "right" },
    { header: "TYPE" },
    { header: "DATA" },
  ]);
  readonly #isFull: boolean;

  constructor({ isFull }: { readonly isFull: boolean }) {
    this.#isFull = isFull;
  }

  lines(events: readonly LoggedEvent[]): readonly string[] {
    return this.#table.lines(
      events.map((event) => [
        event.position.toString(),
        event.recordedAt,
        tenantText(event.tenant),
        printable(event.streamId),
        event.version.toString(),
        printable(event.type),
        this.#isFull ? printable(event.data) : shortened(event.data, DATA_CHARACTERS),
      ]),
    );
  }
}
