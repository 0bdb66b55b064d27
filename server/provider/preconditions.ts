/**
 * What a write is made to depend on: `If-Match` and `If-None-Match` (docs/reference/arm.md#17-conditions), and that the vault
 * which it concerns is to stay. Asked in the transaction that writes, for every route alike.
 */
import type { Kind, Store, Transaction } from './ports.ts';
import { deployments } from './deployment-records.ts';
import { ArmFault } from './fault.ts';
import {
  customRoles,
  instances,
  locks,
  policies,
  resourceGroups,
  roleAssignments,
  servers,
  vaultDeletions,
  vaults,
} from './records.ts';
import { fill, VAULT, type Match, type Route } from './router.ts';
import { idKey } from '#protocol/resource-id.ts';

/** The document behind a resource. */
interface Document {
  kind: Kind<unknown>;
  key: string;
}

/** By the last type of a path: its documents, and their key where that is not the path. */
const KINDS: Readonly<Record<string, Kind<never>>> = {
  resourceGroups,
  flexibleServers: servers,
  backupVaults: vaults,
  backupPolicies: policies,
  backupInstances: instances,
  roleAssignments,
  roleDefinitions: customRoles,
  locks,
  deployments,
};
const KEPT_BY_NAME: readonly string[] = ['roleAssignments', 'roleDefinitions'];

/** The document of the resource that the path of a route names; undefined for one that names none. */
export function documentOf({ route, params }: Match): Document | undefined {
  const [type = '', name = ''] = route.template.split('/').slice(-2);
  const kind = name.startsWith(':') ? KINDS[type] : undefined;
  if (!kind) return undefined;
  const path = fill(route.template, params);
  const key = KEPT_BY_NAME.includes(type) ? path.slice(path.lastIndexOf('/') + 1) : path;
  return { kind: kind as Kind<unknown>, key: idKey(key) };
}

const isWrite = ({ method }: Route): boolean => method === 'PUT' || method === 'PATCH' || method === 'DELETE';

const NAMES = ['If-Match', 'If-None-Match'] as const;

interface Condition {
  name: (typeof NAMES)[number];
  tags: readonly string[] | '*';
}

const TAG = String.raw`(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"`;
const TAGS = new RegExp(`^${TAG}(?:[ \t]*,[ \t]*${TAG})*$`);

/** The conditions of a request. Throws a 400 that names a header which is neither `*` nor a list of entity tags. */
function conditionsIn({ headers }: Request): Condition[] {
  return NAMES.flatMap((name): Condition[] => {
    const value = headers.get(name)?.trim();
    if (value === undefined) return [];
    if (value === '*') return [{ name, tags: value }];
    if (TAGS.test(value)) return [{ name, tags: value.match(new RegExp(TAG, 'g')) ?? [] }];
    const message = `The header '${name}' is not valid. It must be *, or entity tags in quotation marks with commas between them, as the header ETag has one.`;
    throw new ArmFault(400, 'InvalidHeaderValue', message, { by: 'gateway', target: name });
  });
}

function checkConditions(conditions: readonly Condition[], etag: string | undefined): void {
  for (const { name, tags } of conditions) {
    // A weak tag is never the one that was asked for, and is no other either (RFC 9110, 8.8.3.2).
    const isNamed = (tag: string): boolean => (name === 'If-Match' ? tag : tag.replace(/^W\//, '')) === etag;
    const isThere = etag !== undefined && (tags === '*' || tags.some(isNamed));
    if (isThere === (name === 'If-Match')) continue;
    const why =
      etag === undefined
        ? 'The resource does not exist.'
        : tags === '*'
          ? 'The resource exists already.'
          : 'The resource was changed since it was read. Read it again, and decide anew.';
    throw new ArmFault(412, 'PreconditionFailed', `The condition '${name}' of the request is not met. ${why}`, {
      target: name,
    });
  }
}

/** Throws a 409 when the path is that of a vault that is being deleted, or of something in it. */
async function checkVaultStays(tx: Transaction, { route, params }: Match): Promise<void> {
  if (route.method === 'DELETE' || !route.template.startsWith(VAULT)) return;
  if (!(await tx.get(vaultDeletions, idKey(fill(VAULT, params))))) return;
  throw new ArmFault(
    409,
    'ResourceBeingDeleted',
    `The Backup vault '${params.vault ?? ''}' is being deleted. Wait until it is gone, and then create it anew.`,
  );
}

interface Conditional {
  /** Asks in each transaction, until one of them has written the resource, whether the conditions hold; throws a 412 or a 409. */
  store: Store;
  /** Of the resource, as it was last read or written through the store. */
  etag: () => string | undefined;
}

/** The store for one request. */
export function conditional(store: Store, request: Request, found: Match): Conditional {
  const document = documentOf(found);
  if (!document) return { store, etag: () => undefined };
  const asks = isWrite(found.route);
  const conditions = asks ? conditionsIn(request) : [];
  let seen: Seen = { hasWritten: false };
  return {
    etag: () => seen.etag,
    store: {
      async transact(change) {
        const { result, now } = await store.transact(async (tx) => {
          const now = { ...seen };
          if (asks && !now.hasWritten) {
            await checkVaultStays(tx, found);
            if (conditions.length > 0) checkConditions(conditions, quoted(await tx.get(document.kind, document.key)));
          }
          return { result: await change(noticing(tx, document, now)), now };
        });
        seen = now;
        return result;
      },
    },
  };
}

interface Seen {
  hasWritten: boolean;
  etag?: string | undefined;
}

const quoted = (found: { etag: string } | undefined): string | undefined => found && `"${found.etag}"`;

const noticing = (tx: Transaction, document: Document, seen: Seen): Transaction => {
  const isIt = (kind: { name: string }, key: string): boolean =>
    kind.name === document.kind.name && key === document.key;
  return {
    ...tx,
    async get(kind, key) {
      const found = await tx.get(kind, key);
      if (isIt(kind, key)) seen.etag = quoted(found);
      return found;
    },
    async put(kind, key, value) {
      const etag = await tx.put(kind, key, value);
      if (isIt(kind, key)) Object.assign(seen, { hasWritten: true, etag: `"${etag}"` });
      return etag;
    },
    async delete(kind, key) {
      const existed = await tx.delete(kind, key);
      if (isIt(kind, key)) Object.assign(seen, { hasWritten: true, etag: undefined });
      return existed;
    },
  };
};
