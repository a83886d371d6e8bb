/** Events of some types would be stored in the clear, since nobody has said what is personal in them. */
export class MarksMissing extends Error {
  override readonly name = "MarksMissing";
  readonly code = "marks_missing";
  readonly types: readonly string[];

  constructor(types: readonly string[]) {
    super(
      `nobody has said what is personal in ${types.join(", ")}: give Sealing their personalFields, or nothingPersonal if nothing is`,
    );
    this.types = types;
  }
}
