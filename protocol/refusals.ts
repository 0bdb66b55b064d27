/**
 * Why the service would refuse a command, in words, before it is sent: a missing right, a resource lock, an immutable
 * vault. The service has the last word: what is unknown refuses nothing.
 */
import {
  DELETE_ROLE_ASSIGNMENT,
  grantsAction,
  LOCK_TYPE,
  ROLE_ASSIGNMENT_TYPE,
  ROLE_DEFINITION_TYPE,
  WRITE_ROLE_ASSIGNMENT,
  type ManagementLock,
  type Permission,
} from './authorization.ts';
import {
  INSTANCE_TYPE,
  JOB_TYPE,
  POLICY_TYPE,
  VAULT_TYPE,
  type BackupInstance,
  type Vault,
} from './data-protection.ts';
import { DATASOURCE_TYPES } from './datasource-types.ts';
import { datasourceTypeOf } from './datasources.ts';
import { heldPoints, isImmutable, type Ending } from './immutability.ts';
import { isOfLocks, locksAgainst, scopeOfLock, type Change } from './locks.ts';
import { SERVER_TYPE } from './postgres.ts';
import { parseResourceId, vaultIn, type ResourceId } from './resource-id.ts';
import { scopeText, scopeView } from './scope-text.ts';

/** An action, and the scope at which it must be granted. */
export interface Need {
  action: string;
  at: ResourceId;
}

/** What a command needs from the service. */
export interface Attempt {
  /** All of these have to be granted. */
  needs: readonly Need[];
  change: Change;
  /** What is written or deleted: locks are looked up for it. */
  id: ResourceId;
}

export interface RefusalFacts {
  /** What the person may do at the scope; undefined when unknown. */
  grantedAt: (scope: ResourceId) => readonly Permission[] | undefined;
  /** Locks at, above and below the target of the attempt; undefined when unknown. */
  locks: readonly ManagementLock[] | undefined;
  subscriptionName: (subscriptionId: string) => string;
}

/** Why the service would refuse the attempt, and the way out; undefined when no reason is known. */
export function refusalOf({ needs, change, id }: Attempt, facts: RefusalFacts): string | undefined {
  // In the service's own order: rights first.
  const missing = needs.find(({ action, at }) => {
    const granted = facts.grantedAt(at);
    return granted !== undefined && !grantsAction(granted, action);
  });
  if (missing) return missingActionText(missing, facts.subscriptionName);
  const [lock, ...others] = isLockable(id) ? locksAgainst(id, change, facts.locks ?? []) : [];
  return lock && lockText(lock, others.length, facts.subscriptionName);
}

/** Whether a lock can be in the way at all: locks themselves can be set and deleted whatever is locked. */
export const isLockable = (id: ResourceId): boolean => !isOfLocks(id);

/** The names of the levels, as the portal calls them. */
export const LOCK_LEVELS: Readonly<Record<ManagementLock['properties']['level'], string>> = {
  CanNotDelete: 'Delete',
  ReadOnly: 'Read-only',
};

function missingActionText({ action, at }: Need, subscriptionName: RefusalFacts['subscriptionName']): string {
  return `You need the permission ${action} at ${placeText(at, subscriptionName)}. An owner can give you a role that has it, under Access control (IAM).`;
}

function lockText(lock: ManagementLock, others: number, subscriptionName: RefusalFacts['subscriptionName']): string {
  const where = placeText(scopeOfLock(lock), subscriptionName);
  const one = `The ${LOCK_LEVELS[lock.properties.level]} lock '${lock.name}' at ${where}`;
  if (others === 0) return `${one} does not allow this. Delete the lock first, under Locks, if you may.`;
  const more = others === 1 ? 'another lock' : `${String(others)} other locks`;
  return `${one} and ${more} do not allow this. Delete the locks first, under Locks, if you may.`;
}

const TYPE_TEXTS: Readonly<Record<string, string>> = {
  [VAULT_TYPE.toLowerCase()]: 'the Backup vault',
  [POLICY_TYPE.toLowerCase()]: 'the backup policy',
  [INSTANCE_TYPE.toLowerCase()]: 'the backup instance',
  [JOB_TYPE.toLowerCase()]: 'the job',
  ...Object.fromEntries(DATASOURCE_TYPES.map(({ type }) => [type.toLowerCase(), 'the server'])),
};

/** A scope in the middle of a sentence: `the Backup vault bv`, `resource group rg-data`. */
export function placeText(scope: ResourceId, subscriptionName: RefusalFacts['subscriptionName']): string {
  const { type, name = '' } = parseResourceId(scope) ?? {};
  const typeText = TYPE_TEXTS[type?.toLowerCase() ?? ''];
  if (typeText !== undefined) return `${typeText} ${name}`;
  const text = scopeText(scopeView(scope, subscriptionName));
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/**
 * Why an immutable vault would not let an instance with these recovery points be deleted; undefined when it would, or
 * when one of the two is unknown.
 */
export function heldText(
  vault: Vault | undefined,
  points: readonly Ending[] | undefined,
  now: Date,
): string | undefined {
  if (!vault || !points || !isImmutable(vault)) return undefined;
  const held = heldPoints(points, now);
  if (held === 0) return undefined;
  const what = held === 1 ? 'one recovery point' : `${held.toLocaleString('en')} recovery points`;
  const off = vault.properties.securitySettings.immutabilitySettings.state.toLowerCase() === 'unlocked';
  return `The Backup vault '${vault.name}' is immutable: ${what} must be kept until ${held === 1 ? 'its' : 'their'} time is over. Stop backup and retain the data instead${off ? ', or disable immutability in the properties of the vault' : ''}.`;
}

/** Why an immutable vault that holds backups would not let its identity be removed; undefined when it would. */
export const identityHeldText = (vault: Vault, holdsBackups: boolean): string | undefined =>
  holdsBackups && isImmutable(vault)
    ? `The Backup vault '${vault.name}' is immutable: its identity cannot be turned off while it holds backups.`
    : undefined;

const write = (id: ResourceId, ...actions: string[]): Attempt => ({
  needs: actions.map((action) => ({ action, at: id })),
  change: 'write',
  id,
});
const removal = (id: ResourceId, action: string): Attempt => ({ needs: [{ action, at: id }], change: 'delete', id });

const ofLocks = (scope: ResourceId, change: Change): Attempt => ({
  needs: [{ action: `${LOCK_TYPE}/${change}`, at: scope }],
  change,
  id: `${scope}/providers/${LOCK_TYPE}/any`,
});

export const changeOfVault = (vaultId: ResourceId): Attempt => write(vaultId, `${VAULT_TYPE}/write`);
export const deletionOfVault = (vaultId: ResourceId): Attempt => removal(vaultId, `${VAULT_TYPE}/delete`);
/** Something in the vault is to be protected. */
export const configuringIn = (vaultId: ResourceId): Attempt => write(vaultId, `${INSTANCE_TYPE}/write`);
/**
 * Something in the vault is to be restored. Users who have a role at one instance alone restore from that instance's
 * page.
 */
export const restoringFrom = (vaultId: ResourceId): Attempt => write(vaultId, `${INSTANCE_TYPE}/restore/action`);
export const policyIn = (vaultId: ResourceId): Attempt => write(vaultId, `${POLICY_TYPE}/write`);
export const deletionOfPolicy = (policyId: ResourceId): Attempt => removal(policyId, `${POLICY_TYPE}/delete`);
export const cancellationOf = (jobId: ResourceId): Attempt => write(jobId, `${JOB_TYPE}/cancel/action`);
export const roleGrantAt = (scope: ResourceId): Attempt => write(scope, WRITE_ROLE_ASSIGNMENT);
/** For an assignment at the scope: a lock further down does not prevent it. */
export const roleRemovalAt = (scope: ResourceId): Attempt => ({
  ...removal(scope, DELETE_ROLE_ASSIGNMENT),
  id: `${scope}/providers/${ROLE_ASSIGNMENT_TYPE}/any`,
});
/** A custom role that can be given at these scopes is created or changed: the right is needed at each of them. */
export const roleDefinitionAt = (scopes: readonly ResourceId[], change: Change): Attempt => ({
  needs: scopes.map((at) => ({ action: `${ROLE_DEFINITION_TYPE}/${change}`, at })),
  change,
  id: `${scopes[0] ?? ''}/providers/${ROLE_DEFINITION_TYPE}/any`,
});
export const lockIn = (scope: ResourceId): Attempt => ofLocks(scope, 'write');
export const unlockingOf = (scope: ResourceId): Attempt => ofLocks(scope, 'delete');
export const changeOfServer = (serverId: ResourceId): Attempt => write(serverId, `${SERVER_TYPE}/write`);
export const deletionOfServer = (serverId: ResourceId): Attempt => removal(serverId, `${SERVER_TYPE}/delete`);

/** What the commands of a backup instance need. Stopping has two ways, of which one may be allowed. */
export type InstanceAttempt =
  | 'backupNow'
  | 'restore'
  | 'verify'
  | 'drill'
  | 'stopForever'
  | 'stopAsPolicy'
  | 'resumeBackup'
  | 'edit'
  | 'fixError'
  | 'delete'
  | 'undelete';

/** Their requirements; they also apply to the recovery points of the instance. */
export function attemptsOf({ id, properties }: BackupInstance): Record<InstanceAttempt, Attempt> {
  const may = (...actions: string[]): Attempt => write(id, ...actions.map((action) => `${INSTANCE_TYPE}/${action}`));
  const serverId = properties.dataSourceInfo.resourceID;
  const readServer: Need = { action: `${datasourceTypeOf(serverId)?.type ?? ''}/read`, at: serverId };
  // A user who reads the content of a server must be allowed to see the server (decision 19).
  const withServer = (attempt: Attempt): Attempt => ({ ...attempt, needs: [...attempt.needs, readServer] });
  const vaultId = vaultIn(id);
  const undelete = { action: `${VAULT_TYPE}/deletedBackupInstances/undelete/action`, at: vaultId };
  return {
    backupNow: withServer(may('backup/action')),
    // The wizard has the restore checked before it sends it.
    restore: withServer(may('restore/action', 'validateRestore/action')),
    verify: may('recoveryPoints/verify/action'),
    drill: may('recoveryPoints/drill/action'),
    stopForever: may('stopProtection/action'),
    stopAsPolicy: may('suspendBackups/action'),
    resumeBackup: withServer(may('resumeProtection/action')),
    edit: withServer(may('write')),
    fixError: withServer(may('write')),
    delete: removal(id, `${INSTANCE_TYPE}/delete`),
    undelete: { needs: [undelete], change: 'write', id: vaultId },
  };
}

/**
 * The scope whose list of locks covers every lock that an attempt at `id` may meet: its vault or server. So the pages
 * of one vault share one response.
 */
export const lockListOf = (id: ResourceId): ResourceId => OUTERMOST.exec(id)?.[0] ?? id;

const OUTERMOST =
  /^\/subscriptions\/[^/]+(?:\/resourceGroups\/[^/]+(?:\/providers\/(?!Microsoft\.Authorization\/)[^/]+\/[^/]+\/[^/]+)?)?/i;
