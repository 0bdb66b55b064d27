/** The kinds of resources that a person can find, open and return to. */
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import type { PageId } from './pages.ts';

export interface KindOfResource {
  /** The name of the kind, as under the title of its page. */
  one: string;
  many: string;
  to: (id: ResourceId) => string;
  /** The page that lists all of them. */
  list: PageId;
}

export const RESOURCE_KINDS = {
  vault: {
    one: 'Backup vault',
    many: 'Backup vaults',
    to: paths.vault,
    list: 'vaults',
  },
  server: {
    one: POSTGRES_SERVERS.words.one,
    many: 'Servers',
    to: paths.server,
    list: 'servers',
  },
  instance: {
    one: 'Backup instance',
    many: 'Backup instances',
    to: paths.instance,
    list: 'protectedItems',
  },
  policy: {
    one: 'Backup policy',
    many: 'Backup policies',
    to: paths.policy,
    list: 'policies',
  },
} as const satisfies Record<string, KindOfResource>;

export type ResourceKind = keyof typeof RESOURCE_KINDS;

export const isResourceKind = (value: unknown): value is ResourceKind =>
  typeof value === 'string' && Object.hasOwn(RESOURCE_KINDS, value);
