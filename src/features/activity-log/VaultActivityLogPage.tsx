import { useParams } from 'react-router';
import { paths } from '#paths';
import { ActivityLogPage } from './ActivityLogPage.tsx';

/** **Activity log** of one vault, with its backup instances and policies. */
export function Component() {
  const { vaultId = '' } = useParams();
  return (
    <ActivityLogPage
      resourceId={vaultId}
      kind="Backup vault"
      breadcrumb={[
        { label: 'Home', to: paths.home() },
        { label: 'Backup vaults', to: paths.vaults() },
        { label: vaultId.split('/').at(-1) ?? vaultId, to: paths.vault(vaultId) },
      ]}
    />
  );
}
