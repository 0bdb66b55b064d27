import { Button } from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { ArrowCounterclockwiseRegular } from '@fluentui/react-icons/svg/arrow-counterclockwise';
import { ShieldAddRegular } from '@fluentui/react-icons/svg/shield-add';
import { ShieldCheckmarkRegular } from '@fluentui/react-icons/svg/shield-checkmark';
import { useNavigate, useSearchParams } from 'react-router';
import { paths } from '#paths';
import { CountCards } from '#ui/page/CountCards.tsx';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { GapBar } from '#ui/state/GapBar.tsx';
import { SelectColumns, selectColumns } from '#ui/grid/SelectColumns.tsx';
import { useScopedAddress } from '#ui/page/subscription-scope.ts';
import { useAddressPane } from '#ui/pane/useAddressPane.ts';
import { useColumnChoice } from '#ui/grid/useColumnChoice.ts';
import { CardsSkeleton } from './CardsSkeleton.tsx';
import { CentrePage } from './CentrePage.tsx';
import { ConfigureProtection } from './ConfigureProtection.tsx';
import { DeletedProblem } from './DeletedProblem.tsx';
import { ITEM_COLUMNS } from './item-columns.tsx';
import { ListedItemActions } from './ItemActions.tsx';
import { ListView } from './ListView.tsx';
import type { ProtectedItem } from './protected-items.ts';
import { CENTRE_STATUSES } from './protection-text.ts';
import { Recover } from './Recover.tsx';
import { useProtectedItems } from './useProtectedItems.ts';

/** **Protected items**: the backup instances of every vault, those that are soft deleted among them. */
function ProtectedItemsPage() {
  const items = useProtectedItems();
  const protect = useAddressPane('configure-protection');
  const recover = useAddressPane('recover');
  const { shown, minWidth, choice } = useColumnChoice('protected-items', ITEM_COLUMNS);
  return (
    <CentrePage
      entry="Protected items"
      commands={[
        {
          key: 'protect',
          label: 'Configure protection',
          icon: <ShieldAddRegular />,
          primary: true,
          onClick: protect.open,
        },
        { key: 'recover', label: 'Recover', icon: <ArrowCounterclockwiseRegular />, onClick: recover.open },
        selectColumns(choice),
        { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: items.refreshAll },
      ]}
    >
      <GapBar what="backup instances" gaps={items.gaps} onRetry={items.fillGaps} />
      <DeletedProblem error={items.deletedError} onRetry={items.refreshAll} />
      <ListView
        what={['protected item', 'protected items']}
        list={items}
        columns={shown}
        minWidth={minWidth}
        rowKey={keyOf}
        rowActions={actionsOf}
        filters={FILTERS}
        picture={<ShieldCheckmarkRegular />}
        nothing={<NothingProtected />}
        summary={{ skeleton: <CardsSkeleton />, of: (rows) => <StatusCards rows={rows} /> }}
      />
      <ConfigureProtection />
      <Recover />
      <SelectColumns choice={choice} />
    </CentrePage>
  );
}

function StatusCards({ rows }: { rows: readonly ProtectedItem[] }) {
  const [params, setParams] = useSearchParams();
  return (
    <CountCards
      label="Protected items by status"
      cards={Object.entries(CENTRE_STATUSES).map(([status, kind]) => ({
        key: status,
        kind,
        text: status,
        count: rows.filter((item) => item.status === status).length,
      }))}
      chosen={params.get('status') ?? undefined}
      onChoose={(status) => {
        const next = new URLSearchParams(params);
        if (status === undefined) next.delete('status');
        else next.set('status', status);
        setParams(next, { replace: true });
      }}
    />
  );
}

const FILTERS = [
  { name: 'type', label: 'Datasource type' },
  { name: 'status', label: 'Protection status' },
  { name: 'vault', label: 'Vault' },
] as const;

const keyOf = ({ instance }: ProtectedItem): string => instance.id;
const actionsOf = (item: ProtectedItem) => <ListedItemActions item={item} />;

function NothingProtected() {
  const navigate = useNavigate();
  const scoped = useScopedAddress();
  return (
    <EmptyState
      picture={<ShieldCheckmarkRegular />}
      heading="Nothing is protected yet"
      action={
        <Button appearance="primary" onClick={() => void navigate(scoped(paths.protectableResources()))}>
          View protectable resources
        </Button>
      }
    >
      Configure protection for your servers, and they show here with their backup instances.
    </EmptyState>
  );
}

export { ProtectedItemsPage as Component };
