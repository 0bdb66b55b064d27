/**
 * The kinds of work in one union: what each is given, in which lane it waits, and how long it may stand still. A kind
 * without one of these, or without its handler (`perform.ts`), is none to the compiler.
 */
import type { ProofOperation } from '#protocol/proof.ts';
import { parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import type { LaneName } from './lanes.ts';

/** What ends an operation, whose name this is. */
interface OfOperation {
  operation: string;
}

interface OfInstance {
  instanceId: ResourceId;
}

/** The operation that began a job says at once that it succeeded; a schedule has none. */
interface OfJob extends Partial<OfOperation> {
  jobId: ResourceId;
}

/** JSON texts: ids, never secrets. */
interface Payloads {
  settleVault: OfOperation & { vaultId: ResourceId };
  /** The deletion that it is: whoever asks twice has the same. */
  deleteVault: OfOperation & { vaultId: ResourceId; deletion: string };
  /** What is left of a vault that is gone, in a storage that it had. */
  forgetVault: { vaultId: ResourceId; storage: string };
  validateForBackup: OfOperation & { vaultId: ResourceId; serverId: ResourceId };
  configureProtection: OfOperation & OfInstance;
  startProtection: OfInstance;
  changePolicy: OfOperation & OfInstance & { policyId: ResourceId };
  /** Protection states: from what it changes, and to what. */
  changeProtection: OfOperation & OfInstance & { from: string; to: string };
  /** The protection state that comes back when it fails. */
  deleteInstance: OfOperation & OfInstance & { from: string };
  undeleteInstance: OfOperation & OfInstance;
  /** The time that was set when this item was enqueued. */
  purgeInstance: OfInstance & { purgeAt: string };
  backup: OfJob;
  runSchedule: OfInstance;
  /** The request is JSON. */
  validateRestore: OfOperation & OfInstance & { request: string };
  restore: OfJob;
  /** With `madeBefore`, once more at each end of a point that was made by then: its own item has run in vain. */
  expirePoints: OfInstance & { madeBefore?: string };
  /** All points of the vault, or the one. */
  holdPoints: { vaultId: ResourceId; pointId?: ResourceId };
  /** The key of a `CatalogueChange`. */
  describe: { document: string };
  /** What the points of the vault lack of copies in its second storage. */
  copyPoints: { vaultId: ResourceId };
  copyPoint: OfInstance & { pointId: ResourceId };
  prove: OfJob & { proof: ProofOperation };
  runProofs: OfInstance;
  /** The so-many-th item of a deployment. */
  deploy: OfOperation & { deploymentId: ResourceId; step: string };
  forgetOperations: object;
  forgetEvents: object;
  notify: { notification: string };
}

export type WorkName = keyof Payloads;

/** A name of something that some kind is given. */
export type PayloadField = { [Name in WorkName]: keyof Payloads[Name] }[WorkName];

interface Envelope {
  /** The same id is never enqueued twice. */
  id: string;
  /** Not before this time (ISO 8601). */
  notBefore?: string;
  /** The server of somebody else that the work is at: only a few items of one server are done at once (`lanes.ts`). */
  serverId?: ResourceId;
  /** The storage beside the data folder that the work is at: the same holds for it. `placed-work.ts` fills it in. */
  atStorage?: string;
}

export type WorkItemOf<Name extends WorkName> = {
  [Each in Name]: Envelope & { kind: Each; payload: Payloads[Each] };
}[Name];

/** What a queue holds, whatever its kind. */
export type WorkItem = WorkItemOf<WorkName>;

/** What is handed over with an operation; id and operation are filled in by `startOperation`. */
export type WorkOfOperation = {
  [Name in WorkName]: 'operation' extends keyof Payloads[Name]
    ? { kind: Name; payload: Omit<Payloads[Name], 'operation'>; serverId?: ResourceId }
    : never;
}[WorkName];

/** What each kind may be ended with when it does not move; how long that is, `domain/stall-limits.ts` says. */
export type StallLimit = 'backup' | 'verify' | 'restore' | 'drill' | 'expiry' | 'copy' | 'check' | 'deployment';

interface Standing<Name extends WorkName> {
  lane: LaneName;
  /** Which deadline without progress holds for it. */
  limit: StallLimit | ((payload: Payloads[Name]) => StallLimit);
}

const STANDINGS: { readonly [Name in WorkName]: Standing<Name> } = {
  settleVault: { lane: 'short', limit: 'check' },
  deleteVault: { lane: 'short', limit: 'check' },
  forgetVault: { lane: 'expiry', limit: 'expiry' },
  validateForBackup: { lane: 'checks', limit: 'check' },
  configureProtection: { lane: 'checks', limit: 'check' },
  startProtection: { lane: 'short', limit: 'check' },
  changePolicy: { lane: 'short', limit: 'check' },
  changeProtection: { lane: 'short', limit: 'check' },
  deleteInstance: { lane: 'expiry', limit: 'expiry' },
  undeleteInstance: { lane: 'short', limit: 'check' },
  purgeInstance: { lane: 'expiry', limit: 'expiry' },
  backup: { lane: 'long', limit: 'backup' },
  runSchedule: { lane: 'schedules', limit: 'check' },
  validateRestore: { lane: 'checks', limit: 'check' },
  restore: { lane: 'long', limit: 'restore' },
  expirePoints: { lane: 'expiry', limit: 'expiry' },
  holdPoints: { lane: 'expiry', limit: 'expiry' },
  describe: { lane: 'documents', limit: 'check' },
  copyPoints: { lane: 'short', limit: 'check' },
  copyPoint: { lane: 'copies', limit: 'copy' },
  prove: { lane: 'proofs', limit: ({ proof }) => (proof === 'Verify' ? 'verify' : 'drill') },
  runProofs: { lane: 'schedules', limit: 'check' },
  deploy: { lane: 'deployments', limit: 'deployment' },
  forgetOperations: { lane: 'short', limit: 'check' },
  forgetEvents: { lane: 'short', limit: 'check' },
  notify: { lane: 'notices', limit: 'check' },
};

/** Whether it is a kind that this version knows: a queue outlives versions. */
export const isWorkName = (kind: string): kind is WorkName => Object.hasOwn(STANDINGS, kind);

/** The server or the storage that the work is at, in lower case; undefined for neither. */
export const placeOf = ({ serverId, atStorage }: Pick<Envelope, 'serverId' | 'atStorage'>): string | undefined =>
  (serverId ?? (atStorage === undefined ? undefined : `storage ${atStorage}`))?.toLowerCase();

/** Whose server the work is at; no subscription is kept waiting by the servers of another. */
export const subscriptionOf = ({ serverId }: Pick<Envelope, 'serverId'>): string | undefined =>
  parseResourceId(serverId ?? '')?.subscriptionId.toLowerCase();

/** Where an item waits. One of another version is quickly recognised as unknown: it waits in the lane of short work. */
export const laneOf = (kind: string): LaneName => (isWorkName(kind) ? STANDINGS[kind].lane : 'short');

export function limitOf<Name extends WorkName>({
  kind,
  payload,
}: Pick<WorkItemOf<Name>, 'kind' | 'payload'>): StallLimit {
  const { limit }: Standing<Name> = STANDINGS[kind];
  return typeof limit === 'string' ? limit : limit(payload);
}
