/**
 * Every URL of the product. The code of a page is loaded when it is visited, and its first queries start at the same
 * time.
 */
import type { QueryClient } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import type { LoaderFunctionArgs, Params, RouteObject } from 'react-router';
import { patterns } from '#paths';
import { firstQueries } from './first-queries.ts';
import { NotFound } from './NotFound.tsx';
import { RouteProblem } from './RouteProblem.tsx';
import { Shell } from './shell/Shell.tsx';
import { ShellFallback } from './shell/ShellFallback.tsx';

/** The exports of the module of a page, or of a layout around pages. */
interface PageModule {
  Component: ComponentType;
}

/** For a page that waits for something before it is shown. */
interface OpenedModule extends PageModule {
  /** Once for each visit; the page reads the result by `useLoaderData`. */
  open: () => Promise<unknown>;
}

/** The route table over one query client. */
export function routes(client: QueryClient): RouteObject[] {
  const startFirst = (name: keyof typeof patterns, { params, request }: LoaderFunctionArgs): void => {
    // The page shows the error; it runs the same query.
    for (const query of firstQueries[name]?.(client, { params, search: new URL(request.url).searchParams }) ?? [])
      query.catch(() => undefined);
  };
  const page = (name: keyof typeof patterns, load: () => Promise<PageModule>): RouteObject => ({
    path: patterns[name],
    lazy: load,
    // A loader makes every step of a wizard wait for a moment, so only the routes that start something have one.
    ...(firstQueries[name] && {
      loader: (visit) => {
        startFirst(name, visit);
        return null;
      },
      // Another filter is not another page, nor is another step of a wizard.
      shouldRevalidate: ({ currentParams, nextParams }) => placeOf(currentParams) !== placeOf(nextParams),
    }),
  });
  const opened = (name: keyof typeof patterns, load: () => Promise<OpenedModule>): RouteObject => ({
    path: patterns[name],
    lazy: async () => ({ Component: (await load()).Component }),
    loader: async (visit) => {
      startFirst(name, visit);
      return (await load()).open();
    },
    shouldRevalidate: () => false,
  });
  const layout = (load: () => Promise<PageModule>, children: RouteObject[]): RouteObject => ({ lazy: load, children });

  const activityLog = () => import('../features/activity-log/ActivityLogPage.tsx');
  const locks = () => import('../features/locks/LocksPage.tsx');
  const pages: RouteObject[] = [
    page('home', () => import('./home/HomePage.tsx')),
    layout(
      () => import('../features/business-continuity/BusinessContinuityLayout.tsx'),
      [
        page('businessContinuity', () => import('../features/business-continuity/OverviewPage.tsx')),
        page('protectableResources', () => import('../features/business-continuity/ProtectablePage.tsx')),
        page('protectedItems', () => import('../features/business-continuity/ProtectedItemsPage.tsx')),
        page('protectedItem', () => import('../features/business-continuity/ProtectedItemPage.tsx')),
        page('protectionPolicies', () => import('../features/business-continuity/PoliciesPage.tsx')),
        page('protectionVaults', () => import('../features/business-continuity/VaultsPage.tsx')),
        page('jobs', () => import('../features/backup-jobs/JobsPage.tsx')),
        page('alerts', () => import('../features/business-continuity/AlertsPage.tsx')),
      ],
    ),
    page('backupCenter', () => import('../features/backup-center/BackupCenterPage.tsx')),
    page('job', () => import('../features/backup-jobs/JobPage.tsx')),
    page('vaults', () => import('../features/vaults/VaultsPage.tsx')),
    // Before the pages of a vault, because its steps use the same names.
    page('createVault', () => import('../features/vaults/create/CreateVaultPage.tsx')),
    layout(
      () => import('../features/vaults/VaultLayout.tsx'),
      [
        page('vault', () => import('../features/vaults/VaultOverviewPage.tsx')),
        page('vaultLog', activityLog),
        page('vaultAccess', () => import('../features/access-control/VaultAccessPage.tsx')),
        page('vaultTags', () => import('../features/vaults/VaultTagsPage.tsx')),
        page('vaultLocks', locks),
        page('vaultIdentity', () => import('../features/vaults/identity/VaultIdentityPage.tsx')),
        page('vaultProperties', () => import('../features/vaults/properties/VaultPropertiesPage.tsx')),
        page('vaultInstances', () => import('../features/vaults/VaultInstancesPage.tsx')),
        page('vaultPolicies', () => import('../features/vaults/VaultPoliciesPage.tsx')),
        page('vaultJobs', () => import('../features/backup-jobs/VaultJobsPage.tsx')),
      ],
    ),
    page('createPolicy', () => import('../features/backup-policies/CreatePolicyPage.tsx')),
    page('policy', () => import('../features/backup-policies/BackupPolicyPage.tsx')),
    layout(
      () => import('../features/backup-instance/InstanceLayout.tsx'),
      [
        page('instance', () => import('../features/backup-instance/BackupInstancePage.tsx')),
        page('instanceLog', activityLog),
        page('instanceJobs', () => import('../features/backup-jobs/InstanceJobsPage.tsx')),
      ],
    ),
    page('restore', () => import('../features/restore/RestorePage.tsx')),
    page('servers', () => import('../features/postgres-servers/ServersPage.tsx')),
    page('connectServer', () => import('../features/postgres-servers/connect/ConnectServerPage.tsx')),
    page('serverConnection', () => import('../features/postgres-servers/connect/EditConnectionPage.tsx')),
    layout(
      () => import('../features/postgres-servers/ServerLayout.tsx'),
      [
        page('server', () => import('../features/postgres-servers/ServerOverviewPage.tsx')),
        page('serverLog', activityLog),
        page('serverLocks', locks),
        page('serverVaultedBackups', () => import('../features/postgres-servers/VaultedBackupsPage.tsx')),
      ],
    ),
    opened('configureBackup', () => import('../features/configure-backup/ConfigureBackupPage.tsx')),
    page('deploy', () => import('../features/deploy-template/DeployTemplatePage.tsx')),
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

const placeOf = ({ step: _, ...params }: Params): string => JSON.stringify(params);
