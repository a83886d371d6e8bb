/** Another instance has taken over: whatever this one was about to write has been refused by the fence. */
export class LeadershipLost extends Error {
  override readonly name = "LeadershipLost";
  readonly code = "leadership_lost";
  readonly epoch: bigint;

  constructor(epoch: bigint) {
    super(`epoch ${epoch} no longer leads`);
    this.epoch = epoch;
  }
}
