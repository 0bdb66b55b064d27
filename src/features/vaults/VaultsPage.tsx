import { AddRegular } from '@fluentui/react-icons/svg/add';
import { ShieldAddRegular } from '@fluentui/react-icons/svg/shield-add';
import { useMemo } from 'react';
import { paths } from '#paths';
import { useGathered } from '#resources/useGathered.ts';
import { useNames } from '#resources/useNames.ts';
import { vaults } from '#resources/vaults.ts';
import { List } from '#ui/list/List.tsx';
import { useList } from '#ui/list/useList.ts';
import { Page } from '#ui/page/Page.tsx';
import { VAULT_LIST, vaultRow } from './vault-list.tsx';

/** **Backup vaults**: every vault that the person may see. */
function VaultsPage() {
  const query = useGathered(vaults.gathered());
  const names = useNames();
  const data = useMemo(() => query.data?.map((vault) => vaultRow(vault, names)), [query.data, names]);
  const gaps = [{ what: 'Backup vaults', gaps: query.gaps, onRetry: query.fillGaps }];
  const view = useList(VAULT_LIST, { source: { ...query, data, gaps } });
  return (
    <Page
      breadcrumb={[{ label: 'Home', to: paths.home() }]}
      title="Backup vaults"
      commands={[
        { key: 'create', label: 'Create', icon: <AddRegular />, to: paths.createVault(), primary: true },
        { key: 'configure', label: 'Configure backup', icon: <ShieldAddRegular />, to: paths.configureBackup() },
        ...view.commands,
      ]}
    >
      <List view={view} noneAction={{ label: 'Create Backup vault', to: paths.createVault() }} />
    </Page>
  );
}

export { VaultsPage as Component };
