import { Button } from '@fluentui/react-components';
import { DatabaseRegular } from '@fluentui/react-icons/svg/database';
import { useState } from 'react';
import type { ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { List } from '#ui/list/List.tsx';
import { GROUP_FILTER } from '#ui/list/places.ts';
import { useList, type ListDeclaration, type ListSource } from '#ui/list/useList.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { CenterLink } from './CenterLink.tsx';
import { RECOVERABLE_COLUMNS } from './item-columns.tsx';
import type { ProtectedItem } from './protected-items.ts';

interface SelectItemPaneProps {
  source: ListSource<ProtectedItem>;
  /** How many items are left out because their state forbids a restore. */
  leftOut: number;
  chosen: ResourceId | undefined;
  onChoose: (id: ResourceId) => void;
  onClose: () => void;
}

/** **Select Protected item**: the items that can be restored, over all vaults. */
export function SelectItemPane({ source, leftOut, chosen, onChoose, onClose }: SelectItemPaneProps) {
  const [ticked, setTicked] = useState(chosen);
  const view = useList(LIST, {
    source,
    isForgotten: true,
    choice: { chosen: ticked, onChoose: setTicked, labelOf: ({ name }) => name },
  });
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
      <List
        view={view}
        nothing={<NothingToRestore leftOut={leftOut} />}
        note={leftOut > 0 && <p>{leftOutText(leftOut)}</p>}
      />
    </ContextPane>
  );
}

const LIST: ListDeclaration<ProtectedItem> = {
  id: 'items-to-recover',
  what: ['item', 'items'],
  title: 'Protected items',
  columns: RECOVERABLE_COLUMNS,
  rowKey: ({ instance }) => instance.id,
  order: { columnId: 'name', direction: 'ascending' },
  search: { placeholder: 'Filter by name', in: ({ name }) => [name] },
  filters: [
    { id: 'subscription', label: 'Subscription', of: ({ subscription }) => subscription },
    GROUP_FILTER,
    { id: 'vault', label: 'Vault', of: ({ vault }) => vault },
  ],
  picture: <DatabaseRegular />,
  none: { heading: 'There is nothing to restore', text: '' },
};

const leftOutText = (count: number): string =>
  `${count.toLocaleString('en')} more cannot be restored now: soft deleted, being changed, or with a job running.`;

function NothingToRestore({ leftOut }: { leftOut: number }) {
  return (
    <EmptyState picture={<DatabaseRegular />} heading={LIST.none.heading}>
      {leftOut > 0 ? leftOutText(leftOut) : 'A protected item can be restored once its first backup has ended.'}{' '}
      <CenterLink to={paths.protectedItems()} inline>
        View protected items
      </CenterLink>
    </EmptyState>
  );
}
