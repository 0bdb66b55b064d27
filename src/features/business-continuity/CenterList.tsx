import type { ComponentProps } from 'react';
import { List } from '#ui/list/List.tsx';
import { useList, type ListDeclaration, type ListView } from '#ui/list/useList.ts';
import { useInScope } from '#ui/page/subscription-scope.ts';
import { NothingInScope } from './NothingInScope.tsx';
import { ofRow } from './subscription-of.ts';

interface Scoped {
  /** The scope filters by it. */
  subscriptionId: string;
}

type CenterUse<Row> = Parameters<typeof useList<Row>>[1];

interface CenterView<Row> extends ListView<Row> {
  /** Whether there is anything at all, in any scope. */
  hasAny: boolean;
}

/** A list of the center as the person wants to see it: its part in the scope. */
export function useCenterList<Row extends Scoped>(list: ListDeclaration<Row>, use: CenterUse<Row>): CenterView<Row> {
  const { source } = use;
  const data = useInScope(source.data, ofRow);
  const view = useList(list, { ...use, source: { ...source, data } });
  return { ...view, hasAny: (source.data ?? []).length > 0 };
}

/** The list; an empty scope is shown differently from an empty list. */
export function CenterList<Row>({
  view,
  nothing,
  ...list
}: Omit<ComponentProps<typeof List<Row>>, 'view'> & { view: CenterView<Row> }) {
  const { what, picture } = view.list;
  return (
    <List view={view} nothing={view.hasAny ? <NothingInScope what={what[1]} picture={picture} /> : nothing} {...list} />
  );
}
