/** Bytes and how long they took. */
export type Transfer = { readonly bytes: number; readonly milliseconds: number };

/** A download that was looked at: its digest leaves out the last line when that is a comment. */
export type Checked = { readonly digest: string; readonly lines: number };

/** What `export-child.ts` can be asked. */
export type ExportQuestions = {
  /** Reads everything and throws it away. */
  download(url: string): Promise<Transfer>;
  check(url: string): Promise<Checked>;
  /** Reads slowly for a while, then leaves. */
  dawdle(options: { readonly url: string; readonly milliseconds: number }): Promise<null>;
  /** The statement straight from the server, its bytes thrown away as they come. */
  copy(options: { readonly databaseUrl: string; readonly text: string }): Promise<Transfer>;
};
