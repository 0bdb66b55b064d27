/** Our server as a process of its own, and a client that speaks ARM to it: for tests that kill it, and for the benchmark. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ACCEPTED_API_VERSIONS } from '#protocol/api-versions.ts';
import {
  isRunning,
  type BackupInstance,
  type Job,
  type OperationStatus,
  type RecoveryPoint,
  type Vault,
} from '#protocol/data-protection.ts';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { resourceGroupScope, resourceId, type ResourceId } from '#protocol/resource-id.ts';
import { SERVER_TARGET, type RestoreRequest } from '#protocol/restore.ts';
import { DATA_GROUP, POLICY_ID, REGION, SUBSCRIPTION_ID, VAULT_ID } from '#provider/seed.ts';
import type { TestPostgres } from './postgres.ts';
import { SHORT_LIVED } from './short-lived.ts';

const ROOT = join(import.meta.dirname, '..', '..');

export interface PortalProcess {
  url: string;
  child: ChildProcess;
  /** What the log says so far. */
  log(): string;
  /** What standard output has got so far. */
  printed(): string;
  /** Ends it without a goodbye. */
  kill(): Promise<void>;
  /** Ends it as Ctrl+C does; returns the exit code. */
  stop(): Promise<number | null>;
  /** The operator's token. */
  token: string;
  /** A token for somebody whom the server knows, as `npm run token` prints it. */
  tokenOf: (as: string) => Promise<string>;
  arm: ArmClient;
}

/** Starts it on a free port and signs in with the link that it prints. One that is measured has no `flags`. */
export async function startPortal(
  dataDir: string,
  more: Record<string, string> = {},
  flags: readonly string[] = SHORT_LIVED,
): Promise<PortalProcess> {
  const env = { ...process.env, HOST: '127.0.0.1', PORT: String(await freePort()), DATA_DIR: dataDir, ...more };
  const args = [...flags, 'server/host/main.ts'];
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  let log = '';
  let printed = '';
  const link = await new Promise<URL>((resolve, reject) => {
    void exited.then(([code]) => reject(new Error(`The server ended with ${String(code)}: ${log}`)));
    const isLinkPrinted = more.LOG_FORMAT !== 'json';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (isLinkPrinted && printed.includes('\n'))
        resolve(new URL(printed.trim().replace('Backup Portal ready at ', '')));
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (isLinkPrinted || !/"event":"ready".*\n/.test(log)) return;
      promisify(execFile)(process.execPath, ['server/host/link.ts'], { cwd: ROOT, env }).then(
        ({ stdout }) => resolve(new URL(stdout.trim())),
        reject,
      );
    });
  });
  const signedIn = await fetch(`${link.origin}/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: link.searchParams.get('code') }),
  });
  const { access_token: token } = (await signedIn.json()) as { access_token: string };
  return {
    url: link.origin,
    token,
    child,
    log: () => log,
    printed: () => printed,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    stop: async () => {
      child.kill('SIGINT');
      return ((await exited) as [number | null])[0];
    },
    tokenOf: async (as) => {
      const command = ['server/host/token.ts', '--as', as];
      return (await promisify(execFile)(process.execPath, command, { cwd: ROOT, env })).stdout.trim();
    },
    arm: createArmClient(link.origin, token),
  };
}

type Reached = Pick<TestPostgres, 'host' | 'port' | 'user' | 'password'>;

export type ArmClient = ReturnType<typeof createArmClient>;

/** Speaks ARM to a server that was started in whatever way. */
export function createArmClient(origin: string, token: string) {
  async function send(method: string, path: string, body?: unknown): Promise<Response> {
    const url = new URL(path, origin);
    const namespace = /^.*\/providers\/([^/]+)/i.exec(url.pathname)?.[1]?.toLowerCase() ?? 'microsoft.resources';
    if (!url.searchParams.has('api-version')) {
      url.searchParams.set('api-version', ACCEPTED_API_VERSIONS[namespace]?.[0] ?? '');
    }
    return fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  /** Sends, and follows the operation to its end. Throws when either fails. */
  async function done<T = Partial<OperationStatus>>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await send(method, path, body);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    const operation = response.headers.get('azure-asyncoperation');
    if (operation === null) return (text === '' ? {} : JSON.parse(text)) as T;
    for (;;) {
      const status = (await (await send('GET', operation)).json()) as OperationStatus;
      if (status.status === 'Succeeded') return status as T;
      if (status.status === 'Failed') throw new Error(`${method} ${path}: ${JSON.stringify(status.error)}`);
      await delay(100);
    }
  }

  const get = <T>(path: string): Promise<T> => done<T>('GET', path);

  /** Registers a server, or says anew how it is reached. */
  async function connect(name: string, { host, port, user, password }: Reached): Promise<ResourceId> {
    const serverId = resourceId(resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP), SERVER_TYPE, name);
    await done('PUT', serverId, {
      location: REGION,
      properties: {
        administratorLogin: user,
        administratorLoginPassword: password,
        connection: { host, port, tlsMode: 'prefer' },
      },
    });
    return serverId;
  }

  /** Connects a server, gives the vault's identity its roles, and configures its backup. */
  async function protect(name: string, postgres: Reached): Promise<ResourceId> {
    const serverId = await connect(name, postgres);
    const vault = await get<Vault>(VAULT_ID);
    for (const { roleId, scope } of backupRoleNeeds(serverId)) {
      const definition = `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`;
      const properties = {
        roleDefinitionId: definition,
        principalId: vault.identity?.principalId,
        principalType: 'ServicePrincipal',
      };
      const path = `${scope}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}`;
      const response = await send('PUT', path, { properties });
      // The group's Reader role may be there already, from another server.
      if (!response.ok && response.status !== 409)
        throw new Error(`PUT ${path}: ${response.status} ${await response.text()}`);
    }
    const instanceId = `${VAULT_ID}/backupInstances/${name}-${name}-${crypto.randomUUID()}`;
    await done('PUT', instanceId, {
      properties: {
        objectType: 'BackupInstance',
        friendlyName: name,
        dataSourceInfo: {
          objectType: 'Datasource',
          datasourceType: SERVER_TYPE,
          resourceID: serverId,
          resourceLocation: REGION,
        },
        policyInfo: { policyId: POLICY_ID },
      },
    });
    for (;;) {
      const { properties } = await get<BackupInstance>(instanceId);
      if (properties.currentProtectionState === 'ProtectionConfigured') return instanceId;
      await delay(100);
    }
  }

  /** Waits until `isSo`. */
  async function jobWhen(jobId: ResourceId, isSo: (job: Job) => boolean): Promise<Job> {
    for (;;) {
      const job = await get<Job>(jobId);
      if (isSo(job)) return job;
      await delay(250);
    }
  }

  const recoveryPoints = async (instanceId: ResourceId): Promise<RecoveryPoint[]> =>
    (await get<{ value: RecoveryPoint[] }>(`${instanceId}/recoveryPoints`)).value;

  /** Restores a database of the newest recovery point beside what is there, and returns the job when it has ended. */
  async function restore(
    instanceId: ResourceId,
    targetServerId: ResourceId,
    database: { name: string; targetName: string },
  ): Promise<Job> {
    const [point] = await recoveryPoints(instanceId);
    const request: RestoreRequest = {
      objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
      sourceDataStoreType: 'VaultStore',
      recoveryPointId: point?.name ?? '',
      restoreTargetInfo: {
        ...{ objectType: SERVER_TARGET, recoveryOption: 'FailIfExists', restoreLocation: REGION },
        targetServerId,
        databases: [{ ...database, replace: false }],
        ownersAndRoles: false,
      },
    };
    const accepted = await send('POST', `${instanceId}/restore`, request);
    if (!accepted.ok) throw new Error(await accepted.text());
    const { properties } = await get<OperationStatus>(accepted.headers.get('azure-asyncoperation') ?? '');
    return jobWhen(properties?.jobId ?? '', (seen) => !isRunning(seen));
  }

  return {
    send,
    done,
    get,
    connect,
    protect,
    restore,
    /** Starts a backup and returns the id of its job. */
    async startBackup(instanceId: ResourceId): Promise<ResourceId> {
      const trigger = { backupRuleOptions: { ruleName: 'BackupWeekly', triggerOption: {} } };
      const { properties } = await done('POST', `${instanceId}/backup`, trigger);
      return properties?.jobId ?? '';
    },
    vault: () => get<Vault>(VAULT_ID),
    job: (jobId: ResourceId) => get<Job>(jobId),
    jobWhen,
    recoveryPoints,
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
