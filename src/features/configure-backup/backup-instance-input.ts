import type { BackupInstanceInput } from '#protocol/data-protection.ts';
import { SERVER_TYPE, type PostgresServer } from '#protocol/postgres.ts';
import type { ResourceId } from '#protocol/resource-id.ts';

/**
 * The backup instance that readiness is asked for, and that Configure backup makes
 * (docs/reference/arm.md#62-datasource, #63-check).
 */
export const backupInstanceInput = (
  server: Pick<PostgresServer, 'id' | 'name' | 'location'>,
  policyId: ResourceId,
  friendlyName: string,
): BackupInstanceInput => ({
  objectType: 'BackupInstance',
  friendlyName,
  dataSourceInfo: {
    objectType: 'Datasource',
    datasourceType: SERVER_TYPE,
    resourceType: SERVER_TYPE,
    resourceID: server.id,
    resourceName: server.name,
    resourceLocation: server.location,
    resourceUri: server.id,
  },
  dataSourceSetInfo: null,
  policyInfo: { policyId, policyParameters: null },
});
