/**
 * What a restore is refused for, said so that a person can act on it (docs/reference/arm.md#102-restore,
 * #32-service-codes).
 */
import type { Vault } from '#protocol/data-protection.ts';
import { parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import type { DatabaseTarget, PointDatabase } from '#protocol/restore.ts';
import { grantsDataAction, RESTORE_DATA_ACTIONS } from '#protocol/storage.ts';
import { databaseNameProblem } from '#protocol/restore.ts';
import type { ProblemInput } from '../fault.ts';
import { EngineFault, type Manifest } from '../ports.ts';
import type { ServerRecord } from '../records.ts';
import { notAuthorized, type Access } from './access.ts';

const RESTORE_MISSING_PERMISSIONS = 'UserErrorMSIMissingPermissions';

/** The first data action in the container that the vault's identity may not do. */
export function refusedDataAction(access: Access, containerId: ResourceId): string | undefined {
  const permissions = access.permissionsAt(containerId);
  return RESTORE_DATA_ACTIONS.find((action) => !grantsDataAction(permissions, action));
}

/** The fault of a check and a job when the vault's identity may not write into the container. */
export const restoreNotAuthorized = (vault: Vault, containerId: ResourceId, action: string): ProblemInput => {
  const identityId = vault.identity?.principalId;
  return {
    code: RESTORE_MISSING_PERMISSIONS,
    message: 'Appropriate permissions to perform the operation are missing.',
    recommendedAction: [
      identityId === undefined
        ? `Turn on the system-assigned managed identity of the Backup vault ${vault.name}, grant it the role Storage Blob Data Contributor on the target storage account, and retry the operation.`
        : 'Grant the managed identity of the vault the role Storage Blob Data Contributor on the target storage account, and retry the operation.',
    ],
    innerCode: RESTORE_MISSING_PERMISSIONS,
    detail:
      identityId === undefined
        ? `The Backup vault ${vault.name} has no managed identity.`
        : notAuthorized(identityId, identityId, action, containerId),
  };
};

export const containerNotFound = (url: string): ProblemInput => ({
  code: 'UserErrorContainerNotFound',
  message: `The container '${url}' was not found.`,
  recommendedAction: ['Select a storage account and a container that exist.'],
});

export const containerNotAccessible = (reason: string): ProblemInput => ({
  code: 'UserErrorContainerNotAccessible',
  message: reason,
  recommendedAction: [
    'Change the settings of the storage account so that the vault can reach it, or select another account.',
  ],
});

export const filesExist = (names: readonly string[]): ProblemInput => ({
  code: 'UserErrorRestoreFilesExist',
  message: `The container already has ${names.length === 1 ? 'a file' : 'files'} of the name ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${String(names.length - 3)} more` : ''}.`,
  recommendedAction: ['Use another file prefix, or select another container.'],
});

/** The vault lets nothing out of its subscription, and the target lies in another. */
export const otherSubscription = (vault: Vault): ProblemInput => ({
  code: 'UserErrorCrossSubscriptionRestoreNotAllowed',
  message: `Cross-subscription restore is turned off for the Backup vault ${vault.name}.`,
  recommendedAction: ["Select a target in the vault's subscription."],
});

const STAYS_INSIDE = ['disabled', 'permanentlydisabled'];

/** Whether the vault allows a restore to that target. */
export function allowsTarget(vault: Vault, targetId: ResourceId): boolean {
  const state = vault.properties.featureSettings.crossSubscriptionRestoreSettings?.state ?? 'Enabled';
  if (!STAYS_INSIDE.includes(state.toLowerCase())) return true;
  const subscriptionOf = (id: ResourceId) => parseResourceId(id)?.subscriptionId.toLowerCase();
  return subscriptionOf(vault.id) === subscriptionOf(targetId);
}

/** The recovery point is listed, and its bytes are not there. */
export const pointWithoutBytes: ProblemInput = {
  code: 'RecoveryPointDamaged',
  message: 'The recovery point cannot be read: the vault does not hold its files.',
  recommendedAction: ['Restore another recovery point. Check the disk of the data folder.'],
};

/** A copy of the point could not be read, and the one in another storage was. */
export const anotherCopyUsed = (storage: string, { message }: ProblemInput, used: string): ProblemInput => ({
  code: 'AnotherCopyUsed',
  message: `The copy of the recovery point in '${storage}' could not be read: ${message} The copy in '${used}' was read instead, and is whole.`,
  recommendedAction: [
    `Check the storage '${storage}'. A copy that is damaged is made anew by itself; the recovery point shows when.`,
  ],
});

/** Of all databases of a point together. Who has more names those that are wanted. */
export const MOST_TABLES_LISTED = 2000;

/** What every part of the point is encrypted with. */
export const encryptionOf = ({ parts }: Manifest): 'age' | 'None' =>
  parts.every(({ encryption }) => encryption === 'age') ? 'age' : 'None';

/** The databases of a recovery point, as a person chooses among them; with their tables, as far as they can be listed. */
export function databasesIn({ parts }: Manifest): PointDatabase[] {
  let left = MOST_TABLES_LISTED;
  return parts.flatMap(({ database, format, plainBytes, tables }) => {
    if (database === undefined) return [];
    const listed = tables?.slice(0, left);
    left -= listed?.length ?? 0;
    return [
      {
        name: database,
        format,
        plainBytes,
        tables: tables?.length ?? null,
        rows: tables?.reduce((sum, { rows }) => sum + rows, 0) ?? null,
        ...(listed && { tableList: listed.map(({ schema, name, rows }) => ({ schema, name, rows })) }),
      },
    ];
  });
}

/** What is wrong with the choice of databases: the place of the one, and why; undefined when nothing is. */
export function databaseTargetsProblem(
  targets: readonly DatabaseTarget[],
): { at: number; message: string } | undefined {
  const names = new Set<string>();
  const sources = new Set<string>();
  for (const [at, { name, targetName, replace, only }] of targets.entries()) {
    const problem = databaseNameProblem(targetName);
    if (problem !== undefined) return { at, message: problem };
    if (names.has(targetName)) return { at, message: `Two databases cannot both be called '${targetName}'.` };
    if (sources.has(name)) return { at, message: `The database '${name}' is chosen twice.` };
    if (only && only.schemas.length + only.tables.length === 0)
      return { at, message: `No schema and no table of the database '${name}' is chosen.` };
    if (only && replace)
      return {
        at,
        message: `Schemas and tables of '${name}' are restored into a new database: they cannot replace one.`,
      };
    names.add(targetName);
    sources.add(name);
  }
  return undefined;
}

export const databasesNotInPoint = (names: readonly string[]): ProblemInput => ({
  code: 'UserErrorDatabaseNotInRecoveryPoint',
  message: `The recovery point does not hold ${names.map((name) => `'${name}'`).join(', ')}.`,
  recommendedAction: ['Select databases that are in the recovery point.'],
});

export const databasesExist = (names: readonly string[]): ProblemInput => ({
  code: 'UserErrorDatabaseExists',
  message: `The target server already has ${names.map((name) => `'${name}'`).join(', ')}.`,
  recommendedAction: ['Restore under another name, or choose to replace the database.'],
});

/** The same, found by an engine while it restores. */
export function databaseExists(name: string): EngineFault {
  const { code, message, recommendedAction } = databasesExist([name]);
  return new EngineFault(code, message, recommendedAction);
}

/** What keeps a server from being restored into, by what is known of it; undefined when nothing does. */
export function targetServerProblem(server: ServerRecord | undefined, serverId: ResourceId): ProblemInput | undefined {
  const name = parseResourceId(serverId)?.name ?? serverId;
  if (!server) {
    return {
      code: 'UserErrorTargetServerNotFound',
      message: `The target server '${name}' was not found.`,
      recommendedAction: ['Select a server that exists.'],
    };
  }
  const { state, replicationRole } = server.resource.properties;
  if (replicationRole.endsWith('Replica')) {
    return {
      code: 'UserErrorTargetServerNotSupported',
      message: `The target server '${name}' is a read replica.`,
      recommendedAction: ['Select the primary server.'],
    };
  }
  if (state !== 'Ready') {
    return {
      code: 'UserErrorTargetServerNotReady',
      message: `The target server '${name}' isn't in the Ready state. Its state is ${state}.`,
      recommendedAction: ['Wait until the state of the server is Ready, and try again.'],
    };
  }
  return undefined;
}
