import { printable } from "../cli/printable.ts";
import { keysSchemaOf, ownKeysSchema } from "../erasure/keys-schema.ts";
import { readReturned, type Returned } from "../erasure/read-returned.ts";
import type { Check, Finding } from "./check.ts";

/** More of them say nothing more: whoever has brought back so many has brought back all. */
const COUNTED_MAX = 1_000;
const NAMED_MAX = 3;

/** Whom the log tells to be erased stays erased, unless somebody restores keys that are older. */
export const erasures: Check = {
  name: "erasures",
  async look({ place, keysSchema: asked, progress, signal }) {
    const keysSchema =
      asked === undefined ? await ownKeysSchema(place) : await keysSchemaOf(place, asked);
    if (keysSchema === undefined) {
      return { summary: "there are no keys of people for this log", findings: [] };
    }
    let count = 0;
    // Whoever was erased twice is one.
    const returned = new Map<string, Returned>();
    for await (const page of readReturned(place, keysSchema)) {
      signal.throwIfAborted();
      count += page.erasures;
      progress.tell(`looking at the keys of people who were erased, ${count}`);
      for (const each of page.returned) returned.set(`${each.tenant} ${each.subjectId}`, each);
      if (returned.size >= COUNTED_MAX) break;
    }
    const all = [...returned.values()];
    const [living, unknown] = [all.filter(isLiving), all.filter((each) => !isLiving(each))];
    const findings = [
      ...findingOf(living, "a living key"),
      ...findingOf(unknown, "no key, so that the next one would be made anew"),
    ];
    if (findings.length > 0) return { summary: "people who were erased are back", findings };
    return { summary: count === 0 ? "nobody was erased" : `${count} told, no key left`, findings };
  },
};

function isLiving(returned: Returned): boolean {
  return returned.isLiving;
}

function findingOf(returned: readonly Returned[], what: string): readonly Finding[] {
  const [first] = returned;
  if (first === undefined) return [];
  const named = returned.slice(0, NAMED_MAX).map(nameOf).join(", ");
  const more = returned.length > NAMED_MAX ? " …" : "";
  const count = `${returned.length}${returned.length >= COUNTED_MAX ? " or more" : ""}`;
  return [
    {
      problem: `${count} whom the log tells to be erased ${returned.length === 1 ? "has" : "have"} ${what}: ${named}${more}`,
      remedy:
        "keys were restored that are older than these erasures; erase each again: " +
        `holdfast shred ${printable(first.subjectId)} --tenant ${first.tenant} --yes ` +
        "(all at once: docs/how-to/erase-a-person.md)",
    },
  ];
}

function nameOf({ tenant, subjectId }: Returned): string {
  return `${printable(subjectId)} of ${tenant}`;
}
