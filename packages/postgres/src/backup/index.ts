export { backUp, type BackUpOptions } from "./back-up.ts";
export { BackupRefused, type BackupRefusedCode } from "./backup-refused.ts";
export { type Manifest } from "./manifest.ts";
export { type BackupProgress, type OnBackupProgress } from "./progress.ts";
export { verifyBackup } from "./verify-backup.ts";
export { restore, type RestoreOptions } from "./restore.ts";
