import { useMutation, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { Button, makeStyles, MessageBar, MessageBarBody, Spinner, tokens } from '@fluentui/react-components';
import { useNavigate } from 'react-router';
import type { DeletedBackupInstance } from '#protocol/data-protection.ts';
import { lastName, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupPolicies } from '#resources/backup-policies.ts';
import { deletedInstances } from '#resources/deleted-instances.ts';
import { news } from '#resources/mutation-meta.ts';
import { deleteVault, vaults } from '#resources/vaults.ts';
import { AlertDialog } from '#ui/pane/AlertDialog.tsx';
import { DateTime } from '#ui/text/DateTime.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { ReasonedButton } from '#ui/form/ReasonedButton.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import { deleteReason, hurdlesOf, lastPurge, type Asked, type Hurdle } from './delete-hurdles.ts';

const useStyles = makeStyles({
  refusal: { marginBlockEnd: tokens.spacingVerticalM },
  list: { listStyleType: 'none', margin: `${tokens.spacingVerticalM} 0`, padding: '0' },
  hurdle: { paddingBlock: tokens.spacingVerticalS },
  way: { marginInlineStart: '22px', color: tokens.colorNeutralForeground2 }, // below the words beside the icon
});

interface DeleteVaultDialogProps {
  vaultId: ResourceId;
  /** Why the service would refuse even if the vault were empty: a link may lead here without the right. */
  refusal: string | undefined;
  onClose: () => void;
}

/** What prevents deleting the vault, with ways to remove it; and the question, once nothing does. */
export function DeleteVaultDialog({ vaultId, refusal, onClose }: DeleteVaultDialogProps) {
  const styles = useStyles();
  const instances = useQuery(backupInstances.list(vaultId));
  const softDeleted = useQuery(deletedInstances.list(vaultId));
  const policies = useQuery(backupPolicies.list(vaultId));
  const vault = useQuery({
    ...vaults.byId(vaultId),
    refetchInterval: ({ state }) => (state.data?.properties.removingPoints === undefined ? false : 5_000),
  });
  const deletion = useVaultDeletion(vaultId);
  const name = lastName(vaultId);

  const hurdles = hurdlesOf({
    instances: saidBy(instances),
    softDeleted: saidBy(softDeleted),
    policies: saidBy(policies),
    removing: vault.data?.properties.removingPoints ?? 0,
  });
  const reason = deleteReason(hurdles);
  const failed = [instances, softDeleted, policies].filter(({ isError, data }) => isError && data === undefined);
  const [firstFailed] = failed;
  return (
    <AlertDialog
      title="Delete Backup vault"
      onClose={onClose}
      actions={
        <>
          <ReasonedButton
            appearance="primary"
            icon={deletion.isPending ? <Spinner size="tiny" aria-hidden="true" /> : null}
            disabledReason={refusal ?? reason ?? (deletion.isPending ? 'The vault is being deleted.' : undefined)}
            onClick={() => {
              deletion.mutate();
            }}
          >
            Delete
          </ReasonedButton>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      {refusal !== undefined && (
        <MessageBar intent="warning" layout="multiline" className={styles.refusal}>
          <MessageBarBody>{refusal}</MessageBarBody>
        </MessageBar>
      )}
      {deletion.error && <ProblemBar error={deletion.error} title={`'${name}' was not deleted`} />}
      {reason === undefined ? (
        <>Do you want to delete the Backup vault &apos;{name}&apos;? This can&apos;t be undone.</>
      ) : (
        <>A Backup vault can be deleted once nothing is left in it. This is left in &apos;{name}&apos;:</>
      )}
      <ul className={styles.list} aria-label="What prevents the deletion">
        {hurdles.map((hurdle) => (
          <li key={hurdle.what} className={styles.hurdle}>
            <HurdleLine hurdle={hurdle} vaultId={vaultId} softDeleted={softDeleted.data ?? []} />
          </li>
        ))}
      </ul>
      {firstFailed?.error && (
        <ProblemBar
          title="The contents of the vault could not be read"
          error={firstFailed.error}
          onRetry={() => {
            for (const query of failed) void query.refetch();
          }}
        />
      )}
    </AlertDialog>
  );
}

function saidBy<T>({ data, isError }: UseQueryResult<T[]>): Asked<T> {
  return data ?? (isError ? 'failed' : undefined);
}

const WHAT: Readonly<Record<Hurdle['what'], { one: string; many: string }>> = {
  instances: { one: 'backup instance', many: 'backup instances' },
  softDeleted: { one: 'soft-deleted backup instance', many: 'soft-deleted backup instances' },
  policies: { one: 'backup policy', many: 'backup policies' },
  removing: { one: 'expired recovery point', many: 'expired recovery points' },
};

interface HurdleLineProps {
  hurdle: Hurdle;
  vaultId: ResourceId;
  softDeleted: readonly DeletedBackupInstance[];
}

function HurdleLine({ hurdle, vaultId, softDeleted }: HurdleLineProps) {
  const styles = useStyles();
  const { what, count, hasFailed } = hurdle;
  const { one, many } = WHAT[what];
  if (hasFailed) return <StatusText kind="warning" text={`It is not known whether there are ${many}.`} />;
  if (count === undefined) return <StatusText kind="running" text={`Looking for ${many}…`} />;
  if (count === 0) return <StatusText kind="success" text={`No ${many}`} />;
  return (
    <>
      <StatusText kind="error" text={`${String(count)} ${count === 1 ? one : many}`} />
      <div className={styles.way}>
        {what === 'instances' && (
          <>
            Delete {count === 1 ? 'it with its' : 'them with their'} backup data.{' '}
            <RouteLink inline to={paths.vaultInstances(vaultId)}>
              View backup instances
            </RouteLink>
          </>
        )}
        {what === 'softDeleted' && (
          <>
            {count === 1 ? 'It is kept for some days, and is deleted' : 'They are kept for some days, and are deleted'}{' '}
            for good by <DateTime value={lastPurge(softDeleted)} />. To delete {count === 1 ? 'it' : 'them'} sooner,
            undelete {count === 1 ? 'it' : 'them'}, turn soft delete off in the{' '}
            <RouteLink inline to={paths.vaultProperties(vaultId, 'soft-delete')}>
              properties
            </RouteLink>{' '}
            unless it is always on, and delete {count === 1 ? 'it' : 'them'} again.{' '}
            <RouteLink inline to={paths.vaultInstances(vaultId, { status: 'Soft deleted' })}>
              View soft-deleted instances
            </RouteLink>
          </>
        )}
        {what === 'removing' && (
          <>
            {count === 1 ? 'Its files are' : 'Their files are'} still to be removed from the storage of the vault.
            Nothing is to be done: wait until they are gone. If that does not end, the storage cannot be written to, and
            the log of the server says why.
          </>
        )}
        {what === 'policies' && (
          <>
            A policy can be deleted when no backup instance uses it.{' '}
            <RouteLink inline to={paths.vaultPolicies(vaultId)}>
              View backup policies
            </RouteLink>
          </>
        )}
      </div>
    </>
  );
}

function useVaultDeletion(vaultId: ResourceId) {
  const navigate = useNavigate();
  const body = `'${lastName(vaultId)}'`;
  return useMutation({
    mutationFn: () => deleteVault(vaultId),
    onSuccess: () => navigate(paths.vaults(), { replace: true }),
    meta: news({
      notification: {
        start: { title: 'Deleting Backup vault', body },
        done: { title: 'Backup vault deleted', body },
        failed: (_, error) => ({ title: 'Failed to delete Backup vault', body: `${body}: ${error.message}` }),
      },
      invalidates: [vaults.all()],
    }),
  });
}
