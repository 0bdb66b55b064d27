import { useQuery, useQueryClient } from '@tanstack/react-query';
import { makeStyles, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { useMemo, type ReactNode } from 'react';
import { useOutletContext, useParams } from 'react-router';
import { scopeOfLock } from '#protocol/locks.ts';
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';
import { lockIn, placeText } from '#protocol/refusals.ts';
import { lastName, sameId, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { locks } from '#resources/locks.ts';
import { useSubscriptionName } from '#resources/useNames.ts';
import { refreshRefusals, useRefusals } from '#resources/useRefusals.ts';
import { List } from '#ui/list/List.tsx';
import { useList } from '#ui/list/useList.ts';
import { useAddress } from '#ui/page/address.ts';
import { Page } from '#ui/page/Page.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { locksOf } from './lock-form.ts';
import { lockList, lockScopeText } from './lock-list.tsx';

// Loaded when they are opened.
const LockPane = loadedWhenShown(async () => (await import('./LockPane.tsx')).LockPane);
const DeleteLockDialog = loadedWhenShown(async () => (await import('./DeleteLockDialog.tsx')).DeleteLockDialog);

const useStyles = makeStyles({
  intro: { margin: `0 0 ${tokens.spacingVerticalM}`, maxWidth: '800px' }, // a line of comfortable length
  bar: { marginBlockEnd: tokens.spacingVerticalM },
});

const SERVICE = POSTGRES_SERVERS.words.service;

/** **Locks** of the vault or server in the address: at it, above it, and below it. */
function LocksPage() {
  const styles = useStyles();
  const client = useQueryClient();
  const { vaultId, serverId } = useParams();
  const resourceId = vaultId ?? serverId ?? '';
  const name = lastName(resourceId);
  const query = useQuery(locks.at(resourceId));
  const { refused } = useRefusals({ add: lockIn(resourceId) });
  const subscriptionName = useSubscriptionName();
  const { opened, show } = useOpened();
  const close = () => {
    show(undefined);
  };
  const add = {
    onClick: () => {
      show('add');
    },
    disabledReason: refused.add,
  };
  const list = useMemo(() => lockList({ resourceId, subscriptionName }), [resourceId, subscriptionName]);
  const view = useList(list, {
    source: query,
    refresh: () => {
      void query.refetch();
      refreshRefusals(client);
    },
  });
  const lock = query.data?.find(({ id }) => opened.lockId !== undefined && sameId(id, opened.lockId));
  const isMissing = query.data && opened.what !== undefined && opened.what !== 'add' && !lock;
  return (
    <Page
      breadcrumb={[
        { label: 'Home', to: paths.home() },
        ...(vaultId === undefined
          ? [
              { label: `${SERVICE}s`, to: paths.servers() },
              { label: name, to: paths.server(resourceId) },
            ]
          : [
              { label: 'Backup vaults', to: paths.vaults() },
              { label: name, to: paths.vault(resourceId) },
            ]),
      ]}
      title={`${name} | Locks`}
      subtitle={vaultId === undefined ? SERVICE : 'Backup vault'}
      menu={useOutletContext<ReactNode>()}
      commands={[{ key: 'add', label: 'Add', icon: <AddRegular />, primary: true, ...add }, ...view.commands]}
    >
      <p className={styles.intro}>
        A lock prevents everybody, whatever their roles, from deleting or changing the resource and everything in it. It
        applies to users of this page, but not to scheduled backups and expiring recovery points.
      </p>
      {isMissing && (
        <MessageBar intent="warning" className={styles.bar}>
          <MessageBarBody>This lock no longer exists.</MessageBarBody>
        </MessageBar>
      )}
      <List view={view} noneAction={{ label: 'Add lock', ...add }} />
      {opened.what === 'add' && query.data && (
        <LockPane
          scope={resourceId}
          scopeText={name}
          lock={undefined}
          others={locksOf(resourceId, query.data)}
          onClose={close}
        />
      )}
      {opened.what === 'edit' && lock && (
        <LockPane
          key={lock.id}
          scope={scopeOfLock(lock)}
          scopeText={lockScopeText(lock, { resourceId, subscriptionName })}
          lock={lock}
          others={[]}
          onClose={close}
        />
      )}
      {opened.what === 'delete' && lock && (
        <DeleteLockDialog lock={lock} placeText={placeText(scopeOfLock(lock), subscriptionName)} onClose={close} />
      )}
    </Page>
  );
}

/** The open pane or dialog, and its lock: `?pane=edit&lock=…`. */
function useOpened() {
  const address = useAddress<'pane' | 'lock'>();
  const pane = address.get('pane');
  const lockId: ResourceId | undefined = address.get('lock');
  return {
    opened: { what: (['add', 'edit', 'delete'] as const).find((one) => one === pane), lockId },
    show: (what: 'add' | undefined) => {
      address.show({ pane: what, lock: undefined });
    },
  };
}

export { LocksPage as Component };
