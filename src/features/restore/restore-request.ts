/** From what was chosen and what is known to what keeps it from being restored, and to the request. Pure. */
import type { BackupInstance, RecoveryPoint } from '#protocol/data-protection.ts';
import { sameId } from '#protocol/resource-id.ts';
import {
  databaseNameProblem,
  filePrefixProblem,
  SERVER_TARGET,
  type DatabaseTarget,
  type PointDatabase,
  type RestoreRequest,
} from '#protocol/restore.ts';
import { accountProblem, containerIdIn, containerUrl, type StorageAccount } from '#protocol/storage.ts';
import { choiceOf, type RestoreForm } from './restore-form.ts';
import type { StepSlug } from './step-slugs.ts';

/** What queries know by now; absent as long as they do not. */
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

export type RestoreField = 'point' | 'account' | 'container' | 'prefix' | 'server' | 'databases' | `database ${string}`;

export interface RestoreProblem {
  step: StepSlug;
  field: RestoreField;
  message: string;
}

/** A day as `20260208`, by UTC, as file names of restores have it. */
const dayOf = (time: string): string => time.slice(0, 10).replaceAll('-', '');

/** What the restored files begin with: the server and the day of the recovery point, unless something was typed. */
export function prefixOf(form: RestoreForm, { instance, point }: RestoreFacts): string {
  if (form.prefix !== undefined) return form.prefix;
  const name = (instance?.properties.friendlyName ?? 'restore').replace(/[^\w.-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  const day = point ? `-${dayOf(point.properties.recoveryPointTime)}` : '';
  return `${name.slice(0, 40)}${day}`;
}

/** The container that is chosen; the only one is chosen by itself. */
export const containerOf = (form: RestoreForm, { containers }: RestoreFacts): string | undefined =>
  form.containerName ?? (containers?.length === 1 ? containers[0] : undefined);

export const accountOf = (form: RestoreForm, { accounts }: RestoreFacts): StorageAccount | undefined =>
  accounts?.find(({ id }) => form.accountId !== undefined && sameId(id, form.accountId));

/** What a database is called at the target: what was typed, or a name that nobody there has. */
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

/** Everything that keeps the restore from being validated, tab by tab. */
export function restoreProblems(form: RestoreForm, facts: RestoreFacts): RestoreProblem[] {
  const pointProblems: RestoreProblem[] = facts.point
    ? []
    : [{ step: 'point', field: 'point', message: 'Select a restore point.' }];
  return [...pointProblems, ...(form.target === 'files' ? fileProblems(form, facts) : serverProblems(form, facts))];
}

const inParameters = (field: RestoreField, message: string | undefined): RestoreProblem[] =>
  message === undefined ? [] : [{ step: 'parameters', field, message }];

function fileProblems(form: RestoreForm, facts: RestoreFacts): RestoreProblem[] {
  const account = accountOf(form, facts);
  return [
    ...inParameters('account', account ? accountProblem(account) : 'Select a storage account.'),
    ...inParameters('container', containerOf(form, facts) === undefined ? 'Select a container.' : undefined),
    ...inParameters('prefix', filePrefixProblem(prefixOf(form, facts))),
  ];
}

function serverProblems(form: RestoreForm, facts: RestoreFacts): RestoreProblem[] {
  const targets = databaseTargets(form, facts);
  return [
    ...inParameters('server', form.serverId === undefined ? 'Select a server.' : undefined),
    ...inParameters('databases', targets.length === 0 ? 'Select at least one database.' : undefined),
    ...targets.flatMap((target) =>
      inParameters(`database ${target.name}`, databaseProblem(form, target, targets, facts.present ?? [])),
    ),
  ];
}

function databaseProblem(
  form: RestoreForm,
  { name, targetName, replace, only }: DatabaseTarget,
  all: readonly DatabaseTarget[],
  present: readonly string[],
): string | undefined {
  const problem = databaseNameProblem(targetName);
  if (problem !== undefined) return problem;
  if (all.some((other) => other.name !== name && other.targetName === targetName)) {
    return 'Another database is restored under this name.';
  }
  if (!present.includes(targetName)) return undefined;
  if (only) return 'The server has a database of this name. Schemas and tables go into a new one: use another name.';
  if (!replace) return 'The server has a database of this name. Use another name, or replace it.';
  return choiceOf(form, name).confirmation === targetName
    ? undefined
    : `Type ${targetName} to confirm that it is replaced.`;
}

/** The databases that are chosen, under the names that they get. */
export const databaseTargets = (form: RestoreForm, { databases, present }: RestoreFacts): DatabaseTarget[] =>
  databases
    .filter(({ name }) => choiceOf(form, name).isChosen)
    .map(({ name }) => {
      const targetName = targetNameOf(form, name, present);
      const { only, replace } = choiceOf(form, name);
      // Only what is there can be replaced.
      const isReplaced = replace && present?.includes(targetName) === true;
      return { name, targetName, replace: isReplaced, ...(only && { only }) };
    });

/** The request; undefined as long as something is missing. */
export function restoreRequest(form: RestoreForm, facts: RestoreFacts): RestoreRequest | undefined {
  const { point, instance } = facts;
  if (!point || !instance || restoreProblems(form, facts).length > 0) return undefined;
  const restoreTargetInfo =
    form.target === 'files' ? filesTarget(form, facts, instance) : serverTarget(form, facts, instance);
  return (
    restoreTargetInfo && {
      objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
      sourceDataStoreType: 'VaultStore',
      recoveryPointId: point.name,
      restoreTargetInfo,
    }
  );
}

const regionOf = ({ properties }: BackupInstance): string => properties.dataSourceInfo.resourceLocation ?? '';

function filesTarget(
  form: RestoreForm,
  facts: RestoreFacts,
  instance: BackupInstance,
): RestoreRequest['restoreTargetInfo'] | undefined {
  const account = accountOf(form, facts);
  const container = containerOf(form, facts);
  if (!account || container === undefined) return undefined;
  return {
    objectType: 'RestoreFilesTargetInfo',
    recoveryOption: 'FailIfExists',
    restoreLocation: regionOf(instance),
    targetDetails: {
      restoreTargetLocationType: 'AzureBlobs',
      url: containerUrl(account, container),
      filePrefix: prefixOf(form, facts),
      targetResourceArmId: containerIdIn(account.id, container),
    },
  };
}

function serverTarget(
  form: RestoreForm,
  facts: RestoreFacts,
  instance: BackupInstance,
): RestoreRequest['restoreTargetInfo'] | undefined {
  const { serverId } = form;
  if (serverId === undefined) return undefined;
  return {
    objectType: SERVER_TARGET,
    recoveryOption: 'FailIfExists',
    restoreLocation: regionOf(instance),
    targetServerId: serverId,
    databases: databaseTargets(form, facts),
    ownersAndRoles: form.ownersAndRoles,
    ...(form.ownersAndRoles && form.fullRoles && { fullRoles: true }),
    ...(form.asAdministrator && { asAdministrator: true }),
  };
}
