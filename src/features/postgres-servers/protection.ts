/** The protection of a server. */
import type { BackupInstance } from '#protocol/data-protection.ts';
import { sameId, type ResourceId } from '#protocol/resource-id.ts';

/**
 * The backup instance of the server; undefined when it is not protected. A server has at most one
 * (docs/reference/arm.md#64-refused-at-once).
 */
export const instanceOf = (serverId: ResourceId, all: readonly BackupInstance[]): BackupInstance | undefined =>
  all.find(({ properties }) => sameId(properties.dataSourceInfo.resourceID, serverId));
