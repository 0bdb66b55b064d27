import type { ReactNode } from 'react';
import { useOutletContext, useParams } from 'react-router';
import { lastName } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { AccessControl } from './AccessControl.tsx';

/** **Access control (IAM)** of one vault. */
function VaultAccessPage() {
  const { vaultId = '' } = useParams();
  const name = lastName(vaultId);
  return (
    <AccessControl
      key={vaultId}
      scope={vaultId}
      breadcrumb={[
        { label: 'Home', to: paths.home() },
        { label: 'Backup vaults', to: paths.vaults() },
        { label: name, to: paths.vault(vaultId) },
      ]}
      title={`${name} | Access control (IAM)`}
      subtitle="Backup vault"
      menu={useOutletContext<ReactNode>()}
    />
  );
}

export { VaultAccessPage as Component };
