/** The draft's ids in the wizard's address, both ways, so that a reload or a shared link does not lose them. */
import { idKey, parseResourceId, sameId, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { emptyDraft, reduceDraft, resourceNameFor, type Draft } from './draft.ts';
import type { StepSlug } from './step-slugs.ts';

/** Browsers and servers refuse longer addresses, the strictest of them at 8 KB. */
const LONGEST_SERVER_LIST = 6_000;

/** Stands for servers that do not fit into the address; the tab's storage has them. */
const KEPT_IN_THIS_TAB = 'kept-in-this-tab';

/** The wizard's address at a step, with the draft's ids in it. */
export const addressOf = (step: StepSlug, draft: DraftIds): string =>
  paths.configureBackup(step, {
    ...(draft.vaultId !== undefined && { vault: draft.vaultId }),
    ...(draft.policyId !== undefined && { policy: draft.policyId }),
    servers: serversIn(draft),
  });

/** The search parameters of `addressOf`, whatever the step. */
export const searchOf = (draft: DraftIds): URLSearchParams =>
  new URLSearchParams(addressOf('basics', draft).split('?')[1] ?? '');

type DraftIds = Pick<Draft, 'vaultId' | 'policyId' | 'rows'>;

function serversIn({ rows }: DraftIds): string[] {
  const servers = rows.map((row) => row.serverId);
  return encodeURIComponent(servers.join()).length > LONGEST_SERVER_LIST ? [KEPT_IN_THIS_TAB] : servers;
}

/** A draft with what the address names. Text that is no resource id is left out; a policy of another vault too. */
export function draftFrom(search: URLSearchParams, newId: () => string): Draft {
  const vaultId = resourceIdIn(search.get('vault'));
  const policyId = resourceIdIn(search.get('policy'));
  const serverIds = search.getAll('servers').flatMap((text) => resourceIdIn(text) ?? []);
  const chosen = reduceDraft(emptyDraft, {
    type: 'serversAdded',
    servers: serverIds.map((serverId) => ({ serverId, resourceName: resourceNameFor(serverId, newId()) })),
  });
  return { ...chosen, touched: false, vaultId, policyId: isOf(policyId, vaultId) ? policyId : undefined };
}

/** Whether both name the same vault, policy and servers, in whatever case. */
export const sameAddress = (one: URLSearchParams, other: URLSearchParams): boolean =>
  ['vault', 'policy', 'servers'].every((name) => keysOf(one, name) === keysOf(other, name));

const keysOf = (search: URLSearchParams, name: string): string => search.getAll(name).map(idKey).join();

const isOf = (policyId: ResourceId | undefined, vaultId: ResourceId | undefined): boolean =>
  policyId !== undefined && vaultId !== undefined && sameId(policyId.replace(/\/backupPolicies\/[^/]+$/i, ''), vaultId);

function resourceIdIn(text: string | null): ResourceId | undefined {
  const id = text?.trim() ?? '';
  return parseResourceId(id)?.type === undefined ? undefined : id;
}
