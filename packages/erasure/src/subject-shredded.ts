import type { Tagged } from "@holdfast/cqrs";
import { eventCatalogue } from "@holdfast/cqrs/catalogue";

/** Somebody was erased: read models drop or blank what they know of them. */
export type SubjectShredded = { readonly type: "SubjectShredded"; readonly subjectId: string };

/** What an erasure writes to the log. */
export const erasureEvents = eventCatalogue<SubjectShredded>({
  SubjectShredded: [
    {
      schema: {
        type: "object",
        properties: { subjectId: { type: "string" } },
        required: ["subjectId"],
        additionalProperties: false,
      },
    },
  ],
});

/** Tells an erasure from other events. */
export function isShredded(event: Tagged): event is SubjectShredded {
  return (
    event.type === "SubjectShredded" && "subjectId" in event && typeof event.subjectId === "string"
  );
}
