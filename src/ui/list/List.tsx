import { Button } from '@fluentui/react-components';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { ReasonedButton } from '#ui/form/ReasonedButton.tsx';
import { FilterPills } from '#ui/grid/FilterPills.tsx';
import { FilterSearch } from '#ui/grid/FilterSearch.tsx';
import { Grid } from '#ui/grid/Grid.tsx';
import { SelectColumns } from '#ui/grid/SelectColumns.tsx';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { GapBar } from '#ui/state/GapBar.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { ListSkeleton } from './ListSkeleton.tsx';
import type { ListDeclaration, ListView } from './useList.ts';

/** The one action for an empty list. */
interface NoneAction {
  label: string;
  /** An address, or an action. */
  to?: string;
  onClick?: () => void;
  disabledReason?: string | undefined;
  /** Nothing has to be created first: it is only a link. */
  isQuiet?: boolean;
}

interface ListProps<Row> {
  view: ListView<Row>;
  /** The actions for an empty list. */
  noneAction?: NoneAction;
  /** Replaces the list's own text for an empty list. */
  nothing?: ReactNode;
  /** Above the filters, about all rows, and its placeholder while they load. */
  summary?: { skeleton: ReactNode; of: (rows: readonly Row[]) => ReactNode };
  /** Below the filters. */
  note?: ReactNode;
}

/** A list in each of its states: loading, failed, old, empty, empty after filtering, and filled. */
export function List<Row>({ view, noneAction, nothing, summary, note }: ListProps<Row>) {
  const { list, source, narrowed, columnChoice } = view;
  const { isComplete = true, gaps = [] } = source;
  const title = titleOf(list);
  const isMissing = gaps.some((each) => each.gaps.length > 0);
  return (
    <>
      {gaps.map((each) => (
        <GapBar key={each.what} {...each} />
      ))}
      <Loadable query={source} skeleton={<ListSkeleton summary={summary?.skeleton} />} what={list.whole ?? title}>
        {(rows) =>
          rows.length > 0 || !isComplete || narrowed.changesQuery ? (
            <>
              {summary?.of(rows)}
              <Rows
                view={view}
                note={note}
                nothing={
                  rows.length > 0 || !isComplete ? undefined : (nothing ?? <None list={list} action={noneAction} />)
                }
              />
            </>
          ) : isMissing ? (
            <EmptyState picture={list.picture} heading={`No ${list.what[1]} could be loaded`}>
              Those that responded have none.
            </EmptyState>
          ) : (
            (nothing ?? <None list={list} action={noneAction} />)
          )
        }
      </Loadable>
      <SelectColumns choice={columnChoice} />
    </>
  );
}

interface RowsProps<Row> {
  view: ListView<Row>;
  note: ReactNode;
  /** The text for a list without any row; undefined when the filters exclude all rows. */
  nothing: ReactNode;
}

function Rows<Row>({ view, note, nothing }: RowsProps<Row>) {
  const { list, source, narrowed, columns, minWidth, order, selection, choice } = view;
  const [cleared, setCleared] = useState(0);
  const [one, many] = list.what;
  const isArriving = source.isComplete === false;
  const count = narrowed.shown.length.toLocaleString('en');
  return (
    <>
      <FilterPills
        search={
          list.search && (
            <FilterSearch
              // The typed text is its own state: it is reset when the filters are cleared.
              key={cleared}
              placeholder={list.search.placeholder}
              initial={cleared > 0 ? '' : (narrowed.text ?? '')}
              onChange={narrowed.search}
            />
          )
        }
        pills={narrowed.pills}
        // Short enough to stay beside the filters: on a line of its own it would push the rows down.
        count={isArriving ? `${count} so far` : `${count} ${narrowed.shown.length === 1 ? one : many}`}
      />
      {note}
      <Grid
        ariaLabel={titleOf(list)}
        columns={columns}
        rows={narrowed.shown}
        rowKey={list.rowKey}
        {...order}
        {...(selection && { selection })}
        {...(choice && { choice })}
        {...(list.rowMenu && { rowActions: list.rowMenu })}
        minWidth={minWidth}
        empty={
          !isArriving &&
          (nothing ?? (
            <EmptyState
              picture={list.picture}
              heading={`No ${many} match the filters`}
              action={
                <Button
                  onClick={() => {
                    narrowed.clear();
                    setCleared(cleared + 1);
                  }}
                >
                  Clear filters
                </Button>
              }
            >
              {list.noMatch ?? 'Change the filters, or clear them all.'}
            </EmptyState>
          ))
        }
      />
    </>
  );
}

function None<Row>({ list, action }: { list: ListDeclaration<Row>; action: NoneAction | undefined }) {
  const navigate = useNavigate();
  return (
    <EmptyState
      picture={list.none.picture ?? list.picture}
      heading={list.none.heading}
      action={
        action && (
          <ReasonedButton
            {...(!action.isQuiet && { appearance: 'primary' })}
            disabledReason={action.disabledReason}
            onClick={() => {
              if (action.to === undefined) action.onClick?.();
              else void navigate(action.to);
            }}
          >
            {action.label}
          </ReasonedButton>
        )
      }
    >
      {list.none.text}
    </EmptyState>
  );
}

const titleOf = <Row,>({ title, what: [, many] }: ListDeclaration<Row>): string =>
  title ?? many.charAt(0).toUpperCase() + many.slice(1);
