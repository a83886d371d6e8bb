/** How far somebody has followed the changes. */
export type StreamPosition = {
  /** The newest change that they know of. */
  readonly seq: number;
  /** How many rows of it they have, when it makes rows final and they do not have them all; else undefined. */
  readonly rows?: number;
};

/** Both numbers stay far below 2^53. */
const POSITION = /^(?<seq>0|[1-9]\d{0,14})(?:\.(?<rows>[1-9]\d{0,8}))?$/;

/** Reads `seq` or `seq.rows`; undefined for any other text. */
export function parsePosition(text: string): StreamPosition | undefined {
  const { seq, rows } = POSITION.exec(text)?.groups ?? {};
  if (seq === undefined) return undefined;
  return rows === undefined ? { seq: Number(seq) } : { seq: Number(seq), rows: Number(rows) };
}

export function formatPosition({ seq, rows }: StreamPosition): string {
  return rows === undefined ? String(seq) : `${seq}.${rows}`;
}
