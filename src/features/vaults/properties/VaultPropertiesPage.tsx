import { useQuery } from '@tanstack/react-query';
import { makeStyles, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { useState, type ComponentType, type ReactNode } from 'react';
import { useOutletContext, useParams } from 'react-router';
import type { Vault } from '#protocol/data-protection.ts';
import { lastName, type ResourceId } from '#protocol/resource-id.ts';
import { backupInstances } from '#resources/backup-instances.ts';
import { deletedInstances } from '#resources/deleted-instances.ts';
import { vaultStorages } from '#resources/vault-storages.ts';
import { vaults } from '#resources/vaults.ts';
import { Loadable } from '#ui/state/Loadable.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { useAddress } from '#ui/page/address.ts';
import { Page } from '#ui/page/Page.tsx';
import { ReasonedButton } from '#ui/form/ReasonedButton.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { useChangeRight } from '../settings/useVaultChange.ts';
import { vaultCrumbs } from '../vault-address.ts';
import type { SettingPaneProps } from './SettingPane.tsx';
import { settingPaneIn, vaultSettings, type SettingPaneKey, type VaultSetting } from './vault-setting-list.ts';

// Loaded when they are opened.
const PANES: Readonly<Record<SettingPaneKey, ComponentType<SettingPaneProps>>> = {
  'soft-delete': loadedWhenShown(async () => (await import('./SoftDeletePane.tsx')).SoftDeletePane),
  immutability: loadedWhenShown(async () => (await import('./ImmutabilityPane.tsx')).ImmutabilityPane),
  'cross-region-restore': loadedWhenShown(
    async () => (await import('./CrossRegionRestorePane.tsx')).CrossRegionRestorePane,
  ),
  'cross-subscription-restore': loadedWhenShown(
    async () => (await import('./CrossSubscriptionRestorePane.tsx')).CrossSubscriptionRestorePane,
  ),
  proof: loadedWhenShown(async () => (await import('./ProofPane.tsx')).ProofPane),
  'second-storage': loadedWhenShown(async () => (await import('./SecondStoragePane.tsx')).SecondStoragePane),
  alerts: loadedWhenShown(async () => (await import('./AlertsPane.tsx')).AlertsPane),
};

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalM, maxWidth: '800px' },
  card: {
    display: 'grid',
    gridTemplateColumns: '1fr auto',
    alignItems: 'start',
    columnGap: tokens.spacingHorizontalL,
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL}`,
    border: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusSmall,
  },
  title: {
    margin: '0',
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
  text: { margin: `${tokens.spacingVerticalXXS} 0 0` },
  secondary: { color: tokens.colorNeutralForeground2 },
});

/** **Properties** of one vault. */
function VaultPropertiesPage() {
  const { vaultId = '' } = useParams();
  const query = useQuery(vaults.byId(vaultId));
  return (
    <Page
      breadcrumb={vaultCrumbs(vaultId)}
      title={`${lastName(vaultId)} | Properties`}
      subtitle="Backup vault"
      menu={useOutletContext<ReactNode>()}
      commands={[
        { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: () => void query.refetch() },
      ]}
    >
      <Loadable query={query} skeleton={<RowsSkeleton rows={12} />} what="The Backup vault">
        {(vault) => <Settings vault={vault} />}
      </Loadable>
    </Page>
  );
}

function Settings({ vault }: { vault: Vault }) {
  const styles = useStyles();
  const address = useAddress<'pane'>();
  const protectedItems = useProtectedItems(vault.id);
  const { noChange, isPending } = useChangeRight(vault.id);
  const show = (pane: SettingPaneKey | undefined) => {
    address.show({ pane });
  };
  const { data: storages = [] } = useQuery(vaultStorages.told());
  const settings = vaultSettings(vault, protectedItems, storages);
  // A link may name a pane of a setting that can no longer be changed. An open one stays, and shows why it was refused.
  const wanted = settingPaneIn(address.get('pane'));
  const isChangeable = !isPending && noChange === undefined && settings.some(({ change }) => change?.pane === wanted);
  const [shown, setShown] = useState<SettingPaneKey>();
  if (wanted !== shown && (wanted === undefined || isChangeable)) setShown(wanted);
  const Pane = shown && PANES[shown];
  return (
    <div className={styles.list}>
      {noChange !== undefined && (
        <MessageBar intent="info" layout="multiline">
          <MessageBarBody>You can look at these settings, but not change them. {noChange}</MessageBarBody>
        </MessageBar>
      )}
      {settings.map((setting) => (
        <SettingCard key={setting.title} setting={setting} disabledReason={noChange} onChange={show} />
      ))}
      {Pane && (
        <Pane
          vault={vault}
          onClose={() => {
            show(undefined);
          }}
        />
      )}
    </div>
  );
}

interface SettingCardProps {
  setting: VaultSetting;
  disabledReason: string | undefined;
  onChange: (pane: SettingPaneKey) => void;
}

function SettingCard({ setting, disabledReason, onChange }: SettingCardProps) {
  const styles = useStyles();
  const { title, value, meaning, change, fixedBecause } = setting;
  return (
    <section className={styles.card} aria-label={title}>
      <div>
        <h2 className={styles.title}>{title}</h2>
        <p className={styles.text}>{value}</p>
        <p className={`${styles.text} ${styles.secondary}`}>{meaning}</p>
        {fixedBecause !== undefined && <p className={`${styles.text} ${styles.secondary}`}>{fixedBecause}</p>}
      </div>
      {change && (
        <ReasonedButton
          size="small"
          aria-label={`${change.label} ${title.toLowerCase()}`}
          disabledReason={disabledReason}
          onClick={() => {
            onChange(change.pane);
          }}
        >
          {change.label}
        </ReasonedButton>
      )}
    </section>
  );
}

/** How many items are in the vault, including deleted ones that it keeps; undefined until it is known. */
function useProtectedItems(vaultId: ResourceId): number | undefined {
  const { data: present } = useQuery(backupInstances.list(vaultId));
  const { data: deleted } = useQuery(deletedInstances.list(vaultId));
  return present && present.length + (deleted?.length ?? 0);
}

export { VaultPropertiesPage as Component };
