/** The request of a form without problems. Pure. */
import type { BackupInstance } from '#protocol/data-protection.ts';
import { SERVER_TARGET, type RestoreRequest } from '#protocol/restore.ts';
import { containerIdIn, containerUrl } from '#protocol/storage.ts';
import { accountOf, containerOf, databaseTargets, prefixOf, type RestoreFacts } from './restore-choices.ts';
import type { RestoreForm } from './restore-form.ts';
import { parametersProblems } from './restore-problems.ts';

/** The request; undefined as long as something is missing. */
export function restoreRequest(form: RestoreForm, facts: RestoreFacts): RestoreRequest | undefined {
  const { point, instance } = facts;
  if (!point || !instance || parametersProblems(form, facts).length > 0) return undefined;
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
