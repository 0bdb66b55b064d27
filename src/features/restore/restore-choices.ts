/** The choices, and the defaults for the rest, from the form and the loaded data. Pure. */
import type { BackupInstance, RecoveryPoint } from '#protocol/data-protection.ts';
import { sameId } from '#protocol/resource-id.ts';
import type { DatabaseTarget, PointDatabase } from '#protocol/restore.ts';
import type { StorageAccount } from '#protocol/storage.ts';
import { choiceOf, type RestoreForm } from './restore-form.ts';

/** Loaded data; absent until it is loaded. */
export interface RestoreFacts {
  instance: BackupInstance | undefined;
  point: RecoveryPoint | undefined;
  /** Of the target's subscription. */
  accounts: readonly StorageAccount[] | undefined;
  /** Names of the containers of the chosen account. */
  containers: readonly string[] | undefined;
  /** In the recovery point. */
  databases: readonly PointDatabase[];
  /** Names of the databases of the chosen server. */
  present: readonly string[] | undefined;
}

/** A day as `20260208`, by UTC, as file names of restores have it. */
const dayOf = (time: string): string => time.slice(0, 10).replaceAll('-', '');

/** The prefix of the restored files: the server and the day of the recovery point, unless something was typed. */
export function prefixOf(form: RestoreForm, { instance, point }: RestoreFacts): string {
  if (form.prefix !== undefined) return form.prefix;
  const name = (instance?.properties.friendlyName ?? 'restore').replace(/[^\w.-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  const day = point ? `-${dayOf(point.properties.recoveryPointTime)}` : '';
  return `${name.slice(0, 40)}${day}`;
}

/** The chosen container; a single one is chosen by default. */
export const containerOf = (form: RestoreForm, { containers }: RestoreFacts): string | undefined =>
  form.containerName ?? (containers?.length === 1 ? containers[0] : undefined);

export const accountOf = (form: RestoreForm, { accounts }: RestoreFacts): StorageAccount | undefined =>
  accounts?.find(({ id }) => form.accountId !== undefined && sameId(id, form.accountId));

/** The name of a database at the target: the typed one, or a proposed one that is free there. */
export function targetNameOf(form: RestoreForm, name: string, present: readonly string[] = []): string {
  const typed = choiceOf(form, name).targetName;
  if (typed !== undefined) return typed;
  for (let turn = 1; ; turn += 1) {
    const proposed = withEnding(name, turn === 1 ? '_restored' : `_restored_${String(turn)}`);
    if (!present.includes(proposed)) return proposed;
  }
}

const MAX_NAME_BYTES = 63;

/** Cut between characters, so that the whole fits. */
function withEnding(name: string, ending: string): string {
  const encoder = new TextEncoder();
  const characters = Array.from(name);
  while (encoder.encode(characters.join('') + ending).length > MAX_NAME_BYTES) characters.pop();
  return characters.join('') + ending;
}

/** The chosen databases, with their new names. */
export const databaseTargets = (form: RestoreForm, { databases, present }: RestoreFacts): DatabaseTarget[] =>
  databases
    .filter(({ name }) => choiceOf(form, name).isChosen)
    .map(({ name }) => {
      const targetName = targetNameOf(form, name, present);
      const { only, replace } = choiceOf(form, name);
      // Only an existing database can be replaced.
      const isReplaced = replace && present?.includes(targetName) === true;
      return { name, targetName, replace: isReplaced, ...(only && { only }) };
    });
