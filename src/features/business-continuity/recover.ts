/** The items that can be restored, and the choices in the address. */
import { sameType } from '#protocol/datasources.ts';
import { parseResourceId, sameId, type ResourceId } from '#protocol/resource-id.ts';
import { changed } from '#ui/page/address.ts';
import { disabledReasons, stateOf } from '#ui/text/instance-commands.ts';
import { returnAddress } from '#ui/wizard/return-address.ts';
import { isAtWork, type ProtectedItem } from './protected-items.ts';

/** **Recover**, and **Select Protected item** above it. */
export const RECOVER_PANES: readonly string[] = ['recover', 'recover-item'];

export interface RecoverAddress {
  isSelecting: boolean;
  /** Only what is in this vault. */
  vaultId: ResourceId | undefined;
  /** Only what protects this server. */
  serverId: ResourceId | undefined;
  /** Only what protects resources of this type. */
  datasourceType: string | undefined;
  /** The chosen backup instance. */
  itemId: ResourceId | undefined;
  /** The page that the person came from. */
  returnTo: string | undefined;
}

export const recoverAddress = (params: URLSearchParams): RecoverAddress => ({
  isSelecting: params.get('pane') === 'recover-item',
  vaultId: params.get('recoverVault') ?? undefined,
  serverId: params.get('recoverServer') ?? undefined,
  datasourceType: params.get('datasource') ?? undefined,
  itemId: params.get('item') ?? undefined,
  returnTo: returnAddress(params.get('returnTo')),
});

/** The address without the pane and its parameters. */
export const withoutRecover = (params: URLSearchParams): URLSearchParams =>
  changed(params, {
    pane: undefined,
    recoverVault: undefined,
    recoverServer: undefined,
    datasource: undefined,
    item: undefined,
    returnTo: undefined,
  });

export interface Recoverable {
  /** The items that may have something to restore. Only the chosen one is checked for recovery points. */
  items: ProtectedItem[];
  /** How many are left out because their state forbids a restore. */
  leftOut: number;
}

/** The items of the vault or the server that can be restored, by the rules of the backup instance's own page. */
export function recoverable(
  all: readonly ProtectedItem[],
  {
    vaultId,
    serverId,
    datasourceType,
  }: Pick<RecoverAddress, 'vaultId' | 'serverId'> & Partial<Pick<RecoverAddress, 'datasourceType'>>,
): Recoverable {
  const wanted = all.filter(
    (item) =>
      (vaultId === undefined || sameId(item.vaultId, vaultId)) &&
      (serverId === undefined || sameId(item.serverId, serverId)) &&
      (datasourceType === undefined || sameType(parseResourceId(item.serverId)?.type ?? '', datasourceType)),
  );
  const items = wanted.filter((item) => whyNotRecover(item) === undefined);
  return { items, leftOut: wanted.length - items.length };
}

/** Why an item cannot be restored now. Until its recovery points are loaded, it is assumed to have one. */
export const whyNotRecover = (item: ProtectedItem, hasRecoveryPoint = true): string | undefined =>
  disabledReasons({ state: stateOf(item.instance), hasRecoveryPoint, isBackupRunning: isAtWork(item) }).restore;
