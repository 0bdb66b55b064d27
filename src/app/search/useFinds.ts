import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { idKey } from '#protocol/resource-id.ts';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupPolicies } from '#resources/backup-policies.ts';
import type { Gap } from '#resources/gathered.ts';
import { postgresServers } from '#resources/postgres-servers.ts';
import { subscriptionNames, subscriptions } from '#resources/subscriptions.ts';
import { vaults } from '#resources/vaults.ts';
import { useGathered, type GatheredList } from '#resources/useGathered.ts';
import { pageOf } from '../pages.ts';
import type { Place } from '../recent/recent.ts';
import { RESOURCE_KINDS, type ResourceKind } from '../resource-kinds.ts';
import {
  findableInstance,
  findablePolicy,
  findableServer,
  findableVault,
  headingOf,
  isIdText,
  PAGES_INDEX,
  type Find,
} from './findables.ts';
import { index, rank, termsOf, type Indexed, type Ranked } from './rank.ts';

/** How many of a kind are shown; the list has the others. */
const MOST = 5;
/** A request for each vault, so a second search a moment later sends none. */
const POLICIES_FRESH_MS = 60_000;

export interface FindGroup {
  kind: Place['kind'];
  heading: string;
  finds: readonly Find[];
  /** The page that lists all results; undefined when these are all, or no list shows the same. */
  list: { to: string; label: string } | undefined;
  /** How many there are, including those that are not shown. */
  total: number;
}

export interface Finds {
  groups: readonly FindGroup[];
  /** More may come. */
  isArriving: boolean;
  /** What was not searched, and why. */
  missing: readonly MissingPart[];
  /** Reads what is missing. */
  retry: () => void;
}

export interface MissingPart {
  /** Such as `Servers of Contoso`. */
  what: string;
  error: Error;
}

/** What has this name, in every place that the person may see. Requests start once something is typed. */
export function useFinds(text: string): Finds {
  const enabled = text.trim() !== '';
  const { data: nameOf = asItIs } = useQuery({ ...subscriptions.list(), enabled, select: subscriptionNames });
  const vaultList = useGathered({ ...vaults.gathered(), enabled });
  const serverList = useGathered({ ...postgresServers.gathered(), enabled });
  const instanceList = useGathered({ ...backupInstances.gathered(), enabled });
  const policyList = useGathered({ ...backupPolicies.gathered(), enabled, staleTime: POLICIES_FRESH_MS });
  const vaultIndex = useIndex(vaultList.data, nameOf, findableVault);
  const serverIndex = useIndex(serverList.data, nameOf, findableServer);
  const instanceIndex = useIndex(instanceList.data, nameOf, findableInstance);
  const policyIndex = useIndex(policyList.data, nameOf, findablePolicy);
  const groups = useMemo(
    () =>
      [
        groupOf('page', PAGES_INDEX, text),
        groupOf('vault', vaultIndex, text),
        groupOf('server', serverIndex, text),
        groupOf('instance', instanceIndex, text),
        groupOf('policy', policyIndex, text),
      ].filter(({ finds }) => finds.length > 0),
    [text, vaultIndex, serverIndex, instanceIndex, policyIndex],
  );
  const all: readonly [ResourceKind, AnyList][] = [
    ['vault', vaultList],
    ['server', serverList],
    ['instance', instanceList],
    ['policy', policyList],
  ];
  return {
    groups,
    isArriving: enabled && all.some(([, list]) => !list.isComplete && list.error === null),
    missing: all.flatMap(([kind, list]) => missingOf(RESOURCE_KINDS[kind].many, list)),
    retry: () => {
      for (const [, list] of all) {
        if (list.error) void list.refetch();
        else if (list.gaps.length > 0) list.fillGaps();
      }
    },
  };
}

type AnyList = Pick<GatheredList<unknown>, 'isComplete' | 'error' | 'gaps' | 'refetch' | 'fillGaps'>;

function useIndex<T>(
  things: readonly T[] | undefined,
  nameOf: (subscriptionId: string) => string,
  findable: (thing: T, nameOf: (subscriptionId: string) => string) => Find,
): readonly Indexed<Find>[] {
  return useMemo(() => index((things ?? []).map((thing) => findable(thing, nameOf))), [things, nameOf, findable]);
}

function groupOf(kind: Place['kind'], indexed: readonly Indexed<Find>[], text: string): FindGroup {
  const terms = termsOf(text);
  const { best, total } = isIdText(text) ? byId(indexed, text) : rank(indexed, terms, MOST);
  const [term] = terms;
  // The lists search the names for one text, exactly as typed.
  const isListed =
    total > best.length && kind !== 'page' && terms.length === 1 && term !== undefined && !isIdText(text);
  return {
    kind,
    heading: headingOf(kind),
    finds: best,
    total,
    list: isListed ? listOf(kind, term) : undefined,
  };
}

/** Every list filters by `q`. */
function listOf(kind: ResourceKind, name: string): FindGroup['list'] {
  const { label, to } = pageOf(RESOURCE_KINDS[kind].list);
  return { label, to: `${to}?${new URLSearchParams({ q: name }).toString()}` };
}

/** The resource of that id, and what is in it. */
function byId(indexed: readonly Indexed<Find>[], text: string): Ranked<Find> {
  const key = idKey(text.trim());
  const found = indexed.map(({ thing }) => thing).filter(({ place }) => idKey(place.id).startsWith(key));
  return { best: found.slice(0, MOST), total: found.length };
}

/** A list that failed, or the places that did not respond. */
function missingOf(what: string, { error, gaps }: { error: Error | null; gaps: readonly Gap[] }): MissingPart[] {
  if (error) return [{ what, error }];
  return gaps.map((gap) => ({ what: `${what} of ${gap.place.name}`, error: gap.error }));
}

const asItIs = (subscriptionId: string): string => subscriptionId;
