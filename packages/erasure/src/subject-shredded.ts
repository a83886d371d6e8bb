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
