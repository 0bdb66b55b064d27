/** What the person should know about the draft before going on: what the last change reset, and what no longer fits. */
import type { BackupInstance, Vault } from '#protocol/data-protection.ts';
import type { DatasourceResource } from '#protocol/datasource-type.ts';
import { idKey, lastName, sameRegion, type ResourceId } from '#protocol/resource-id.ts';
import type { Draft, DraftNotice, DraftRow } from './draft-schema.ts';

/** The loaded data; undefined while it loads. */
export interface NoticeFacts {
  vault: Vault | undefined;
  policyIsGone: boolean;
  /** By key. */
  servers: ReadonlyMap<string, DatasourceResource> | undefined;
  /** Those of the chosen vault. */
  instances: readonly BackupInstance[] | undefined;
}

export interface NoticeLine {
  text: string;
  /** Whether dismissing the notices removes it; otherwise it disappears when it is no longer true. */
  canBeRead: boolean;
  /** Rows that cannot be configured like this, and can be removed from here. */
  unfit?: ResourceId[];
}

/** Empty when there are no notices. */
export function noticeLines(draft: Draft, facts: NoticeFacts): NoticeLine[] {
  return [...draft.notices.flatMap((notice) => linesOf(notice, draft, facts)), ...lastingLines(draft, facts)];
}

function linesOf(notice: DraftNotice, draft: Draft, facts: NoticeFacts): NoticeLine[] {
  switch (notice.kind) {
    case 'serversLeftBehind':
      return [
        {
          canBeRead: true,
          text: 'This link does not include its servers: a list this long is kept only in the browser tab in which it was chosen. Add the servers here, or continue in that tab.',
        },
      ];
    case 'unreadable':
      return [
        { canBeRead: true, text: `Parts of the address could not be used and were left out: ${listed(notice.texts)}.` },
      ];
    case 'vaultChanged':
      return vaultChangedLines(notice.policyId, draft, facts);
  }
}

function vaultChangedLines(
  policyId: ResourceId | undefined,
  draft: Draft,
  { vault, servers, instances = [] }: NoticeFacts,
): NoticeLine[] {
  const lines: NoticeLine[] = [];
  if (policyId !== undefined && draft.policyId === undefined) {
    lines.push({
      canBeRead: true,
      text: `The backup policy '${lastName(policyId)}' was cleared, because a policy belongs to its vault. Select a policy of the new vault.${draft.rows.length > 0 ? ' The servers are kept and checked again.' : ''}`,
    });
  }
  const elsewhere = draft.rows.filter((row) => {
    const server = servers?.get(idKey(row.serverId));
    return vault && server && !sameRegion(server.location, vault.location);
  });
  if (vault && elsewhere.length > 0) {
    const text = `${inAnotherRegion(elsewhere.length)} than the new vault (${vault.location}): ${names(elsewhere)}.`;
    lines.push({ canBeRead: true, text, unfit: idsOf(elsewhere) });
  }
  const own = new Set(draft.rows.map((row) => row.resourceName.toLowerCase()));
  const inVault = new Set(
    instances
      .filter((instance) => !own.has(instance.name.toLowerCase()))
      .map((instance) => idKey(instance.properties.dataSourceInfo.resourceID)),
  );
  const already = draft.rows.filter((row) => inVault.has(idKey(row.serverId)));
  if (already.length > 0) {
    lines.push({
      canBeRead: true,
      text: `Already protected in the new vault: ${names(already)}.`,
      unfit: idsOf(already),
    });
  }
  return lines;
}

/** Notices that stay until the problem is solved. */
function lastingLines(draft: Draft, { policyIsGone, servers }: NoticeFacts): NoticeLine[] {
  const lines: NoticeLine[] = [];
  if (policyIsGone && draft.policyId !== undefined) {
    lines.push({
      canBeRead: false,
      text: `The backup policy '${lastName(draft.policyId)}' is no longer in this vault. Select another policy.`,
    });
  }
  const gone = servers ? draft.rows.filter((row) => !servers.has(idKey(row.serverId))) : [];
  if (gone.length > 0) {
    const it =
      gone.length === 1
        ? "This server doesn't exist any more, or you can't see it"
        : "These servers don't exist any more, or you can't see them";
    lines.push({ canBeRead: false, text: `${it}: ${names(gone)}.`, unfit: idsOf(gone) });
  }
  return lines;
}

const inAnotherRegion = (count: number): string =>
  count === 1 ? '1 server is in another region' : `${String(count)} servers are in another region`;

const idsOf = (rows: readonly DraftRow[]): ResourceId[] => rows.map((row) => row.serverId);
const names = (rows: readonly DraftRow[]): string => listed(rows.map((row) => lastName(row.serverId)));

const AT_MOST = 6;

/** The first few, and how many more. */
function listed(texts: readonly string[]): string {
  const more = texts.length - AT_MOST;
  const first = texts.slice(0, AT_MOST).join(', ');
  return more > 0 ? `${first} and ${String(more)} more` : first;
}
