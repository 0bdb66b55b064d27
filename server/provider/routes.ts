/** Every route of the provider. */
import { authorizationRoutes } from './resources/authorization.ts';
import { backupRoutes } from './resources/backups.ts';
import { deletedInstanceRoutes } from './resources/deleted-instances.ts';
import { instanceRoutes } from './resources/instances.ts';
import { operationRoutes } from './resources/operations.ts';
import { policyRoutes } from './resources/policies.ts';
import { serverRoutes } from './resources/servers.ts';
import { subscriptionRoutes } from './resources/subscriptions.ts';
import { vaultRoutes } from './resources/vaults.ts';
import type { Route } from './router.ts';

export const routes: readonly Route[] = [
  ...subscriptionRoutes,
  ...authorizationRoutes,
  ...serverRoutes,
  ...vaultRoutes,
  ...policyRoutes,
  ...instanceRoutes,
  ...backupRoutes,
  ...deletedInstanceRoutes,
  ...operationRoutes,
];
