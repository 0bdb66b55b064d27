/**
 * Backup instances: what they are made of, their states, and what a server is refused for
 * (docs/reference/arm.md#6-instances).
 */
import {
  INSTANCE_TYPE,
  type BackupInstance,
  type BackupInstanceInput,
  type Datasource,
  type ProtectionState,
  type ProvisioningState,
} from '#protocol/data-protection.ts';
import { DATASOURCE_TYPES } from '#protocol/datasource-types.ts';
import { datasourceTypeOf, sameType } from '#protocol/datasources.ts';
import { ErrorCode, type UserFacingError } from '#protocol/errors.ts';
import type { BackupPolicyProperties } from '#protocol/policy.ts';
import { parseResourceId, sameRegion, type ResourceId } from '#protocol/resource-id.ts';
import { invalidField } from '../body.ts';
import type { ProblemInput } from '../fault.ts';
import type { InstanceRecord } from '../records.ts';

/** Throws a 400 that names the field when the datasource is none that is backed up here, or not in the vault's region. */
export function checkDatasource(input: BackupInstanceInput, vaultLocation: string, path: string): void {
  const { resourceID, datasourceType, resourceType, resourceLocation } = input.dataSourceInfo;
  const field = (name: string): string => `${path}.dataSourceInfo.${name}`;
  const type = datasourceTypeOf(resourceID)?.type;
  if (type === undefined) {
    const known = DATASOURCE_TYPES.map((each) => `'${each.type}'`).join(' or ');
    throw invalidField(field('resourceID'), `It must be the id of a resource of type ${known}.`);
  }
  for (const [name, given] of Object.entries({ datasourceType, resourceType })) {
    if (given !== undefined && !sameType(given, type)) throw invalidField(field(name), `It must be '${type}'.`);
  }
  if (resourceLocation !== undefined && !sameRegion(resourceLocation, vaultLocation)) {
    throw invalidField(field('resourceLocation'), regionMismatch(resourceLocation, vaultLocation));
  }
}

/** Throws a 400 that names the field when the policy is for datasources of another type. */
export function checkPolicyFits(
  { datasourceTypes }: BackupPolicyProperties,
  resourceId: ResourceId,
  path: string,
): void {
  const type = datasourceTypeOf(resourceId)?.type ?? '';
  if (datasourceTypes.some((each) => sameType(each, type))) return;
  throw invalidField(`${path}.policyInfo.policyId`, `It must be the id of a policy for datasources of type '${type}'.`);
}

export const regionMismatch = (serverLocation: string, vaultLocation: string): string =>
  `The server is in ${serverLocation}, the vault is in ${vaultLocation}. Select servers in the vault's region.`;

/** A new instance as the first response shows it. Null inputs are absent (docs/reference/arm.md#66-configure). */
export function newInstance(vaultId: ResourceId, name: string, input: BackupInstanceInput): BackupInstance {
  const { dataSourceSetInfo } = input;
  return {
    properties: {
      friendlyName: input.friendlyName,
      dataSourceInfo: datasource(input.dataSourceInfo, 'Datasource'),
      ...(dataSourceSetInfo && { dataSourceSetInfo: datasource(dataSourceSetInfo, 'DatasourceSet') }),
      policyInfo: { policyId: input.policyInfo.policyId },
      protectionStatus: { status: 'ConfiguringProtection' },
      currentProtectionState: 'ConfiguringProtection',
      provisioningState: 'Provisioning',
      objectType: 'BackupInstance',
    },
    id: `${vaultId}/backupInstances/${name}`,
    name,
    type: INSTANCE_TYPE,
  };
}

function datasource(given: Datasource, objectType: string): Datasource {
  const type = datasourceTypeOf(given.resourceID)?.type ?? '';
  return {
    resourceID: given.resourceID,
    resourceUri: given.resourceUri ?? given.resourceID,
    datasourceType: given.datasourceType ?? type,
    resourceName: given.resourceName ?? parseResourceId(given.resourceID)?.name ?? '',
    resourceType: given.resourceType ?? type,
    ...(given.resourceLocation !== undefined && { resourceLocation: given.resourceLocation }),
    objectType: given.objectType ?? objectType,
  };
}

/** The instance in another state of protection. */
export function inState(
  instance: BackupInstance,
  state: ProtectionState,
  provisioningState: ProvisioningState = 'Succeeded',
): BackupInstance {
  const properties = { ...instance.properties };
  delete properties.protectionErrorDetails;
  return {
    ...instance,
    properties: {
      ...properties,
      protectionStatus: { status: state },
      currentProtectionState: state,
      provisioningState,
    },
  };
}

/** The instance after protection could not be configured (docs/reference/arm.md#66-configure). */
export const configurationFailed = (instance: BackupInstance, error: UserFacingError): BackupInstance => ({
  ...instance,
  properties: {
    ...instance.properties,
    currentProtectionState: 'ProtectionError',
    provisioningState: 'Failed',
    protectionStatus: { status: 'ConfiguringProtectionFailed', errorDetails: error },
    protectionErrorDetails: error,
  },
});

const status = ({ resource }: InstanceRecord): ProtectionState => resource.properties.protectionStatus.status;

/**
 * Whether the instance keeps its server from being protected by another one. One whose configuration failed does not:
 * nothing is protected by it, and the person may try again under another name.
 */
export const holdsDatasource = (record: InstanceRecord): boolean => status(record) !== 'ConfiguringProtectionFailed';

/** Whether the instance can be configured (again) from the start. */
export const canBeConfigured = (record: InstanceRecord): boolean => !holdsDatasource(record);

/** Whether backups can be made. */
export const isProtected = (record: InstanceRecord): boolean => status(record) === 'ProtectionConfigured';

const CHANGING: readonly ProtectionState[] = ['ConfiguringProtection', 'UpdatingProtection', 'SoftDeleting'];

/** Whether an operation on the instance is on its way: it is left alone until that has ended. */
export const isChanging = (record: InstanceRecord): boolean => CHANGING.includes(status(record));

/** See docs/reference/arm.md#31-shapes. */
export const alreadyProtected = (vaultId: ResourceId, instanceName: string): ProblemInput => ({
  code: ErrorCode.alreadyProtected,
  message: `Datasource is already protected under the Backup vault ${vaultId}.`,
  recommendedAction: [
    `Delete the backup instance ${instanceName} from the Backup vault ${vaultId} to re-protect the datasource in any other vault.`,
  ],
});

/** Something else is being done with the instance. */
export const instanceIsBusy = (name: string, state: ProtectionState): ProblemInput => ({
  code: 'UserErrorBackupInstanceOperationInProgress',
  message: `Another operation is in progress on the backup instance ${name}; its state is ${state}.`,
  recommendedAction: ['Wait until the operation is complete, and then try again.'],
});

/** See docs/reference/arm.md#32-service-codes. */
export const backupIsRunning = (name: string): ProblemInput => ({
  code: ErrorCode.operationLimit,
  message: `A backup or restore of the backup instance ${name} is running. Only one can run at a time.`,
  recommendedAction: ['Please try once the current job is complete.'],
});

/** A backup was requested while nothing is protected. */
export const notProtected = (name: string, state: ProtectionState): ProblemInput => ({
  code: 'UserErrorBackupInstanceNotProtected',
  message: `The backup instance ${name} is in the state ${state}. Backups can be made in the state ProtectionConfigured.`,
  recommendedAction: ['Configure or resume protection, and then try again.'],
});
