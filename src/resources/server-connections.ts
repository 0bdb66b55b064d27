/** Connecting PostgreSQL servers that already run, where the back end supports it (decision 9). */
import { queryOptions } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import { ArmError } from '#arm/error.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import {
  CONNECTS_EXISTING_SERVERS,
  SERVER_TYPE,
  type ConnectionTest,
  type PostgresServer,
  type ServerAccessInput,
  type ServerInput,
} from '#protocol/postgres.ts';
import { parseResourceId, subscriptionScope, type ResourceId } from '#protocol/resource-id.ts';
import { hasCapability, type ResourceProvider } from '#protocol/resources.ts';
import { serverExists } from './postgres-servers.ts';
import { createResourceGroup } from './resource-groups.ts';
import { subscriptions } from './subscriptions.ts';

const apiVersion = API_VERSIONS.postgres;
const [NAMESPACE = '', TYPE = ''] = SERVER_TYPE.split('/');

export const serverConnecting = {
  /**
   * Whether the back end connects servers that already run. It is the same in every subscription, so one is queried.
   */
  offered: () =>
    queryOptions({
      queryKey: ['server-connecting'],
      queryFn: async ({ client, signal }) => {
        const [first] = await client.query(subscriptions.list());
        if (!first) return false;
        const provider = await arm.read<ResourceProvider>(
          `${subscriptionScope(first.subscriptionId)}/providers/${NAMESPACE}`,
          { apiVersion: API_VERSIONS.providers, signal },
        );
        return hasCapability(provider, TYPE, CONNECTS_EXISTING_SERVERS);
      },
      staleTime: Infinity,
    }),
};

/**
 * Hands a secret over once and forgets it: a mutation's variables stay in the cache as long as the notifications do,
 * and a password must not.
 */
export function oneTime(secret: string): () => string {
  let held = secret;
  return () => {
    const handed = held;
    held = '';
    return handed;
  };
}

/** The connection without the password. */
export interface Access extends Omit<ServerAccessInput, 'administratorLoginPassword'> {
  /** Empty to keep the stored one. */
  takePassword: () => string;
}

const accessInput = ({ takePassword, ...access }: Access): ServerAccessInput => {
  const administratorLoginPassword = takePassword();
  return administratorLoginPassword === '' ? access : { ...access, administratorLoginPassword };
};

/**
 * Tests the connection, for an id that need not exist yet, and changes nothing. Throws why the server could not be
 * reached.
 */
export const testConnection = (id: ResourceId, access: Access): Promise<ConnectionTest> =>
  arm.check(`${id}/testConnection`, { properties: accessInput(access) }, { apiVersion });

export interface NewServer extends Omit<ServerInput, 'properties'> {
  id: ResourceId;
  access: Access;
  /** The group in the id does not exist yet. */
  isGroupNew: boolean;
}

/**
 * Connects the server, after creating its group where that is new. Throws an `ArmError` with the field in its `target`
 * when the server could not be reached, and a 409 when there is one of that name.
 */
export async function connectServer({ id, access, isGroupNew, ...input }: NewServer): Promise<PostgresServer> {
  const { subscriptionId = '', resourceGroup = '' } = parseResourceId(id) ?? {};
  if (isGroupNew) await createResourceGroup(subscriptionId, resourceGroup, input.location);
  // PUT silently changes an existing server (docs/reference/arm.md#12-routes), so the server is read first.
  else if (await serverExists(id)) {
    throw new ArmError({ status: 409, code: 'ServerExists', message: NAME_TAKEN, target: 'name' });
  }
  return arm.put(id, { ...input, properties: accessInput(access) } satisfies ServerInput, { apiVersion });
}

const NAME_TAKEN = 'A server with this name already exists in the resource group. Choose another name.';

/** Changes the connection; it is tested first. Throws as `connectServer` does. */
export const changeConnection = (id: ResourceId, access: Access): Promise<PostgresServer> =>
  arm.patch(id, { properties: accessInput(access) }, { apiVersion });

/** Disconnects the server. The service refuses while a backup instance protects it. */
export const removeServer = (id: ResourceId): Promise<void> => arm.remove(id, { apiVersion });
