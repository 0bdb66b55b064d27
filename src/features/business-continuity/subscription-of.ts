/** Which subscription counts for the scope: the datasource's, else its own. */
import type { BackupInstance, DeletedBackupInstance, Job } from '#protocol/data-protection.ts';
import type { ResourceId } from '#protocol/resource-id.ts';

/** `/subscriptions/{id}/…` */
const subscriptionOf = (id: ResourceId): string => id.split('/', 3)[2] ?? '';

export const ofResource = ({ id }: { id: ResourceId }): string => subscriptionOf(id);

export const ofInstance = ({ properties }: BackupInstance | DeletedBackupInstance): string =>
  subscriptionOf(properties.dataSourceInfo.resourceID);

export const ofJob = ({ properties }: Job): string => properties.sourceSubscriptionID;

export const ofRow = ({ subscriptionId }: { subscriptionId: string }): string => subscriptionId;
