import { useQuery, useQueryClient } from '@tanstack/react-query';
import { makeStyles, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { LockClosedRegular } from '@fluentui/react-icons/svg/lock-closed';
import { useState, type ReactNode } from 'react';
import { useOutletContext, useParams, useSearchParams } from 'react-router';
import type { ManagementLock } from '#protocol/authorization.ts';
import { scopeOfLock } from '#protocol/locks.ts';
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';
import { lockIn, placeText, unlockingOf } from '#protocol/refusals.ts';
import { lastName, sameId, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { locks } from '#resources/locks.ts';
import { subscriptionNames, subscriptions } from '#resources/subscriptions.ts';
import { refreshRefusals, useRefusals } from '#resources/useRefusals.ts';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { Grid } from '#ui/grid/Grid.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { Page } from '#ui/page/Page.tsx';
import { ReasonedButton } from '#ui/form/ReasonedButton.tsx';
import { RowMenu } from '#ui/grid/RowMenu.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { useAddressSort } from '#ui/grid/useAddressSort.ts';
import { lockColumns, lockScopeText } from './lock-columns.tsx';
import { locksOf } from './lock-form.ts';

// Loaded when they are opened.
const LockPane = loadedWhenShown(async () => (await import('./LockPane.tsx')).LockPane);
const DeleteLockDialog = loadedWhenShown(async () => (await import('./DeleteLockDialog.tsx')).DeleteLockDialog);

const useStyles = makeStyles({
  intro: { margin: `0 0 ${tokens.spacingVerticalM}`, maxWidth: '800px' }, // a line of comfortable length
  bar: { marginBlockEnd: tokens.spacingVerticalM },
});

const SERVICE = POSTGRES_SERVERS.words.service;

/** **Locks** of one vault or server, whichever the address names: at it, above it, and at what lies in it. */
function LocksPage() {
  const styles = useStyles();
  const client = useQueryClient();
  const { vaultId, serverId } = useParams();
  const resourceId = vaultId ?? serverId ?? '';
  const name = lastName(resourceId);
  const query = useQuery(locks.at(resourceId));
  const { refused } = useRefusals({ add: lockIn(resourceId) });
  const { data: subscriptionName = asItIs } = useQuery({ ...subscriptions.list(), select: subscriptionNames });
  const order = useAddressSort({ columnId: 'name', direction: 'ascending' });
  const { opened, open, close } = useOpened();
  const add = () => {
    open('add');
  };
  const facts = { resourceId, subscriptionName };
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
      commands={[
        { key: 'add', label: 'Add', icon: <AddRegular />, primary: true, onClick: add, disabledReason: refused.add },
        {
          key: 'refresh',
          label: 'Refresh',
          icon: <ArrowClockwiseRegular />,
          onClick: () => {
            void query.refetch();
            refreshRefusals(client);
          },
        },
      ]}
    >
      <p className={styles.intro}>
        A lock keeps everybody, whatever their roles, from deleting or changing what it locks and everything in it. It
        holds for who uses this page, and not for what a schedule or the end of a retention does.
      </p>
      <Loadable query={query} skeleton={<RowsSkeleton rows={3} />} what="The locks">
        {(all) => {
          const lock = all.find(({ id }) => opened.lockId !== undefined && sameId(id, opened.lockId));
          const isMissing = opened.what !== undefined && opened.what !== 'add' && !lock;
          return (
            <>
              {isMissing && (
                <MessageBar intent="warning" className={styles.bar}>
                  <MessageBarBody>There is no such lock any more.</MessageBarBody>
                </MessageBar>
              )}
              {all.length === 0 ? (
                <EmptyState
                  picture={<LockClosedRegular />}
                  heading="No locks"
                  action={
                    <ReasonedButton appearance="primary" disabledReason={refused.add} onClick={add}>
                      Add lock
                    </ReasonedButton>
                  }
                >
                  Nothing keeps who has the right to from deleting this resource. Add a lock to protect it from
                  mistakes.
                </EmptyState>
              ) : (
                <Grid
                  ariaLabel="Locks"
                  columns={lockColumns(facts)}
                  rows={all}
                  rowKey={({ id }) => id}
                  {...order}
                  minWidth={680}
                  rowActions={(each) => <LockRowMenu lock={each} />}
                />
              )}
              {opened.what === 'add' && (
                <LockPane
                  scope={resourceId}
                  scopeText={name}
                  lock={undefined}
                  others={locksOf(resourceId, all)}
                  onClose={close}
                />
              )}
              {opened.what === 'edit' && lock && (
                <LockPane
                  key={lock.id}
                  scope={scopeOfLock(lock)}
                  scopeText={lockScopeText(lock, facts)}
                  lock={lock}
                  others={[]}
                  onClose={close}
                />
              )}
              {opened.what === 'delete' && lock && (
                <DeleteLockDialog
                  lock={lock}
                  placeText={placeText(scopeOfLock(lock), subscriptionName)}
                  onClose={close}
                />
              )}
            </>
          );
        }}
      </Loadable>
    </Page>
  );
}

/** As long as the names are not known. */
const asItIs = (subscriptionId: string): string => subscriptionId;

/** Who may change a lock is asked where it stands, which may be far above the page. */
function LockRowMenu({ lock }: { lock: ManagementLock }) {
  const [params] = useSearchParams();
  const [isOpened, setOpened] = useState(false);
  const scope = scopeOfLock(lock);
  const { refused } = useRefusals({ edit: lockIn(scope), delete: unlockingOf(scope) }, isOpened);
  return (
    <RowMenu
      label={lock.name}
      onShown={() => {
        setOpened(true);
      }}
      items={[
        { label: 'Edit', to: addressOf(params, 'edit', lock), disabledReason: refused.edit },
        { label: 'Delete', to: addressOf(params, 'delete', lock), disabledReason: refused.delete },
      ]}
    />
  );
}

type Opened = 'add' | 'edit' | 'delete';

/** On the page as it is: `?pane=edit&lock=…`. */
function addressOf(params: URLSearchParams, what: Opened, { id }: ManagementLock): string {
  const next = new URLSearchParams(params);
  next.set('pane', what);
  next.set('lock', id);
  return `?${next.toString()}`;
}

/** The pane or the question that the address names, and the lock that it is about. */
function useOpened() {
  const [params, setParams] = useSearchParams();
  const pane = params.get('pane');
  const what = (['add', 'edit', 'delete'] as const).find((one) => one === pane);
  const go = (wanted: Opened | undefined) => {
    const next = new URLSearchParams(params);
    next.delete('lock');
    if (wanted === undefined) next.delete('pane');
    else next.set('pane', wanted);
    setParams(next, { replace: wanted === undefined });
  };
  const lockId: ResourceId | undefined = params.get('lock') ?? undefined;
  return {
    opened: { what, lockId },
    open: go,
    close: () => {
      go(undefined);
    },
  };
}

export { LocksPage as Component };
