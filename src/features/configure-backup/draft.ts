/**
 * What the person chose in the wizard, and nothing else: ids, never copies of what the service holds. Events say what
 * the person did; the reducer knows what one choice undoes.
 */
import { idKey, parseResourceId, sameId, type ResourceId } from '#protocol/resource-id.ts';
import type { StepSlug } from './step-slugs.ts';

export interface Draft {
  vaultId: ResourceId | undefined;
  policyId: ResourceId | undefined;
  rows: DraftRow[];
  /** The steps that were left or submitted once: their problems are shown. */
  checked: StepSlug[];
  /** What the last choice undid, until the person has read it. */
  notice: 'policyCleared' | undefined;
  /** Whether the person chose anything, so that leaving would lose it. */
  touched: boolean;
  /** Set by Configure backup. From then on only what failed can be sent again. */
  submitted: boolean;
}

export interface DraftRow {
  serverId: ResourceId;
  /** What the protected item is called in the vault. */
  instanceName: string;
  /**
   * The last segment of the backup instance's id. Made once for each row, so that sending it again after a reload or
   * a failure meets the same instance and never makes a second one.
   */
  resourceName: string;
}

export type DraftEvent =
  | { type: 'vaultChosen'; vaultId: ResourceId }
  | { type: 'policyChosen'; policyId: ResourceId }
  | { type: 'serversAdded'; servers: { serverId: ResourceId; resourceName: string }[] }
  | { type: 'serversRemoved'; serverIds: ResourceId[] }
  | { type: 'instanceRenamed'; serverId: ResourceId; instanceName: string }
  | { type: 'stepsChecked'; steps: readonly StepSlug[] }
  | { type: 'noticeRead' }
  | { type: 'submitted' }
  | { type: 'startedOver'; draft: Draft };

export const emptyDraft: Draft = {
  vaultId: undefined,
  policyId: undefined,
  rows: [],
  checked: [],
  notice: undefined,
  touched: false,
  submitted: false,
};

export function reduceDraft(draft: Draft, event: DraftEvent): Draft {
  // What has been sent stays as it was sent, so that a retry repeats exactly that.
  if (draft.submitted && event.type !== 'startedOver') return draft;
  switch (event.type) {
    case 'vaultChosen': {
      if (draft.vaultId !== undefined && sameId(draft.vaultId, event.vaultId)) return draft;
      // A policy lives in its vault. The servers stay: their readiness is asked again by itself, because the vault is
      // part of that query's key.
      const notice = draft.policyId === undefined ? undefined : 'policyCleared';
      const checked = draft.checked.filter((step) => step !== 'policy');
      return { ...draft, vaultId: event.vaultId, policyId: undefined, checked, notice, touched: true };
    }
    case 'policyChosen':
      return { ...draft, policyId: event.policyId, notice: undefined, touched: true };
    case 'serversAdded':
      return { ...draft, rows: event.servers.reduce(withServer, draft.rows), touched: true };
    case 'serversRemoved': {
      const gone = new Set(event.serverIds.map(idKey));
      return { ...draft, rows: draft.rows.filter((row) => !gone.has(idKey(row.serverId))), touched: true };
    }
    case 'instanceRenamed':
      return {
        ...draft,
        touched: true,
        rows: draft.rows.map((row) =>
          sameId(row.serverId, event.serverId) ? { ...row, instanceName: event.instanceName } : row,
        ),
      };
    case 'stepsChecked':
      return event.steps.every((step) => draft.checked.includes(step))
        ? draft
        : { ...draft, checked: [...new Set([...draft.checked, ...event.steps])] };
    case 'noticeRead':
      return { ...draft, notice: undefined };
    case 'submitted':
      return { ...draft, submitted: true };
    case 'startedOver':
      return event.draft;
  }
}

/** The name that clients of the service give an instance: `<server>-<server>-<guid>` (contract 6.1). */
export function resourceNameFor(serverId: ResourceId, guid: string): string {
  const server = parseResourceId(serverId)?.name ?? 'server';
  return `${server}-${server}-${guid}`;
}

function withServer(rows: DraftRow[], server: { serverId: ResourceId; resourceName: string }): DraftRow[] {
  if (rows.some((row) => sameId(row.serverId, server.serverId))) return rows;
  return [...rows, { ...server, instanceName: freeName(server.serverId, rows) }];
}

/** The server's name; with its resource group when another row has that name already. */
function freeName(serverId: ResourceId, rows: readonly DraftRow[]): string {
  const parsed = parseResourceId(serverId);
  const server = parsed?.name ?? '';
  const taken = new Set(rows.map((row) => row.instanceName.toLowerCase()));
  const candidates = [server, `${server}-${parsed?.resourceGroup ?? ''}`.replace(/[^-\w.]/g, '-')];
  return candidates.find((name) => !taken.has(name.toLowerCase())) ?? server;
}
