import { useQuery, useQueryClient } from '@tanstack/react-query';
import { makeStyles, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { DatabaseMultipleRegular } from '@fluentui/react-icons/svg/database-multiple';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { EditRegular } from '@fluentui/react-icons/svg/edit';
import { useParams } from 'react-router';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { deletionOfPolicy } from '#protocol/refusals.ts';
import { lastName, sameId, type ResourceId } from '#protocol/resource-id.ts';
import { paths, policyIdOf } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupPolicies } from '#resources/backup-policies.ts';
import { refreshRefusals, useRefusals } from '#resources/useRefusals.ts';
import type { Command } from '#ui/page/CommandBar.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { useAddress } from '#ui/page/address.ts';
import { Page } from '#ui/page/Page.tsx';
import { inUseText } from '#ui/text/policy-text.ts';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { AssociatedItems } from './AssociatedItems.tsx';
import { PolicyDetails } from './PolicyDetails.tsx';

const RetentionPreview = loadedWhenShown(
  async () => (await import('./preview/RetentionPreview.tsx')).RetentionPreview,
  <RowsSkeleton rows={8} />,
);
// Loaded when it is opened.
const DeletePolicyDialog = loadedWhenShown(async () => (await import('./DeletePolicyDialog.tsx')).DeletePolicyDialog);

const useStyles = makeStyles({
  sections: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalXXL },
});

/** One backup policy: when it runs, how long it keeps points, and what it protects. */
function BackupPolicyPage() {
  const styles = useStyles();
  const { vaultId = '', policyName = '' } = useParams();
  const policyId = policyIdOf(vaultId, policyName);
  const address = useAddress<'dialog'>();
  const query = useQuery(backupPolicies.byId(policyId));
  const users = useQuery({
    ...backupInstances.list(vaultId),
    select: (all: BackupInstance[]) => all.filter(({ properties }) => sameId(properties.policyInfo.policyId, policyId)),
  });
  const client = useQueryClient();
  const { refused, isPending } = useRefusals({ delete: deletionOfPolicy(policyId) });
  const deleteReason = reasonNotToDelete(query.data !== undefined, users.data?.length) ?? refused.delete;
  const isDeleteOpen = address.get('dialog') === 'delete';
  const openDelete = (isOpen: boolean) => {
    address.show({ dialog: isOpen ? 'delete' : undefined });
  };
  return (
    <Page
      breadcrumb={crumbs(vaultId)}
      title={query.data?.name ?? policyName}
      subtitle="Backup policy"
      closeTo={paths.vaultPolicies(vaultId)}
      commands={[
        {
          key: 'edit',
          label: 'Edit',
          icon: <EditRegular />,
          disabledReason:
            "Policies for this datasource type can't be changed. Create a new policy and assign it to the backup instances.",
        },
        {
          key: 'delete',
          label: 'Delete',
          icon: <DeleteRegular />,
          onClick: () => openDelete(true),
          disabledReason: deleteReason,
        },
        {
          key: 'items',
          label: 'Associated items',
          icon: <DatabaseMultipleRegular />,
          to: paths.policyItems(policyId),
        },
        {
          key: 'refresh',
          label: 'Refresh',
          icon: <ArrowClockwiseRegular />,
          onClick: () => {
            void query.refetch();
            void users.refetch();
            refreshRefusals(client);
          },
        } satisfies Command,
      ]}
    >
      <Loadable
        query={query}
        skeleton={<RowsSkeleton rows={12} />}
        what="The backup policy"
        back={{ to: paths.vaultPolicies(vaultId), label: 'Go to the backup policies of the vault' }}
      >
        {(policy) => (
          <div className={styles.sections}>
            {/* A link may open the question when the policy cannot be deleted. */}
            {isDeleteOpen && deleteReason !== undefined && (
              <MessageBar intent="warning" layout="multiline">
                <MessageBarBody>The backup policy cannot be deleted. {deleteReason}</MessageBarBody>
              </MessageBar>
            )}
            <PolicyDetails policy={policy} vaultId={vaultId} />
            <AssociatedItems query={users} policy={policy.properties} />
            <RetentionPreview policy={policy.properties} />
            {isDeleteOpen && !isPending && deleteReason === undefined && (
              <DeletePolicyDialog vaultId={vaultId} policy={policy} onClose={() => openDelete(false)} />
            )}
          </div>
        )}
      </Loadable>
    </Page>
  );
}

function reasonNotToDelete(isLoaded: boolean, uses: number | undefined): string | undefined {
  if (!isLoaded) return 'The backup policy is not loaded.';
  // The service refuses as well, so an unknown number does not have to stop the person.
  return uses === undefined || uses === 0 ? undefined : inUseText(uses);
}

const crumbs = (vaultId: ResourceId) => [
  { label: 'Home', to: paths.home() },
  { label: 'Backup vaults', to: paths.vaults() },
  { label: `${lastName(vaultId)} | Backup policies`, to: paths.vaultPolicies(vaultId) },
];

export { BackupPolicyPage as Component };
