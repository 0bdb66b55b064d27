/** Every route of the provider. */
import { activityLogRoutes } from './resources/activity-log.ts';
import { authorizationRoutes } from './resources/authorization.ts';
import { backupRoutes } from './resources/backups.ts';
import { deletedInstanceRoutes } from './resources/deleted-instances.ts';
import { deploymentRoutes } from './resources/deployments.ts';
import { instanceRoutes } from './resources/instances.ts';
import { lockRoutes } from './resources/locks.ts';
import { operationRoutes } from './resources/operations.ts';
import { policyRoutes } from './resources/policies.ts';
import { protectionChangeRoutes } from './resources/protection-changes.ts';
import { proofRoutes } from './resources/proofs.ts';
import { providerRoutes } from './resources/providers.ts';
import { roleDefinitionRoutes } from './resources/role-definitions.ts';
import { restoreRoutes } from './resources/restores.ts';
import { serverConnectionRoutes } from './resources/server-connections.ts';
import { serverRoutes } from './resources/servers.ts';
import { storageRoutes } from './resources/storage-accounts.ts';
import { subscriptionRoutes } from './resources/subscriptions.ts';
import { vaultRoutes } from './resources/vaults.ts';
import type { Route } from './router.ts';

export const routes: readonly Route[] = [
  ...subscriptionRoutes,
  ...providerRoutes,
  ...authorizationRoutes,
  ...roleDefinitionRoutes,
  ...lockRoutes,
  ...deploymentRoutes,
  ...serverRoutes,
  ...serverConnectionRoutes,
  ...storageRoutes,
  ...vaultRoutes,
  ...policyRoutes,
  ...instanceRoutes,
  ...protectionChangeRoutes,
  ...backupRoutes,
  ...restoreRoutes,
  ...proofRoutes,
  ...deletedInstanceRoutes,
  ...operationRoutes,
  ...activityLogRoutes,
];
