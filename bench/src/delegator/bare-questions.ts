/** What `bare-child.ts` can be asked. */
export type BareQuestions = {
  start(options: { readonly databaseUrl: string }): Promise<{ readonly url: string }>;
};
