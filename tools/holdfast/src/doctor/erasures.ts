import { printable } from "../cli/printable.ts";
import { Refused } from "../cli/refused.ts";
import { keysSchemaOf, ownKeysSchema } from "../erasure/keys-schema.ts";
import { hasErasures, readReturned, type Returned } from "../erasure/read-returned.ts";
import type { LogPlace } from "../log/log-place.ts";
import type { Check, Finding, Outcome } from "./check.ts";

/** More of them say nothing more: whoever has brought back so many has brought back all. */
const COUNTED_MAX = 1_000;
const NAMED_MAX = 3;

/** Whom the log tells to be erased stays erased, unless somebody restores keys that are older. */
export const erasures: Check = {
  name: "erasures",
  async look({ place, keysSchema: asked, progress, signal }) {
    const keysSchema =
      asked === undefined ? await ownKeysSchema(place) : await keysSchemaOf(place, asked);
    if (keysSchema === undefined) return withoutKeys(place);
    let count = 0;
    let isCut = false;
    // Whoever was erased twice is one.
    const returned = new Map<string, Returned>();
    for await (const page of readReturned(place, keysSchema)) {
      signal.throwIfAborted();
      count += page.erasures;
      progress.tell(`looking at the keys of people who were erased, ${count}`);
      for (const each of page.returned) returned.set(`${each.tenant} ${each.subjectId}`, each);
      isCut = returned.size >= COUNTED_MAX;
      if (isCut) break;
    }
    const all = [...returned.values()];
    const [living, unknown] = [all.filter(isLiving), all.filter((each) => !isLiving(each))];
    const findings = [
      ...findingOf(living, { what: "a living key", isCut, asked }),
      ...findingOf(unknown, { what: UNKNOWN, isCut, asked }),
    ];
    if (findings.length > 0) return { summary: "people who were erased are back", findings };
    return { summary: count === 0 ? "nobody was erased" : `${count} told, no key left`, findings };
  },
};

function isLiving(returned: Returned): boolean {
  return returned.isLiving;
}

const UNKNOWN = "no key, so that the next one would be made anew";

/** Nobody was erased where nobody has keys; otherwise the keys are somewhere that this user does not see. */
async function withoutKeys(place: LogPlace): Promise<Outcome> {
  if (!(await hasErasures(place))) {
    return { summary: "there are no keys of people for this log", findings: [] };
  }
  throw new Refused(
    `people were erased, and ${place.role} sees no keys of people in ${place.schema}_keys to compare with: ` +
      "say where they are by --keys-schema, and give the system role its rights there",
  );
}

type Found = {
  readonly what: string;
  /** Whether there may be more. */
  readonly isCut: boolean;
  /** The schema of the keys, if somebody said which. */
  readonly asked: string | undefined;
};

function findingOf(
  returned: readonly Returned[],
  { what, isCut, asked }: Found,
): readonly Finding[] {
  const [first] = returned;
  if (first === undefined) return [];
  const named = returned.slice(0, NAMED_MAX).map(nameOf).join(", ");
  const more = returned.length > NAMED_MAX ? " …" : "";
  const count = `${returned.length}${isCut ? " or more" : ""}`;
  return [
    {
      problem: `${count} whom the log tells to be erased ${returned.length === 1 ? "has" : "have"} ${what}: ${named}${more}`,
      remedy:
        "keys were restored that are older than these erasures; erase each again: " +
        `holdfast shred ${printable(first.subjectId)} --tenant ${first.tenant} ` +
        `${asked === undefined ? "" : `--keys-schema ${asked} `}--yes ` +
        "(all at once: docs/how-to/erase-a-person.md)",
    },
  ];
}

function nameOf({ tenant, subjectId }: Returned): string {
  return `${printable(subjectId)} of ${tenant}`;
}
