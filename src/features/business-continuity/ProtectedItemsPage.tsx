import { Button } from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { ShieldAddRegular } from '@fluentui/react-icons/svg/shield-add';
import { ShieldCheckmarkRegular } from '@fluentui/react-icons/svg/shield-checkmark';
import type { ReactNode } from 'react';
import { useNavigate, useOutletContext, useSearchParams } from 'react-router';
import { paths } from '#paths';
import { CountCards } from '#ui/CountCards.tsx';
import { EmptyState } from '#ui/EmptyState.tsx';
import { GapBar } from '#ui/GapBar.tsx';
import { loadedWhenShown } from '#ui/loaded-when-shown.tsx';
import { Loadable } from '#ui/Loadable.tsx';
import { Page } from '#ui/Page.tsx';
import { RowsSkeleton } from '#ui/RowsSkeleton.tsx';
import { CENTRE_CRUMBS, titleOf } from './centre-address.ts';
import { ITEM_COLUMNS } from './item-columns.tsx';
import { ItemActions } from './ItemActions.tsx';
import { ListView } from './ListView.tsx';
import type { ProtectedItem } from './protected-items.ts';
import { CENTRE_STATUSES } from './protection-text.ts';
import { useCentrePane } from './useCentrePane.ts';
import { useProtectedItems } from './useProtectedItems.ts';

const ConfigureProtectionPane = loadedWhenShown(
  async () => (await import('./ConfigureProtectionPane.tsx')).ConfigureProtectionPane,
);

/** **Protected items**: the backup instances of every vault, those that are soft deleted among them. */
function ProtectedItemsPage() {
  const items = useProtectedItems();
  const pane = useCentrePane('configure-protection');
  return (
    <Page
      breadcrumb={CENTRE_CRUMBS}
      title={titleOf('Protected items')}
      menu={useOutletContext<ReactNode>()}
      commands={[
        {
          key: 'protect',
          label: 'Configure protection',
          icon: <ShieldAddRegular />,
          primary: true,
          onClick: pane.open,
        },
        { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: items.refreshAll },
      ]}
    >
      <GapBar what="backup instances" gaps={items.gaps} onRetry={items.fillGaps} />
      <Loadable query={items} skeleton={<RowsSkeleton rows={10} />} what="Protected items">
        {(all) =>
          all.length === 0 && items.isComplete ? (
            <NothingProtected />
          ) : (
            <Items all={all} isArriving={!items.isComplete} />
          )
        }
      </Loadable>
      <ConfigureProtectionPane open={pane.isOpen} onClose={pane.close} />
    </Page>
  );
}

function Items({ all, isArriving }: { all: readonly ProtectedItem[]; isArriving: boolean }) {
  const [params, setParams] = useSearchParams();
  return (
    <>
      <CountCards
        label="Protected items by status"
        cards={Object.entries(CENTRE_STATUSES).map(([status, kind]) => ({
          key: status,
          kind,
          text: status,
          count: all.filter((item) => item.status === status).length,
        }))}
        chosen={params.get('status') ?? undefined}
        onChoose={(status) => {
          const next = new URLSearchParams(params);
          if (status === undefined) next.delete('status');
          else next.set('status', status);
          setParams(next, { replace: true });
        }}
      />
      <ListView
        what={['protected item', 'protected items']}
        rows={all}
        columns={ITEM_COLUMNS}
        rowKey={keyOf}
        rowActions={actionsOf}
        filters={FILTERS}
        minWidth={1000}
        picture={<ShieldCheckmarkRegular />}
        isArriving={isArriving}
      />
    </>
  );
}

const FILTERS = [
  { name: 'type', label: 'Datasource type' },
  { name: 'status', label: 'Protection status' },
  { name: 'vault', label: 'Vault' },
] as const;

const keyOf = ({ instance }: ProtectedItem): string => instance.id;
const actionsOf = (item: ProtectedItem) => <ItemActions item={item} withDetails />;

function NothingProtected() {
  const navigate = useNavigate();
  return (
    <EmptyState
      picture={<ShieldCheckmarkRegular />}
      heading="Nothing is protected yet"
      action={
        <Button appearance="primary" onClick={() => void navigate(paths.protectableResources())}>
          View protectable resources
        </Button>
      }
    >
      Configure protection for your servers, and they show here with their backup instances.
    </EmptyState>
  );
}

export { ProtectedItemsPage as Component };
