/** The draft's ids in the wizard's address, both ways, so that a reload or a shared link does not lose them. */
import { instanceNameFor, writtenType } from '#protocol/datasources.ts';
import { idKey, parseResourceId, sameId, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { emptyDraft, reduceDraft } from './draft.ts';
import type { Draft, DraftNotice } from './draft-schema.ts';

/** Browsers and servers refuse longer addresses, the strictest of them at 8 KB. */
const LONGEST_SERVER_LIST = 6_000;

/** Replaces servers that do not fit into the address; the tab's storage has them. */
const KEPT_IN_THIS_TAB = 'kept-in-this-tab';

/** The wizard's address at a step, the first when absent, with the draft's ids in it. */
export const addressOf = (step: string | undefined, draft: DraftIds): string =>
  paths.configureBackup(step, {
    ...(draft.vaultId !== undefined && { vault: draft.vaultId }),
    ...(draft.policyId !== undefined && { policy: draft.policyId }),
    servers: serversIn(draft),
    ...(draft.datasourceType !== undefined && { datasource: draft.datasourceType }),
  });

/** The search parameters of `addressOf`, whatever the step. */
export const searchOf = (draft: DraftIds): URLSearchParams =>
  new URLSearchParams(addressOf(undefined, draft).split('?')[1] ?? '');

type DraftIds = Pick<Draft, 'vaultId' | 'policyId' | 'rows'> & Partial<Pick<Draft, 'datasourceType'>>;

function serversIn({ rows }: DraftIds): string[] {
  let length = 0;
  for (const { serverId } of rows) {
    length += encodeURIComponent(serverId).length + '&servers='.length;
    if (length > LONGEST_SERVER_LIST) return [KEPT_IN_THIS_TAB];
  }
  return rows.map((row) => row.serverId);
}

/**
 * A draft from the ids in the address. Text that is not a resource id is left out, and so is a policy of another vault;
 * the draft's notices say so.
 */
export function draftFrom(search: URLSearchParams, newId: () => string): Draft {
  const vaultId = resourceIdIn(search.get('vault'));
  const namedPolicy = resourceIdIn(search.get('policy'));
  const policyId = isOf(namedPolicy, vaultId) ? namedPolicy : undefined;
  const servers = search.getAll('servers').filter((text) => text !== KEPT_IN_THIS_TAB);
  const serverIds = servers.flatMap((text) => resourceIdIn(text) ?? []);
  const chosen = reduceDraft(emptyDraft, {
    type: 'serversAdded',
    servers: serverIds.map((serverId) => ({ serverId, resourceName: instanceNameFor(serverId, newId()) })),
  });

  const unreadable = [
    ...(vaultId === undefined ? search.getAll('vault') : []),
    ...(policyId === undefined ? search.getAll('policy') : []),
    ...servers.filter((text) => resourceIdIn(text) === undefined),
  ].filter((text) => text.trim() !== '');
  const notices: DraftNotice[] = [
    ...(search.getAll('servers').includes(KEPT_IN_THIS_TAB) ? [{ kind: 'serversLeftBehind' } as const] : []),
    ...(unreadable.length > 0 ? [{ kind: 'unreadable', texts: unreadable } as const] : []),
  ];
  // A link with servers alone gets the datasource type from them.
  const type = search.get('datasource') ?? parseResourceId(serverIds[0] ?? '')?.type ?? '';
  const datasourceType = writtenType(type);
  return { ...chosen, datasourceType, touched: false, vaultId, policyId, notices, cameFrom: vaultId };
}

/** Whether both name the same vault, policy and servers, in whatever case. */
export const sameAddress = (one: URLSearchParams, other: URLSearchParams): boolean =>
  keysOf(one, 'policy') === keysOf(other, 'policy') && sameButPolicy(one, other);

/** Whether both name the same vault and servers; the policy may differ. */
export const sameButPolicy = (one: URLSearchParams, other: URLSearchParams): boolean =>
  ['vault', 'servers', 'datasource'].every((name) => keysOf(one, name) === keysOf(other, name));

const keysOf = (search: URLSearchParams, name: string): string => search.getAll(name).map(idKey).join();

const isOf = (policyId: ResourceId | undefined, vaultId: ResourceId | undefined): boolean =>
  policyId !== undefined && vaultId !== undefined && sameId(policyId.replace(/\/backupPolicies\/[^/]+$/i, ''), vaultId);

function resourceIdIn(text: string | null): ResourceId | undefined {
  const id = text?.trim() ?? '';
  return parseResourceId(id)?.type === undefined ? undefined : id;
}
