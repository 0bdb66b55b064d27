/** Which occurrences raise an alert, and what it says. Pure. */
import type { AlertName } from '#protocol/alerts.ts';
import type { Job, Vault } from '#protocol/data-protection.ts';
import { proofIn } from '#protocol/proof.ts';
import { idKey, lastName, type ResourceId } from '#protocol/resource-id.ts';
import { alert, type RaisedAlert } from './alert-rules.ts';
import type { Occurrence } from './occurrences.ts';

/** The alert that an occurrence raises. `vault` may have turned off the alerts for failed jobs. */
export function alertOf(occurrence: Occurrence, now: Date, vault: Vault | undefined): RaisedAlert | undefined {
  const { vaultId } = occurrence;
  const time = now.toISOString();
  switch (occurrence.kind) {
    case 'jobEnded':
      return isSilent(vault) ? undefined : failedJob(occurrence.job, vaultId, time);
    case 'pointDamaged': {
      const { instanceId, point, message } = occurrence;
      return alert({
        ...{ id: `damaged ${idKey(point.id)}`, name: 'Damaged Restore Point', time, vaultId, instanceId },
        item: lastName(instanceId),
        message: `The restore point of ${point.properties.recoveryPointTime} is damaged: ${message}`,
        recommendedAction: ['Run a new backup, and check the disk that holds the vaults and who can write to it.'],
      });
    }
    case 'dataDeleted': {
      const { instance, purgeAt } = occurrence;
      const end = purgeAt === undefined ? 'They cannot be recovered.' : `They are kept until ${purgeAt}.`;
      return alert({
        ...{
          id: `deleted ${idKey(instance.id)} ${time}`,
          name: 'Delete Backup Data',
          time,
          vaultId,
          instanceId: instance.id,
        },
        item: instance.properties.friendlyName,
        message: `The backup instance and its restore points were deleted. ${end}`,
        recommendedAction: [
          'If nobody meant to do that: undelete it while its data is kept, and read the activity log for who did.',
        ],
      });
    }
    case 'protectionFailed': {
      const { id, properties } = occurrence.instance;
      const error = properties.protectionErrorDetails ?? properties.protectionStatus.errorDetails;
      return alert({
        ...{ id: `protection ${idKey(id)} ${time}`, name: 'Protection Failure', time, vaultId, instanceId: id },
        item: properties.friendlyName,
        message: error?.message ?? `The server is not protected: ${properties.currentProtectionState}.`,
        recommendedAction: error?.recommendedAction ?? ['Open the backup instance and choose Fix protection error.'],
      });
    }
  }
}

const isSilent = (vault: Vault | undefined): boolean =>
  vault?.properties.monitoringSettings.azureMonitorAlertSettings.alertsForAllJobFailures.toLowerCase() === 'disabled';

function failedJob(job: Job, vaultId: ResourceId, time: string): RaisedAlert | undefined {
  const { status, backupInstanceFriendlyName, backupInstanceId, errorDetails, extendedInfo } = job.properties;
  if (status !== 'Failed') return undefined;
  const error = errorDetails?.[0];
  const { Attempt: attempt, NextAttempt: again } = extendedInfo?.additionalDetails ?? {};
  // A run that is tried every two hours for a week is told of when it first fails, and when it is given up.
  if (attempt !== undefined && again !== undefined) return undefined;
  return alert({
    ...{ id: `job ${job.name}`, name: failureOf(job), time, vaultId, instanceId: backupInstanceId, jobId: job.name },
    item: backupInstanceFriendlyName,
    message: `${error?.code ?? 'Failed'}: ${error?.message ?? 'The job failed.'}${again === undefined ? '' : ` It is tried again at ${again}.`}`,
    recommendedAction: error?.recommendedAction ?? [],
  });
}

function failureOf(job: Job): AlertName {
  if (proofIn(job)) return 'Proof Failure';
  return /restore/i.test(job.properties.operationCategory) ? 'Restore Failure' : 'Backup Failure';
}
