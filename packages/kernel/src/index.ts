export { CauseUnclear } from "./cause-unclear.ts";
export {
  type CommandOptions,
  type FollowOptions,
  type Kernel,
  type KernelOptions,
  openKernel,
  type NotaryRunOptions,
  type ProcessOptions,
} from "./open-kernel.ts";
export { type Reacting, type Reaction } from "./traced-subscription.ts";
