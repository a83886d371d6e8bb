/** Where the chain ends, and up to where it is final. */
export type Tip = {
  readonly chainId: string;
  readonly headLevel: number;
  readonly finalLevel: number;
};
