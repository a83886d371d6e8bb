/** How far a chain has come by itself, for whoever wants it to go on there after a new start. */
export type ChainProgress = {
  /** Steps it made before, blocks and reorganisations; they are made again at the start. */
  readonly steps: number;
  /** Told how many there are with the next one, before anybody can see what it does. */
  note(steps: number): void;
};
