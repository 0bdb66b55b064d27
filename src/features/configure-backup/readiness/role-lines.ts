import { needKey, ROLE_IDS, type RoleNeed } from '#protocol/authorization.ts';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { missingOf, type Readiness } from './verdict.ts';

export interface RoleLine extends RoleNeed {
  /** What the role allows the vault to do. */
  permission: string;
  status: 'Missing' | 'Granted' | 'Waiting';
}

const PERMISSIONS: Record<string, string | undefined> = {
  [ROLE_IDS.longTermRetentionBackup]: 'Prepare, start and follow long-term retention backups',
  [ROLE_IDS.reader]: 'Read the server, its resource group and role assignments',
};

/** Both roles with their known states; empty when the problem is not about roles. */
export function roleLines(readiness: Readiness, serverId: ResourceId): RoleLine[] {
  const statusOf = statusIn(readiness);
  if (!statusOf) return [];
  return backupRoleNeeds(serverId).map((need) => ({
    ...need,
    permission: PERMISSIONS[need.roleId] ?? need.roleName,
    status: statusOf(need),
  }));
}

function statusIn(readiness: Readiness): ((need: RoleNeed) => RoleLine['status']) | undefined {
  switch (readiness.state) {
    case 'roleAssignmentNotDone':
    case 'userCannotAssignRoles': {
      const missing = new Set(missingOf(readiness).map(needKey));
      return (need) => (missing.has(needKey(need)) ? 'Missing' : 'Granted');
    }
    case 'assigning':
    case 'propagating':
    case 'slow':
      return () => 'Waiting';
    default:
      return undefined;
  }
}
