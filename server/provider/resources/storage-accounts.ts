/** Microsoft.Storage: the accounts that files can be restored into, and their containers. They are only read here. */
import {
  CONTAINER_TYPE,
  containerIdIn,
  STORAGE_ACCOUNT_TYPE,
  type BlobContainer,
  type StorageAccount,
} from '#protocol/storage.ts';
import { idKey, isAtOrBelow, sameId } from '#protocol/resource-id.ts';
import { ok, type Call, type Handler } from '../call.ts';
import { existingGroup, notFound } from '../existing.ts';
import type { TargetAccount } from '../ports.ts';
import { at, GROUP, idIn, route, SUBSCRIPTION, within, type Route } from '../router.ts';

const READ = `${STORAGE_ACCOUNT_TYPE}/read`;
const ACCOUNT = `${GROUP}/providers/${STORAGE_ACCOUNT_TYPE}/:account`;
const CONTAINERS = `${ACCOUNT}/blobServices/default/containers`;

const listIn =
  (scope: string): Handler =>
  async (call) => {
    if (scope === GROUP) await call.ports.store.transact((tx) => existingGroup(tx, idIn(call, GROUP)));
    const accounts = await call.ports.restoreTargets.accounts();
    const value: StorageAccount[] = accounts
      .map(({ resource }) => resource)
      .filter(({ id }) => isAtOrBelow(id, idIn(call, scope)) && call.access.may(READ, id))
      .sort((one, other) => idKey(one.name).localeCompare(idKey(other.name), 'en'));
    return ok({ value });
  };

/** The account that the path names. Throws a 404. */
async function accountIn(call: Call): Promise<TargetAccount> {
  const id = idIn(call, ACCOUNT);
  const found = (await call.ports.restoreTargets.accounts()).find(({ resource }) => sameId(resource.id, id));
  if (!found) throw notFound(id);
  return found;
}

const read: Handler = async (call) => ok((await accountIn(call)).resource);

const listContainers: Handler = async (call) => {
  const { resource, containers } = await accountIn(call);
  const value = containers.map(({ name, folder }): BlobContainer => ({
    id: containerIdIn(resource.id, name),
    name,
    type: CONTAINER_TYPE,
    properties: { publicAccess: 'None', ...(folder !== undefined && { metadata: { folder } }) },
  }));
  return ok({ value });
};

export const storageRoutes: Route[] = [
  route('GET', `${SUBSCRIPTION}/providers/${STORAGE_ACCOUNT_TYPE}`, within(SUBSCRIPTION, READ), listIn(SUBSCRIPTION)),
  route('GET', `${GROUP}/providers/${STORAGE_ACCOUNT_TYPE}`, within(GROUP, READ), listIn(GROUP)),
  route('GET', ACCOUNT, at(ACCOUNT, READ), read),
  route('GET', CONTAINERS, at(ACCOUNT, `${CONTAINER_TYPE}/read`), listContainers),
];
