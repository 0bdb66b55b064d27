/** What the search matches: names, and the places of resources. */
import type { BackupInstance, Vault } from '#protocol/data-protection.ts';
import type { BackupPolicy } from '#protocol/policy.ts';
import type { PostgresServer } from '#protocol/postgres.ts';
import { parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { PAGE_IDS, pageOf, type PageId } from '../pages.ts';
import type { Place } from '../recent/recent.ts';
import { isResourceKind, RESOURCE_KINDS, type ResourceKind } from '../resource-kinds.ts';
import { index, type Findable } from './rank.ts';

export interface Find extends Findable {
  place: Place;
  to: string;
  /** Shown beside the name. */
  detail: string | undefined;
}

/** The name of a subscription. */
type SubscriptionNames = (subscriptionId: string) => string;

export const findablePage = (id: PageId): Find => {
  const { label, to, within, words } = pageOf(id);
  return { name: label, words: `${words} ${within ?? ''}`, place: { kind: 'page', id }, to, detail: within };
};

export const PAGES_INDEX = index(PAGE_IDS.map(findablePage));

export function findableVault({ id, name, location }: Vault, nameOf: SubscriptionNames): Find {
  const where = whereOf(id, nameOf);
  return resource('vault', id, name, where.join(' · '), [...where, location]);
}

export function findableServer({ id, name, location }: PostgresServer, nameOf: SubscriptionNames): Find {
  const where = whereOf(id, nameOf);
  return resource('server', id, name, where.join(' · '), [...where, location]);
}

/** By the name of its datasource, which people use for it. */
export function findableInstance({ id, name, properties }: BackupInstance, nameOf: SubscriptionNames): Find {
  const vault = vaultNameOf(id);
  return resource('instance', id, properties.friendlyName, vault, [vault, name, ...whereOf(id, nameOf)]);
}

export function findablePolicy({ id, name }: BackupPolicy, nameOf: SubscriptionNames): Find {
  const vault = vaultNameOf(id);
  return resource('policy', id, name, vault, [vault, ...whereOf(id, nameOf)]);
}

/** Earlier finds, under their names of that time. */
export function foundBefore(place: Place): Find {
  if (place.kind === 'page') return findablePage(place.id);
  const { one, to } = RESOURCE_KINDS[place.kind];
  return { name: place.name, words: '', place, to: to(place.id), detail: one };
}

/** Whether the text is the id of a resource, or the beginning of one, as a person pastes it. */
export const isIdText = (text: string): boolean => text.trim().toLowerCase().startsWith('/subscriptions/');

export const headingOf = (kind: Place['kind']): string =>
  isResourceKind(kind) ? RESOURCE_KINDS[kind].many : 'Services';

function resource(kind: ResourceKind, id: ResourceId, name: string, detail: string, words: readonly string[]): Find {
  return { name, words: words.join(' '), place: { kind, id, name }, to: RESOURCE_KINDS[kind].to(id), detail };
}

function whereOf(id: ResourceId, nameOf: SubscriptionNames): string[] {
  const { resourceGroup = '', subscriptionId = '' } = parseResourceId(id) ?? {};
  return [resourceGroup, nameOf(subscriptionId)];
}

const vaultNameOf = (id: ResourceId): string => parseResourceId(id)?.names[0] ?? '';
