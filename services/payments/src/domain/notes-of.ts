import type { TransferNotes } from "./ledger-event.ts";

/** The notes of something that has more than notes; what is left out stays left out. */
export function notesOf(told: TransferNotes): TransferNotes {
  const { effectiveAt, batch, quote, description, metadata } = told;
  return {
    ...(effectiveAt !== undefined && { effectiveAt }),
    ...(batch !== undefined && { batch }),
    ...(quote !== undefined && { quote }),
    ...(description !== undefined && { description }),
    ...(metadata !== undefined && { metadata }),
  };
}
