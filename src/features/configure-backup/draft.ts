/**
 * The person's choices in the wizard, and nothing else: ids, never copies of the service's data. Events are the
 * person's inputs; the reducer knows which choices reset others.
 */
import type { DatasourceType } from '#protocol/datasource-type.ts';
import { sameType, typeWritten, writtenType } from '#protocol/datasources.ts';
import { idKey, parseResourceId, sameId, type ResourceId } from '#protocol/resource-id.ts';
import { withChecked } from '#ui/wizard/define-wizard.ts';
import type { Draft, DraftRow } from './draft-schema.ts';

/** Its name in the address. The key changes with the vault. */
export const POLICY_STEP = 'policy';

export type DraftEvent =
  | { type: 'datasourceTypeChosen'; datasourceType: string }
  | { type: 'vaultChosen'; vaultId: ResourceId }
  | { type: 'policyChosen'; policyId: ResourceId }
  | { type: 'serversAdded'; servers: { serverId: ResourceId; resourceName: string }[] }
  | { type: 'serversRemoved'; serverIds: ResourceId[] }
  | { type: 'instanceRenamed'; serverId: ResourceId; instanceName: string }
  | { type: 'stepsChecked'; steps: readonly string[] }
  | { type: 'noticesRead' }
  | { type: 'submitted' }
  /** Rows that were sent and refused may be changed again; accepted ones are no longer part of the draft. */
  | { type: 'reopened'; taken: ResourceId[] }
  | { type: 'startedOver'; draft: Draft };

export const emptyDraft: Draft = {
  datasourceType: undefined,
  vaultId: undefined,
  policyId: undefined,
  rows: [],
  checked: [],
  notices: [],
  cameFrom: undefined,
  touched: false,
  submitted: false,
};

export function reduceDraft(draft: Draft, event: DraftEvent): Draft {
  // A sent row stays as it was sent, so that a retry repeats exactly that.
  if (draft.submitted && event.type !== 'startedOver' && event.type !== 'reopened') return draft;
  switch (event.type) {
    case 'datasourceTypeChosen':
      return sameType(kindOf(draft).type, event.datasourceType) ? draft : withType(draft, event.datasourceType);
    case 'vaultChosen':
      return draft.vaultId !== undefined && sameId(draft.vaultId, event.vaultId)
        ? draft
        : withVault(draft, event.vaultId);
    case 'policyChosen':
      return { ...draft, policyId: event.policyId, touched: true };
    case 'serversAdded':
      return { ...draft, rows: withServers(draft.rows, event.servers), touched: true };
    case 'serversRemoved':
      return { ...draft, rows: without(draft.rows, event.serverIds), touched: true };
    case 'instanceRenamed': {
      const renamed = idKey(event.serverId);
      const { instanceName } = event;
      return {
        ...draft,
        touched: true,
        rows: draft.rows.map((row) => (idKey(row.serverId) === renamed ? { ...row, instanceName } : row)),
      };
    }
    case 'stepsChecked':
      return withChecked(draft, event.steps);
    case 'noticesRead':
      return { ...draft, notices: [] };
    case 'submitted':
      return { ...draft, submitted: true, notices: [] };
    case 'reopened':
      return { ...draft, submitted: false, touched: true, rows: without(draft.rows, event.taken) };
    case 'startedOver':
      return event.draft;
  }
}

/** The description of the draft's datasource type. */
export const kindOf = ({ datasourceType }: Pick<Draft, 'datasourceType'>): DatasourceType =>
  typeWritten(datasourceType);

/** Policies and servers are for one type. The vault may keep both. */
const withType = (draft: Draft, type: string): Draft => ({
  ...draft,
  datasourceType: writtenType(type),
  policyId: undefined,
  rows: [],
  checked: draft.checked.filter((step) => step === 'basics'),
  touched: true,
});

/**
 * A policy belongs to its vault. The servers stay: their readiness is checked again by itself, because the vault is
 * part of that query's key. Returning to the previous vault restores its policy.
 */
function withVault(draft: Draft, vaultId: ResourceId): Draft {
  const { vaultId: from, policyId } = draft;
  const changed = draft.notices.find((notice) => notice.kind === 'vaultChanged');
  const others = draft.notices.filter((notice) => notice.kind !== 'vaultChanged');
  const checked = draft.checked.filter((step) => step !== POLICY_STEP);
  const next = { ...draft, vaultId, checked, touched: true };
  if (changed && policyId === undefined && sameId(changed.from, vaultId)) {
    return { ...next, policyId: changed.policyId, notices: others };
  }
  const hasMore = policyId !== undefined || draft.rows.length > 0;
  if (from === undefined || !hasMore) return { ...next, policyId: undefined };
  return { ...next, policyId: undefined, notices: [...others, { kind: 'vaultChanged', from, policyId }] };
}

function without(rows: DraftRow[], serverIds: readonly ResourceId[]): DraftRow[] {
  const gone = new Set(serverIds.map(idKey));
  return rows.filter((row) => !gone.has(idKey(row.serverId)));
}

/** With the servers that are not there yet, each under a name that no other row has. Handles thousands at once. */
function withServers(rows: DraftRow[], servers: readonly { serverId: ResourceId; resourceName: string }[]): DraftRow[] {
  const present = new Set(rows.map((row) => idKey(row.serverId)));
  const takenNames = new Set(rows.map((row) => row.instanceName.toLowerCase()));
  const added: DraftRow[] = [];
  for (const { serverId, resourceName } of servers) {
    const key = idKey(serverId);
    if (present.has(key)) continue;
    const instanceName = freeName(serverId, takenNames);
    present.add(key);
    takenNames.add(instanceName.toLowerCase());
    added.push({ serverId, resourceName, instanceName });
  }
  return added.length === 0 ? rows : [...rows, ...added];
}

/** The server's name; with its resource group, and then with a number, when another row has that name already. */
function freeName(serverId: ResourceId, taken: ReadonlySet<string>): string {
  const parsed = parseResourceId(serverId);
  const server = parsed?.name ?? '';
  // Short enough to leave room for a number within the 128 characters that a name may have.
  const inGroup = `${server}-${parsed?.resourceGroup ?? ''}`.replace(/[^-\w.]/g, '-').slice(0, 120);
  let name = server;
  for (let number = 1; taken.has(name.toLowerCase()); number += 1) {
    name = number === 1 ? inGroup : `${inGroup}-${String(number)}`;
  }
  return name;
}
