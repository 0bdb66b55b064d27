import type { BackupInstanceInput } from '#protocol/data-protection.ts';
import type { DatasourceResource } from '#protocol/datasource-type.ts';
import { datasourceTypeOf } from '#protocol/datasources.ts';
import type { ResourceId } from '#protocol/resource-id.ts';

/**
 * The backup instance that readiness checks, and that Configure backup makes (docs/reference/arm.md#62-datasource,
 * #63-check).
 */
export const backupInstanceInput = (
  server: Pick<DatasourceResource, 'id' | 'name' | 'location'>,
  policyId: ResourceId,
  friendlyName: string,
): BackupInstanceInput => ({
  objectType: 'BackupInstance',
  friendlyName,
  dataSourceInfo: {
    objectType: 'Datasource',
    datasourceType: typeOf(server.id),
    resourceType: typeOf(server.id),
    resourceID: server.id,
    resourceName: server.name,
    resourceLocation: server.location,
    resourceUri: server.id,
  },
  dataSourceSetInfo: null,
  policyInfo: { policyId, policyParameters: null },
});

const typeOf = (id: ResourceId): string => datasourceTypeOf(id)?.type ?? '';
