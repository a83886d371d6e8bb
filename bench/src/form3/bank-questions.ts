/** What `bank-child.ts` can be asked. */
export type BankQuestions = {
  /** Starts the stand-in with these bodies of create requests, and says where it is. */
  bank(bodies: readonly string[]): Promise<{ readonly url: string }>;
  /** Starts a bare server that answers every path with these bytes, and says where it is. */
  bare(answers: { readonly [path: string]: string }): Promise<{ readonly url: string }>;
};
