/**
 * How far the submission of each row has come. Nothing of it is stored: what was sent from this page is in the mutation
 * cache, and what the vault took is in its list of backup instances, also after a reload.
 */
import type { BackupInstance, ProtectionState } from '#protocol/data-protection.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { problemOf, type Problem } from '#ui/problem-of.ts';

export type Submission =
  | { state: 'notSent' }
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

const BAD_STATES: readonly ProtectionState[] = ['ProtectionError', 'ConfiguringProtectionFailed'];

export function submissionOf(
  instanceId: ResourceId,
  sent: readonly SentRequest[],
  instances: readonly BackupInstance[],
): Submission {
  const key = idKey(instanceId);
  const last = sent.findLast((request) => idKey(request.instanceId) === key);
  const instance = instances.find((each) => idKey(each.id) === key);
  if (last?.isPending) {
    return { state: instance && !isBad(instance) ? 'accepted' : 'sending' };
  }
  if (last?.error) return { state: 'failed', refusal: problemOf(last.error) };
  if (instance) return instanceSubmission(instance);
  return { state: last ? 'accepted' : 'notSent' };
}

function instanceSubmission(instance: BackupInstance): Submission {
  if (isBad(instance)) return { state: 'failed', refusal: protectionRefusal(instance) };
  return { state: instance.properties.currentProtectionState === 'ConfiguringProtection' ? 'accepted' : 'protected' };
}

/** Why protection could not be set up, as the instance itself tells. */
export const protectionRefusal = ({ properties }: BackupInstance): Problem =>
  problemOf(
    properties.protectionErrorDetails ??
      properties.protectionStatus.errorDetails ?? {
        message: `Protection ended in the state ${properties.currentProtectionState}.`,
      },
  );

export const isBad = (instance: BackupInstance): boolean =>
  BAD_STATES.includes(instance.properties.currentProtectionState);

/** Whether the vault has the row's instance: nothing is left to send. */
export const isAccepted = ({ state }: Submission): boolean => state === 'accepted' || state === 'protected';

/** Whether the row may be sent (again). */
export const canSend = ({ state }: Submission): boolean => state === 'notSent' || state === 'failed';
