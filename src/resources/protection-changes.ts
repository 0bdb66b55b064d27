/**
 * Stopping, resuming and changing the protection of a backup instance (docs/reference/arm.md#67-change-policy,
 * #92-stop-and-resume).
 */
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import type { BackupInstance, BackupInstanceInput } from '#protocol/data-protection.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { configureProtection } from './backup-instances.ts';

const options = { apiVersion: API_VERSIONS.dataProtection };

/** What happens to the recovery points when backups stop. */
export type StopRetention = 'forever' | 'asPolicy';

/** Stops backups; `retention` says how long the existing recovery points are kept. */
export const stopBackups = (instanceId: ResourceId, retention: StopRetention): Promise<unknown> =>
  arm.post(`${instanceId}/${retention === 'forever' ? 'stopProtection' : 'suspendBackups'}`, undefined, options);

/** Resumes backups, in whichever way they were stopped. */
export const resumeBackups = (instanceId: ResourceId): Promise<unknown> =>
  arm.post(`${instanceId}/resumeProtection`, undefined, options);

/** Puts the instance under another policy of its vault; existing recovery points keep their retention. */
export const changePolicy = (instance: BackupInstance, policyId: ResourceId): Promise<BackupInstance> =>
  configureProtection(instance.id, inputOf(instance, policyId));

/**
 * The request with which the instance was made: the same PUT configures it again (docs/reference/arm.md#66-configure).
 */
export const inputOf = (
  { properties }: BackupInstance,
  policyId: ResourceId = properties.policyInfo.policyId,
): BackupInstanceInput => ({
  objectType: 'BackupInstance',
  friendlyName: properties.friendlyName,
  dataSourceInfo: properties.dataSourceInfo,
  ...(properties.dataSourceSetInfo && { dataSourceSetInfo: properties.dataSourceSetInfo }),
  policyInfo: { policyId },
});
