/**
 * The progress of each row's submission. None of it is stored: requests of this page are in the mutation cache, and
 * accepted ones are in the vault's list of backup instances, also after a reload.
 */
import type { BackupInstance } from '#protocol/data-protection.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { hasFailedToProtect } from '#resources/backup-instances.ts';
import { problemOf, type Problem } from '#ui/state/problem-of.ts';

export type Submission =
  /** The vault has not been read yet, and nothing was sent from this page: it may have been sent before a reload. */
  | { state: 'unknown' }
  | { state: 'notSent' }
  /** It is sent as soon as its turn comes. */
  | { state: 'waiting' }
  | { state: 'sending' }
  /** The vault has the instance and protection is being set up. */
  | { state: 'accepted' }
  | { state: 'protected' }
  | { state: 'failed'; refusal: Problem };

/** One request as the mutation cache remembers it; later ones of the same instance come later. */
export interface SentRequest {
  instanceId: ResourceId;
  isPending: boolean;
  error: Error | null;
}

/**
 * Returns the progress of any instance. `instances` is undefined until the vault has been read; `waiting` are the
 * instances whose turn has not come.
 */
export function submissionReader(
  sent: readonly SentRequest[],
  instances: readonly BackupInstance[] | undefined,
  waiting: Iterable<ResourceId> = [],
): (instanceId: ResourceId) => Submission {
  const lastOf = new Map(sent.map((request) => [idKey(request.instanceId), request]));
  const isWaiting = new Set(Array.from(waiting, idKey));
  const instanceOf = new Map(instances?.map((instance) => [idKey(instance.id), instance]));
  return (instanceId) => {
    const last = lastOf.get(idKey(instanceId));
    const instance = instanceOf.get(idKey(instanceId));
    if (last?.isPending) return { state: instance && !hasFailedToProtect(instance) ? 'accepted' : 'sending' };
    // The vault's list counts more than the result of the request: the response may have been lost.
    if (instance && !hasFailedToProtect(instance)) {
      const isSettingUp = instance.properties.currentProtectionState === 'ConfiguringProtection';
      return { state: isSettingUp ? 'accepted' : 'protected' };
    }
    if (last?.error) return { state: 'failed', refusal: problemOf(last.error) };
    if (last) return { state: 'accepted' };
    if (isWaiting.has(idKey(instanceId))) return { state: 'waiting' };
    if (instance) return { state: 'failed', refusal: protectionRefusal(instance) };
    return { state: instances === undefined ? 'unknown' : 'notSent' };
  };
}

/** Why protection could not be set up, from the instance itself. */
export const protectionRefusal = ({ properties }: BackupInstance): Problem =>
  problemOf(
    properties.protectionErrorDetails ??
      properties.protectionStatus.errorDetails ?? {
        message: `Protection ended in the state ${properties.currentProtectionState}.`,
      },
  );

/** Whether the vault has the row's instance: nothing is left to send. */
export const isAccepted = ({ state }: Submission): boolean => state === 'accepted' || state === 'protected';

export interface SubmissionCount {
  total: number;
  /** Accepted by the vault, whether or not protection is set up by now. */
  accepted: number;
  protected: number;
  failed: number;
  waiting: number;
  sending: number;
  notSent: number;
  unknown: number;
}

export function countSubmissions(all: Iterable<Submission>): SubmissionCount {
  const count: SubmissionCount = {
    total: 0,
    accepted: 0,
    protected: 0,
    failed: 0,
    waiting: 0,
    sending: 0,
    notSent: 0,
    unknown: 0,
  };
  for (const submission of all) {
    count.total += 1;
    if (submission.state === 'protected') count.accepted += 1;
    count[submission.state] += 1;
  }
  return count;
}
