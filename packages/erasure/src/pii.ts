/** Under which name a mark keeps its subject; no field of an event can be called so. */
export const SUBJECT: unique symbol = Symbol("subject");

/** The mark of a personal field: the name of the field that says whose it is. */
export type Pii<Subject extends string = string> = { readonly [SUBJECT]: Subject };

/**
 * Marks a field as personal data of the subject whose id is in another field, which is looked for beside the marked one,
 * then in the objects around it: `{ name: pii("customerId") }`.
 */
export function pii<const Subject extends string>(subject: Subject): Pii<Subject> {
  return { [SUBJECT]: subject };
}
