/** The rows of the Datasources grid: the chosen servers, with the known facts about them. */
import type { DatasourceResource } from '#protocol/datasource-type.ts';
import { idKey, lastName, type ResourceId } from '#protocol/resource-id.ts';
import type { FieldProblem } from '#ui/form/field-problems.ts';
import type { DraftRow } from '../draft-schema.ts';
import { nameField, type Facts } from '../problems.ts';
import type { Readiness } from '../readiness/verdict.ts';

export interface DatasourceRow {
  chosen: DraftRow;
  /** Key of the server. */
  key: string;
  name: string;
  subscription: string;
  location: string;
  readiness: Readiness;
  /** What is wrong with the name of the backup instance. */
  nameProblem: string | undefined;
}

interface Known {
  facts: Facts;
  /** By key; undefined while they load. */
  servers: ReadonlyMap<string, DatasourceResource> | undefined;
  subscriptionName: (id: ResourceId) => string;
  problems: readonly FieldProblem[];
}

const made = new WeakMap<DraftRow, { row: DatasourceRow; subscriptionName: Known['subscriptionName'] }>();

/** An unchanged row is the same object as the last time, so that it is not drawn again. */
export function datasourceRows(
  chosenRows: readonly DraftRow[],
  { facts, servers, subscriptionName, problems }: Known,
): DatasourceRow[] {
  const problemAt = new Map(problems.map(({ field, message }) => [field, message]));
  return chosenRows.map((chosen) => {
    const known = made.get(chosen);
    const before = known?.row;
    const key = before?.key ?? idKey(chosen.serverId);
    const row: DatasourceRow = {
      chosen,
      key,
      name: before?.name ?? lastName(chosen.serverId),
      subscription:
        known?.subscriptionName === subscriptionName ? known.row.subscription : subscriptionName(chosen.serverId),
      location: servers?.get(key)?.location ?? '–',
      readiness: facts.readiness.get(key) ?? NOT_ASKED,
      nameProblem: problemAt.size === 0 ? undefined : problemAt.get(nameField(chosen.serverId)),
    };
    if (before && isSame(before, row)) return before;
    made.set(chosen, { row, subscriptionName });
    return row;
  });
}

const NOT_ASKED: Readiness = { state: 'waiting' };

const isSame = (one: DatasourceRow, other: DatasourceRow): boolean =>
  one.readiness === other.readiness &&
  one.nameProblem === other.nameProblem &&
  one.subscription === other.subscription &&
  one.location === other.location;
