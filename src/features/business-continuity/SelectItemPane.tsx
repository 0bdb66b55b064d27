import { Button } from '@fluentui/react-components';
import { DatabaseRegular } from '@fluentui/react-icons/svg/database';
import { useMemo, useState } from 'react';
import type { ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import type { GatheredList } from '#resources/useGathered.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { FilterPills, type FilterPill } from '#ui/grid/FilterPills.tsx';
import { Grid } from '#ui/grid/Grid.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { SearchField } from '#ui/grid/SearchField.tsx';
import { CentreLink } from './CentreLink.tsx';
import { RECOVERABLE_COLUMNS } from './item-columns.tsx';
import type { ProtectedItem } from './protected-items.ts';
import type { Recoverable } from './recover.ts';

interface SelectItemPaneProps {
  query: Pick<GatheredList<unknown>, 'error' | 'refetch' | 'isFetching' | 'dataUpdatedAt'> & {
    data: Recoverable | undefined;
  };
  /** More items are on their way. */
  isArriving: boolean;
  chosen: ResourceId | undefined;
  onChoose: (id: ResourceId) => void;
  onClose: () => void;
}

/** **Select Protected item**: what there is to restore, over all vaults. */
export function SelectItemPane({ query, isArriving, chosen, onChoose, onClose }: SelectItemPaneProps) {
  const [ticked, setTicked] = useState(chosen);
  return (
    <ContextPane
      title="Select Protected item"
      size="large"
      layout="fill"
      open
      onClose={onClose}
      footer={
        <>
          <Button
            appearance="primary"
            disabledFocusable={ticked === undefined}
            onClick={() => {
              if (ticked !== undefined) onChoose(ticked);
            }}
          >
            Select
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <Loadable query={query} skeleton={<RowsSkeleton rows={10} />} what="Protected items">
        {({ items, leftOut }) =>
          items.length === 0 && !isArriving ? (
            <NothingToRestore leftOut={leftOut} />
          ) : (
            <Items items={items} leftOut={leftOut} isArriving={isArriving} chosen={ticked} onChoose={setTicked} />
          )
        }
      </Loadable>
    </ContextPane>
  );
}

interface ItemsProps extends Recoverable {
  isArriving: boolean;
  chosen: ResourceId | undefined;
  onChoose: (id: ResourceId) => void;
}

const BY = [
  { name: 'subscription', label: 'Subscription' },
  { name: 'group', label: 'Resource group' },
  { name: 'vault', label: 'Vault' },
] as const;
type Filter = Record<(typeof BY)[number]['name'], string>;
const ALL = '';
const NO_FILTER: Filter = { subscription: ALL, group: ALL, vault: ALL };

function Items({ items, leftOut, isArriving, chosen, onChoose }: ItemsProps) {
  const [text, setText] = useState('');
  const [filter, setFilter] = useState(NO_FILTER);
  const shown = useMemo(() => filtered(items, text, filter), [items, text, filter]);
  const pills = BY.map(({ name, label }): FilterPill => {
    const words = [...new Set(items.map((item) => item[name]))].sort((one, other) => one.localeCompare(other, 'en'));
    return {
      label,
      value: filter[name],
      options: [{ value: ALL, label: 'All' }, ...words.map((word) => ({ value: word, label: word }))],
      onChange: (value) => {
        setFilter({ ...filter, [name]: value });
      },
    };
  });
  const count = `${shown.length.toLocaleString('en')} ${shown.length === 1 ? 'item' : 'items'}`;
  return (
    <>
      <FilterPills
        search={<SearchField placeholder="Filter by name" value={text} onChange={setText} />}
        pills={pills}
        count={isArriving ? `${count} so far` : count}
      />
      {leftOut > 0 && <p>{leftOutText(leftOut)}</p>}
      <Grid
        ariaLabel="Protected items"
        columns={RECOVERABLE_COLUMNS}
        rows={shown}
        rowKey={keyOf}
        sort={{ columnId: 'name', direction: 'ascending' }}
        choice={{ chosen, onChoose, labelOf: nameOf }}
        empty={
          <EmptyState
            picture={<DatabaseRegular />}
            heading="No protected items match the filters"
            action={
              <Button
                onClick={() => {
                  setText('');
                  setFilter(NO_FILTER);
                }}
              >
                Clear filters
              </Button>
            }
          >
            Change the name or the filters, or clear them all.
          </EmptyState>
        }
      />
    </>
  );
}

const filtered = (items: readonly ProtectedItem[], text: string, filter: Filter): ProtectedItem[] => {
  const wanted = text.trim().toLowerCase();
  return items.filter(
    (item) =>
      item.name.toLowerCase().includes(wanted) &&
      BY.every(({ name }) => filter[name] === ALL || item[name] === filter[name]),
  );
};

const leftOutText = (count: number): string =>
  `${count.toLocaleString('en')} more cannot be restored now: soft deleted, being changed, or with a job running.`;

const keyOf = ({ instance }: ProtectedItem): string => instance.id;
const nameOf = ({ name }: ProtectedItem): string => name;

function NothingToRestore({ leftOut }: { leftOut: number }) {
  return (
    <EmptyState picture={<DatabaseRegular />} heading="There is nothing to restore">
      {leftOut > 0 ? leftOutText(leftOut) : 'What is protected can be restored once its first backup has ended.'}{' '}
      <CentreLink to={paths.protectedItems()} inline>
        View protected items
      </CentreLink>
    </EmptyState>
  );
}
