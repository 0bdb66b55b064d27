import { ArrowCounterclockwiseRegular } from '@fluentui/react-icons/svg/arrow-counterclockwise';
import { ShieldAddRegular } from '@fluentui/react-icons/svg/shield-add';
import { ShieldCheckmarkRegular } from '@fluentui/react-icons/svg/shield-checkmark';
import { paths } from '#paths';
import type { ListDeclaration } from '#ui/list/useList.ts';
import { GROUP_FILTER, LOCATION_FILTER } from '#ui/list/places.ts';
import { useAddress } from '#ui/page/address.ts';
import { CountCards } from '#ui/page/CountCards.tsx';
import { useScopedAddress } from '#ui/page/subscription-scope.ts';
import { useAddressPane } from '#ui/pane/useAddressPane.ts';
import { CardsSkeleton } from './CardsSkeleton.tsx';
import { CenterList, useCenterList } from './CenterList.tsx';
import { CenterPage } from './CenterPage.tsx';
import { ConfigureProtection } from './ConfigureProtection.tsx';
import { DeletedProblem } from './DeletedProblem.tsx';
import { ITEM_COLUMNS } from './item-columns.tsx';
import { ListedItemActions } from './ItemActions.tsx';
import type { ProtectedItem } from './protected-items.ts';
import { CENTRE_STATUSES } from './protection-text.ts';
import { Recover } from './Recover.tsx';
import { useProtectedItems } from './useProtectedItems.ts';

/** **Protected items**: the backup instances of every vault, including soft deleted ones. */
function ProtectedItemsPage() {
  const items = useProtectedItems();
  const scoped = useScopedAddress();
  const protect = useAddressPane('configure-protection');
  const recover = useAddressPane('recover');
  const view = useCenterList(LIST, {
    source: { ...items, gaps: [{ what: 'backup instances', gaps: items.gaps, onRetry: items.fillGaps }] },
    refresh: items.refreshAll,
  });
  return (
    <CenterPage
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
        ...view.commands,
      ]}
    >
      <DeletedProblem error={items.deletedError} onRetry={items.refreshAll} />
      <CenterList
        view={view}
        noneAction={{ label: 'View protectable resources', to: scoped(paths.protectableResources()) }}
        summary={{ skeleton: <CardsSkeleton />, of: (rows) => <StatusCards rows={rows} /> }}
      />
      <ConfigureProtection />
      <Recover />
    </CenterPage>
  );
}

function StatusCards({ rows }: { rows: readonly ProtectedItem[] }) {
  const address = useAddress<'status'>();
  return (
    <CountCards
      label="Protected items by status"
      cards={Object.entries(CENTRE_STATUSES).map(([status, kind]) => ({
        key: status,
        kind,
        text: status,
        count: rows.filter((item) => item.status === status).length,
      }))}
      chosen={address.get('status')}
      onChoose={(status) => {
        address.replace({ status });
      }}
    />
  );
}

const LIST: ListDeclaration<ProtectedItem> = {
  id: 'protected-items',
  what: ['protected item', 'protected items'],
  columns: ITEM_COLUMNS,
  rowKey: ({ instance }) => instance.id,
  order: { columnId: 'name', direction: 'ascending' },
  search: { placeholder: 'Filter by name', in: ({ name }) => [name] },
  filters: [
    { id: 'type', label: 'Datasource type', of: ({ type }) => type },
    { id: 'status', label: 'Protection status', of: ({ status }) => status },
    { id: 'vault', label: 'Vault', of: ({ vault }) => vault },
    GROUP_FILTER,
    LOCATION_FILTER,
  ],
  rowMenu: (item) => <ListedItemActions item={item} />,
  picture: <ShieldCheckmarkRegular />,
  none: {
    heading: 'Nothing is protected yet',
    text: 'Configure protection for your servers, and they are listed here with their backup instances.',
  },
};

export { ProtectedItemsPage as Component };
