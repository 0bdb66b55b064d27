import { CalendarClockRegular } from '@fluentui/react-icons/svg/calendar-clock';
import { ClipboardTaskListLtrRegular } from '@fluentui/react-icons/svg/clipboard-task-list-ltr';
import { DatabaseMultipleRegular } from '@fluentui/react-icons/svg/database-multiple';
import { KeyRegular } from '@fluentui/react-icons/svg/key';
import { LockClosedRegular } from '@fluentui/react-icons/svg/lock-closed';
import { NotebookRegular } from '@fluentui/react-icons/svg/notebook';
import { OptionsRegular } from '@fluentui/react-icons/svg/options';
import { PeopleRegular } from '@fluentui/react-icons/svg/people';
import { TagRegular } from '@fluentui/react-icons/svg/tag';
import { VaultRegular } from '@fluentui/react-icons/svg/vault';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useParams } from 'react-router';
import { lastName, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { vaults } from '#resources/vaults.ts';
import { isNotFound, NotFoundState } from '#ui/state/NotFoundState.tsx';
import { Page } from '#ui/page/Page.tsx';
import { ServiceMenu } from '#ui/page/ServiceMenu.tsx';
import { vaultCrumbs } from './vault-address.ts';

/** Gives the pages of one vault their service menu. */
export function Component() {
  const { vaultId = '' } = useParams();
  const { data, error } = useQuery(vaults.byId(vaultId));
  if (!data && isNotFound(error)) return <NoVault vaultId={vaultId} error={error} />;
  return (
    <Outlet
      context={
        <ServiceMenu
          label="Backup vault"
          groups={[
            {
              items: [
                { label: 'Overview', to: paths.vault(vaultId), icon: <VaultRegular /> },
                { label: 'Activity log', to: paths.vaultLog(vaultId), icon: <NotebookRegular /> },
                { label: 'Access control (IAM)', to: paths.vaultAccess(vaultId), icon: <PeopleRegular /> },
                { label: 'Tags', to: paths.vaultTags(vaultId), icon: <TagRegular /> },
              ],
            },
            {
              heading: 'Settings',
              items: [
                { label: 'Identity', to: paths.vaultIdentity(vaultId), icon: <KeyRegular /> },
                { label: 'Properties', to: paths.vaultProperties(vaultId), icon: <OptionsRegular /> },
                { label: 'Locks', to: paths.vaultLocks(vaultId), icon: <LockClosedRegular /> },
              ],
            },
            {
              heading: 'Manage',
              items: [
                { label: 'Backup instances', to: paths.vaultInstances(vaultId), icon: <DatabaseMultipleRegular /> },
                { label: 'Backup policies', to: paths.vaultPolicies(vaultId), icon: <CalendarClockRegular /> },
              ],
            },
            {
              heading: 'Monitoring + Reporting',
              items: [{ label: 'Backup jobs', to: paths.vaultJobs(vaultId), icon: <ClipboardTaskListLtrRegular /> }],
            },
          ]}
        />
      }
    />
  );
}

/** For all pages of a vault that does not exist. */
function NoVault({ vaultId, error }: { vaultId: ResourceId; error: unknown }) {
  return (
    <Page breadcrumb={vaultCrumbs(vaultId).slice(0, -1)} title={lastName(vaultId)} subtitle="Backup vault">
      <NotFoundState
        what="The Backup vault"
        back={{ to: paths.vaults(), label: 'Go to Backup vaults' }}
        error={error}
      />
    </Page>
  );
}
