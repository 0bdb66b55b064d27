import { useQuery, useQueryClient } from '@tanstack/react-query';
import { makeStyles, tokens } from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { useState, type ReactNode } from 'react';
import { useOutletContext, useParams } from 'react-router';
import type { Vault } from '#protocol/data-protection.ts';
import { isImmutable } from '#protocol/immutability.ts';
import { identityHeldText } from '#protocol/refusals.ts';
import { lastName } from '#protocol/resource-id.ts';
import { roleAssignments } from '#resources/authorization.ts';
import { backupInstances } from '#resources/backup-instances.ts';
import { deletedInstances } from '#resources/deleted-instances.ts';
import { vaults } from '#resources/vaults.ts';
import { CopyButton } from '#ui/page/CopyButton.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { Page } from '#ui/page/Page.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { ReasonedButton } from '#ui/form/ReasonedButton.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import { useFormStyles } from '../form-styles.ts';
import { useChangeRight, useVaultChange } from '../settings/useVaultChange.ts';
import { vaultCrumbs } from '../vault-address.ts';
import { IdentityRoles } from './IdentityRoles.tsx';

// Loaded when it is opened.
const TurnOffDialog = loadedWhenShown(async () => (await import('./TurnOffDialog.tsx')).TurnOffDialog);

const useStyles = makeStyles({
  status: { display: 'inline-flex', alignItems: 'center', columnGap: tokens.spacingHorizontalL },
});

/** **Identity** of one vault: with it the vault signs in to the servers that it backs up. */
function VaultIdentityPage() {
  const { vaultId = '' } = useParams();
  const query = useQuery(vaults.byId(vaultId));
  const client = useQueryClient();
  const refresh = () => {
    void query.refetch();
    void client.invalidateQueries({ queryKey: roleAssignments.all() });
  };
  return (
    <Page
      breadcrumb={vaultCrumbs(vaultId)}
      title={`${lastName(vaultId)} | Identity`}
      subtitle="Backup vault"
      menu={useOutletContext<ReactNode>()}
      commands={[{ key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: refresh }]}
    >
      <Loadable query={query} skeleton={<RowsSkeleton rows={5} />} what="The Backup vault">
        {(vault) => <Identity vault={vault} />}
      </Loadable>
    </Page>
  );
}

/** Why an immutable vault would not let its identity be removed. */
function useHeldIdentity(vault: Vault): string | undefined {
  const isNeeded = isImmutable(vault) && vault.identity?.principalId !== undefined;
  const present = useQuery({ ...backupInstances.list(vault.id), enabled: isNeeded });
  const deleted = useQuery({ ...deletedInstances.list(vault.id), enabled: isNeeded });
  const count = (present.data?.length ?? 0) + (deleted.data?.length ?? 0);
  return isNeeded ? identityHeldText(vault, count > 0) : undefined;
}

function Identity({ vault }: { vault: Vault }) {
  const styles = useStyles();
  const form = useFormStyles();
  const change = useVaultChange(vault.id, 'the system assigned identity');
  const { noChange } = useChangeRight(vault.id);
  const held = useHeldIdentity(vault);
  const [isConfirming, setConfirming] = useState(false);
  const { principalId } = vault.identity ?? {};
  const isOn = principalId !== undefined;
  return (
    <>
      <p className={form.intro}>
        The vault signs in to other resources with this identity. To back up a server, the identity needs roles on it.
      </p>
      {change.error && (
        <div className={form.bar}>
          <ProblemBar title="The identity was not changed" error={change.error} />
        </div>
      )}
      <SummaryList
        heading="System assigned"
        facts={[
          {
            label: 'Status',
            value: (
              <span className={styles.status}>
                <StatusText kind={isOn ? 'success' : 'neutral'} text={isOn ? 'On' : 'Off'} />
                <ReasonedButton
                  size="small"
                  disabledReason={noChange ?? held ?? (change.isPending ? 'The identity is being changed.' : undefined)}
                  onClick={() => {
                    if (isOn) setConfirming(true);
                    else change.mutate({ identity: { type: 'SystemAssigned' } });
                  }}
                >
                  {isOn ? 'Turn off' : 'Turn on'}
                </ReasonedButton>
              </span>
            ),
          },
          ...(isOn
            ? [
                {
                  label: 'Object (principal) ID',
                  value: (
                    <>
                      {principalId} <CopyButton text={principalId} label="Copy object (principal) ID" />
                    </>
                  ),
                },
              ]
            : []),
        ]}
      />
      {isOn ? (
        <IdentityRoles vaultId={vault.id} principalId={principalId} />
      ) : (
        <p className={form.intro}>
          Without an identity the vault cannot reach any server, and every backup fails. Turn it on, and then give it
          the roles that it needs.
        </p>
      )}
      {isConfirming && (
        <TurnOffDialog
          vaultId={vault.id}
          onConfirm={() => {
            setConfirming(false);
            change.mutate({ identity: { type: 'None' } });
          }}
          onClose={() => {
            setConfirming(false);
          }}
        />
      )}
    </>
  );
}

export { VaultIdentityPage as Component };
