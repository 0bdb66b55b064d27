/** Every URL of the product. A page is loaded when it is visited, and brings the loader that starts its requests. */
import type { QueryClient } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import type { LoaderFunction, RouteObject, ShouldRevalidateFunction } from 'react-router';
import { patterns } from '#paths';
import { NotFound } from './NotFound.tsx';
import { RouteProblem } from './RouteProblem.tsx';
import { Shell } from './shell/Shell.tsx';
import { ShellFallback } from './shell/ShellFallback.tsx';

/** What the module of a page, or of a layout around pages, exports. */
interface PageModule {
  Component: ComponentType;
  /** Makes the loader; it starts requests and does not wait for them. */
  loadWith?: (client: QueryClient) => LoaderFunction;
  /** Whether the loader runs again when the address changes and the page stays. */
  shouldRevalidate?: ShouldRevalidateFunction;
}

/** The route table over one query client. */
export function routes(client: QueryClient): RouteObject[] {
  const lazy = (load: () => Promise<PageModule>) => async () => {
    const { Component, loadWith, shouldRevalidate } = await load();
    return {
      Component,
      ...(loadWith && { loader: loadWith(client) }),
      ...(shouldRevalidate && { shouldRevalidate }),
    };
  };
  const page = (path: string, load: () => Promise<PageModule>): RouteObject => ({ path, lazy: lazy(load) });
  const layout = (load: () => Promise<PageModule>, children: RouteObject[]): RouteObject => ({
    lazy: lazy(load),
    children,
  });

  const activityLog = () => import('../features/activity-log/ActivityLogPage.tsx');
  const locks = () => import('../features/locks/LocksPage.tsx');
  const pages: RouteObject[] = [
    page(patterns.home, () => import('./home/HomePage.tsx')),
    layout(
      () => import('../features/business-continuity/BusinessContinuityLayout.tsx'),
      [
        page(patterns.businessContinuity, () => import('../features/business-continuity/OverviewPage.tsx')),
        page(patterns.protectableResources, () => import('../features/business-continuity/ProtectablePage.tsx')),
        page(patterns.protectedItems, () => import('../features/business-continuity/ProtectedItemsPage.tsx')),
        page(patterns.protectedItem, () => import('../features/business-continuity/ProtectedItemPage.tsx')),
        page(patterns.protectionPolicies, () => import('../features/business-continuity/PoliciesPage.tsx')),
        page(patterns.protectionVaults, () => import('../features/business-continuity/VaultsPage.tsx')),
        page(patterns.jobs, () => import('../features/backup-jobs/JobsPage.tsx')),
        page(patterns.alerts, () => import('../features/business-continuity/AlertsPage.tsx')),
      ],
    ),
    page(patterns.backupCenter, () => import('../features/backup-center/BackupCenterPage.tsx')),
    page(patterns.job, () => import('../features/backup-jobs/JobPage.tsx')),
    page(patterns.vaults, () => import('../features/vaults/VaultsPage.tsx')),
    // Before the pages of a vault, whose names its steps share.
    page(patterns.createVault, () => import('../features/vaults/create/CreateVaultPage.tsx')),
    layout(
      () => import('../features/vaults/VaultLayout.tsx'),
      [
        page(patterns.vault, () => import('../features/vaults/VaultOverviewPage.tsx')),
        page(patterns.vaultLog, activityLog),
        page(patterns.vaultAccess, () => import('../features/access-control/VaultAccessPage.tsx')),
        page(patterns.vaultTags, () => import('../features/vaults/VaultTagsPage.tsx')),
        page(patterns.vaultLocks, locks),
        page(patterns.vaultIdentity, () => import('../features/vaults/identity/VaultIdentityPage.tsx')),
        page(patterns.vaultProperties, () => import('../features/vaults/properties/VaultPropertiesPage.tsx')),
        page(patterns.vaultInstances, () => import('../features/vaults/VaultInstancesPage.tsx')),
        page(patterns.vaultPolicies, () => import('../features/vaults/VaultPoliciesPage.tsx')),
        page(patterns.vaultJobs, () => import('../features/backup-jobs/VaultJobsPage.tsx')),
      ],
    ),
    page(patterns.createPolicy, () => import('../features/backup-policies/CreatePolicyPage.tsx')),
    page(patterns.policy, () => import('../features/backup-policies/BackupPolicyPage.tsx')),
    layout(
      () => import('../features/backup-instance/InstanceLayout.tsx'),
      [
        page(patterns.instance, () => import('../features/backup-instance/BackupInstancePage.tsx')),
        page(patterns.instanceLog, activityLog),
        page(patterns.instanceJobs, () => import('../features/backup-jobs/InstanceJobsPage.tsx')),
      ],
    ),
    page(patterns.restore, () => import('../features/restore/RestorePage.tsx')),
    page(patterns.servers, () => import('../features/postgres-servers/ServersPage.tsx')),
    page(patterns.connectServer, () => import('../features/postgres-servers/connect/ConnectServerPage.tsx')),
    page(patterns.serverConnection, () => import('../features/postgres-servers/connect/EditConnectionPage.tsx')),
    layout(
      () => import('../features/postgres-servers/ServerLayout.tsx'),
      [
        page(patterns.server, () => import('../features/postgres-servers/ServerOverviewPage.tsx')),
        page(patterns.serverLog, activityLog),
        page(patterns.serverLocks, locks),
        page(patterns.serverVaultedBackups, () => import('../features/postgres-servers/VaultedBackupsPage.tsx')),
      ],
    ),
    page(patterns.configureBackup, () => import('../features/configure-backup/ConfigureBackupPage.tsx')),
    page(patterns.deploy, () => import('../features/deploy-template/DeployTemplatePage.tsx')),
    { path: '*', element: <NotFound /> },
  ];

  return [
    {
      element: <Shell />,
      // For a failure of the frame itself; pages have their own, inside it.
      errorElement: <RouteProblem />,
      HydrateFallback: ShellFallback,
      children: [{ errorElement: <RouteProblem />, children: pages }],
    },
  ];
}
