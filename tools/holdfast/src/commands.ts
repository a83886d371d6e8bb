import type { Command } from "./cli/command.ts";
import { backupVerify } from "./commands/backup-verify.ts";
import { backup } from "./commands/backup.ts";
import { checkpoint } from "./commands/checkpoint.ts";
import { doctor } from "./commands/doctor.ts";
import { exportCommand } from "./commands/export.ts";
import { parkedDrop } from "./commands/parked-drop.ts";
import { parkedList } from "./commands/parked-list.ts";
import { parkedReplay } from "./commands/parked-replay.ts";
import { prove } from "./commands/prove.ts";
import { rebuild } from "./commands/rebuild.ts";
import { restore } from "./commands/restore.ts";
import { resume } from "./commands/resume.ts";
import { show } from "./commands/show.ts";
import { shred } from "./commands/shred.ts";
import { streams } from "./commands/streams.ts";
import { tail } from "./commands/tail.ts";
import { timersCancel } from "./commands/timers-cancel.ts";
import { timersFire } from "./commands/timers-fire.ts";
import { timers } from "./commands/timers.ts";
import { trace } from "./commands/trace.ts";
import { verify } from "./commands/verify.ts";

/** Everything the program can do, in the order of its help. A new command is a file in `commands/` and a line here. */
export const COMMANDS: readonly Command[] = [
  doctor,
  streams,
  show,
  tail,
  trace,
  parkedList,
  parkedReplay,
  parkedDrop,
  resume,
  timers,
  timersCancel,
  timersFire,
  verify,
  exportCommand,
  checkpoint,
  prove,
  backup,
  backupVerify,
  restore,
  shred,
  rebuild,
];
