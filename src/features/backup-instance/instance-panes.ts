/** The panes of a backup instance, as its address names them: `?pane=stop`. */
import type { InstanceCommand } from '#ui/text/instance-commands.ts';

const COMMANDS = {
  'backup-now': 'backupNow',
  verify: 'verify',
  drill: 'drill',
  stop: 'stopBackup',
  resume: 'resumeBackup',
  edit: 'edit',
  'fix-protection': 'fixError',
  delete: 'delete',
  undelete: 'undelete',
} as const satisfies Record<string, InstanceCommand>;

export type InstancePane = keyof typeof COMMANDS;

/** Undefined for an unknown name. */
export const paneIn = (text: string | undefined): InstancePane | undefined =>
  (Object.keys(COMMANDS) as InstancePane[]).find((pane) => pane === text);

/** The command that opens the pane; the same reasons disable both. */
export const commandOf = (pane: InstancePane): InstanceCommand => COMMANDS[pane];
