/** How the contract suite speaks to a host: plain ARM calls, and waiting for what they started. */
import { API_VERSIONS } from '#protocol/api-versions.ts';
import type { BackupInstance, Job, OperationStatus, Vault } from '#protocol/data-protection.ts';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import type { ErrorBody } from '#protocol/errors.ts';
import { SERVER_TYPE, type ServerConnection } from '#protocol/postgres.ts';
import { lastName, resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { DATA_GROUP, POLICY_ID, REGION, SUBSCRIPTION_ID, VAULT_ID } from '#provider/seed.ts';
import { expect } from 'vitest';
import type { ContractPerson, OpenHost } from '../host.ts';

export interface Answer<T = unknown> {
  status: number;
  headers: Headers;
  body: T;
  text: string;
}

interface CallOptions {
  as?: ContractPerson;
  body?: unknown;
  headers?: Record<string, string>;
  /** Instead of the one for the path's namespace; null for none. */
  apiVersion?: string | null;
}

/** One world and one way to call it. */
export interface Arm {
  host: OpenHost;
  call<T = unknown>(method: string, path: string, options?: CallOptions): Promise<Answer<T>>;
  get<T>(path: string, options?: CallOptions): Promise<T>;
  put<T = unknown>(path: string, body: unknown, options?: CallOptions): Promise<Answer<T>>;
  post<T = unknown>(path: string, body?: unknown, options?: CallOptions): Promise<Answer<T>>;
  remove(path: string, options?: CallOptions): Promise<Answer>;
  /** Follows `Azure-AsyncOperation` to its end. */
  settle(answer: Answer): Promise<OperationStatus>;
}

// Real hosts need real time: a short wait when the host requests none, and at most a second when it requests more.
const WAIT_MS = 15;
const LONGEST_WAIT_MS = 1_000;
const DEADLINE_MS = 20_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Polls until the result fits. Fails with the last result when the deadline passes. */
export async function eventually<T>(ask: () => Promise<T>, fits: (answer: T) => boolean): Promise<T> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`Still waiting after: ${JSON.stringify(answer)}`);
    await pause(WAIT_MS);
  }
}

/** A client of an open host. */
export function armOf(host: OpenHost): Arm {
  async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<Answer<T>> {
    const { as = 'operator', body, headers, apiVersion = versionFor(path) } = options;
    const url = new URL(path, host.origin);
    if (apiVersion !== null && !url.searchParams.has('api-version')) url.searchParams.set('api-version', apiVersion);
    const request = new Request(url, {
      method,
      headers: {
        Authorization: `Bearer ${await host.tokenOf(as)}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const response = await host.send(request);
    const text = await response.text();
    const answered = text === '' ? undefined : (JSON.parse(text) as unknown);
    return { status: response.status, headers: response.headers, body: answered as T, text };
  }

  return {
    host,
    call,
    async get<T>(path: string, options?: CallOptions) {
      const answer = await call<T>('GET', path, options);
      if (answer.status !== 200) throw new Error(`GET ${path} answered ${answer.status}: ${answer.text}`);
      return answer.body;
    },
    put: (path, body, options) => call('PUT', path, { ...options, body }),
    post: (path, body, options) => call('POST', path, { ...options, ...(body !== undefined && { body }) }),
    remove: (path, options) => call('DELETE', path, options),
    async settle({ status, headers, text }) {
      const url = headers.get('azure-asyncoperation');
      if (url === null) throw new Error(`No operation to follow: ${String(status)} ${text}`);
      const deadline = Date.now() + DEADLINE_MS;
      for (;;) {
        const polled = await call<OperationStatus>('GET', url);
        expect(polled.status).toBe(200);
        if (polled.body.status !== 'Inprogress') return polled.body;
        if (Date.now() > deadline) throw new Error(`The operation is still in progress: ${polled.text}`);
        const asked = Number(polled.headers.get('retry-after') ?? 0) * 1_000;
        await pause(Math.min(Math.max(asked, WAIT_MS), LONGEST_WAIT_MS));
      }
    },
  };
}

function versionFor(path: string): string {
  const namespace = [...path.matchAll(/\/providers\/([^/?]+)\//gi)].at(-1)?.[1]?.toLowerCase();
  if (namespace === 'microsoft.dataprotection') return API_VERSIONS.dataProtection;
  if (namespace === 'microsoft.dbforpostgresql') return API_VERSIONS.postgres;
  if (namespace === 'microsoft.authorization') return API_VERSIONS.authorization;
  if (namespace === 'microsoft.storage') return API_VERSIONS.storage;
  return API_VERSIONS.subscriptions;
}

export const SUBSCRIPTION = `/subscriptions/${SUBSCRIPTION_ID}`;
export const DATA = resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP);
export const serverId = (name: string): string => resourceId(DATA, SERVER_TYPE, name);

let names = 0;
/** A name that no other test uses, also when several share a world. */
export const fresh = (what: string): string => {
  names += 1;
  return `${what}-${String(names)}`;
};

export const newGuid = (): string => crypto.randomUUID();

/** Registers a server; `host` decides how the simulated engine's server behaves. */
export function registerServer(
  arm: Arm,
  name: string,
  { host = `${name}.example`, location = REGION }: { host?: string; location?: string } = {},
): Promise<Answer> {
  return arm.put(serverId(name), {
    location,
    properties: {
      administratorLogin: 'admin',
      administratorLoginPassword: PASSWORD,
      connection: { host, port: 5432, tlsMode: 'prefer' } satisfies ServerConnection,
    },
  });
}

/** The password of every server that the suite registers; it must never be seen again. */
export const PASSWORD = 'S3cret-\'pass"word';

export const vaultIdentity = async (arm: Arm, vaultId = VAULT_ID): Promise<string> =>
  (await arm.get<Vault>(vaultId)).identity?.principalId ?? '';

export const assignment = (scope: string, guid = newGuid()): string =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments/${guid}`;

export const assignmentBody = (roleId: string, principalId: string) => ({
  properties: {
    roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
    principalId,
    principalType: 'ServicePrincipal',
  },
});

/** Gives the vault's identity what it needs at the server. */
export async function grantRoles(arm: Arm, server: string, vaultId = VAULT_ID): Promise<void> {
  const principalId = await vaultIdentity(arm, vaultId);
  for (const need of backupRoleNeeds(server)) {
    const answer = await arm.put(assignment(need.scope), assignmentBody(need.roleId, principalId));
    expect([201, 409]).toContain(answer.status);
  }
}

/** The instance that validateForBackup and PUT take. */
export const instanceInput = (server: string, policyId = POLICY_ID) => ({
  objectType: 'BackupInstance',
  friendlyName: lastName(server),
  dataSourceInfo: {
    objectType: 'Datasource',
    datasourceType: SERVER_TYPE,
    resourceType: SERVER_TYPE,
    resourceID: server,
    resourceName: lastName(server),
    resourceLocation: REGION,
    resourceUri: server,
  },
  dataSourceSetInfo: null,
  policyInfo: { policyId, policyParameters: null },
});

export const validate = (arm: Arm, server: string, vaultId = VAULT_ID): Promise<Answer> =>
  arm.post(`${vaultId}/validateForBackup`, { backupInstance: instanceInput(server) });

export interface Protected {
  instanceId: string;
  server: string;
}

/** A server that is registered, with roles given, and protected by the default policy. */
export async function protectedServer(arm: Arm, options?: { host?: string }): Promise<Protected> {
  const name = fresh('pg');
  const server = serverId(name);
  expect((await registerServer(arm, name, options)).status).toBe(201);
  await grantRoles(arm, server);
  const instanceId = `${VAULT_ID}/backupInstances/${name}-${name}-${newGuid()}`;
  const configured = await arm.put(instanceId, { properties: instanceInput(server) });
  expect(configured.status, configured.text).toBe(201);
  expect((await arm.settle(configured)).status).toBe('Succeeded');
  await isProtected(arm, instanceId);
  return { instanceId, server };
}

/** Waits until the instance says that it is protected. */
export const isProtected = (arm: Arm, instanceId: string): Promise<BackupInstance> =>
  eventually(
    () => arm.get<BackupInstance>(instanceId),
    ({ properties }) => properties.currentProtectionState === 'ProtectionConfigured',
  );

export const trigger = (ruleName = 'BackupWeekly', retentionTagOverride?: string) => ({
  backupRuleOptions: {
    ruleName,
    triggerOption: retentionTagOverride === undefined ? {} : { retentionTagOverride },
  },
});

/** Starts a backup and returns the id of its job. */
export async function startBackup(arm: Arm, instanceId: string, retentionTagOverride?: string): Promise<string> {
  const accepted = await arm.post(`${instanceId}/backup`, trigger('BackupWeekly', retentionTagOverride));
  expect(accepted.status, accepted.text).toBe(202);
  const { properties } = await arm.settle(accepted);
  return properties?.jobId ?? '';
}

/** Waits until the job has ended. */
export const endOf = (arm: Arm, jobId: string): Promise<Job> =>
  eventually(
    () => arm.get<Job>(jobId),
    ({ properties }) => properties.status !== 'InProgress',
  );

/** The error of a refused request. */
export function errorOf(answer: Answer): ErrorBody {
  const { error } = answer.body as { error: ErrorBody };
  expect(error.code).toEqual(expect.any(String));
  expect(error.message).toEqual(expect.any(String));
  return error;
}
