/** Finding storage accounts and containers by what a request names: an id, or an address. */
import { idKey, withoutSlashesAtEnd, type ResourceId } from '#protocol/resource-id.ts';
import { containerIdIn, containerUrl } from '#protocol/storage.ts';
import type { Ports, TargetAccount, TargetContainer } from './ports.ts';

/** Whether the id is a storage account or a container that files can be restored into. */
export async function isRestoreTarget({ restoreTargets }: Ports, id: ResourceId): Promise<boolean> {
  const key = idKey(id);
  if (!key.includes('/microsoft.storage/')) return false;
  return (await restoreTargets.accounts()).some(
    ({ resource, containers }) =>
      idKey(resource.id) === key || containers.some(({ name }) => idKey(containerIdIn(resource.id, name)) === key),
  );
}

export interface FoundContainer {
  account: TargetAccount;
  container: TargetContainer;
  id: ResourceId;
  /** Its address. */
  url: string;
}

/** Every container, with its account. */
const containersOf = (accounts: readonly TargetAccount[]): FoundContainer[] =>
  accounts.flatMap((account) =>
    account.containers.map((container) => ({
      account,
      container,
      id: containerIdIn(account.resource.id, container.name),
      url: containerUrl(account.resource, container.name),
    })),
  );

/** The container of that address. Case does not count, nor does a slash at the end. */
export const containerAt = (accounts: readonly TargetAccount[], url: string): FoundContainer | undefined =>
  containersOf(accounts).find((found) => addressKey(found.url) === addressKey(url));

const addressKey = (url: string): string => withoutSlashesAtEnd(url).toLowerCase();
