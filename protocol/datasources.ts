/** Functions that page, provider and mocks use on a datasource of any type (decision 32). */
import type { RoleNeed } from './authorization.ts';
import type { DatasourceResource, DatasourceType } from './datasource-type.ts';
import { DATASOURCE_TYPES } from './datasource-types.ts';
import { parseResourceId, type ResourceId } from './resource-id.ts';

/** The description of a type, in any case; undefined for one that is not backed up here. */
export const datasourceTypeNamed = (type: string): DatasourceType | undefined =>
  DATASOURCE_TYPES.find((each) => each.type.toLowerCase() === type.toLowerCase());

/** The description of the type that a resource has by its id. */
export const datasourceTypeOf = (resourceId: ResourceId): DatasourceType | undefined =>
  datasourceTypeNamed(parseResourceId(resourceId)?.type ?? '');

/** The type as addresses and drafts write it; undefined for the default. */
export const writtenType = (type: string): string | undefined =>
  sameType(type, DATASOURCE_TYPES[0].type) ? undefined : datasourceTypeNamed(type)?.type;

/** The inverse: the type for what an address or draft holds. */
export const typeWritten = (type: string | undefined | null): DatasourceType =>
  datasourceTypeNamed(type ?? '') ?? DATASOURCE_TYPES[0];

/** Whether both are the same type. */
export const sameType = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** What a vault's identity needs to back a resource up (docs/reference/arm.md#71-roles-needed). */
export const backupRoleNeeds = (resourceId: ResourceId): RoleNeed[] =>
  datasourceTypeOf(resourceId)?.roleNeeds(resourceId) ?? [];

/** Why no vault can take the resource, in a sentence; undefined when one can. The service has the last word. */
export const protectabilityProblem = (resource: DatasourceResource): string | undefined =>
  datasourceTypeNamed(resource.type)?.unfitness(resource)?.sentence;

/** The name that clients of the service give an instance (docs/reference/arm.md#61-names). */
export function instanceNameFor(resourceId: ResourceId, guid: string): string {
  const name = parseResourceId(resourceId)?.name ?? 'server';
  return (datasourceTypeOf(resourceId) ?? DATASOURCE_TYPES[0]).instanceNameOf(name, guid);
}
