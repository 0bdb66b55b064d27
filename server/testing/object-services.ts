/**
 * Object services for the tests, each the real software in a temporary folder: Ceph's S3 gateway, from the system's packages, over
 * a monitor and one daemon that keeps objects in memory; and Azurite, Microsoft's own, from `server/testing/servers`.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import type { AzureBlobPlace } from '../adapters/stores/azure-blob-place.ts';
import { clientOf as azureClientOf } from '../adapters/stores/azure-blob-container.ts';
import { clientOf as s3ClientOf } from '../adapters/stores/s3-bucket.ts';
import type { S3Place } from '../adapters/stores/s3-place.ts';
import { freePort } from './postgres.ts';

const run = promisify(execFile);
const MIB = 1024 ** 2;

export interface TestService<Place> {
  url: string;
  /** A new bucket or container of the service, behind `url` (its own unless said). */
  newPlace(settings?: { url?: string; quotaBytes?: number; locks?: boolean }): Promise<Place>;
  stop(): Promise<void>;
}

const AZURITE = join(import.meta.dirname, 'servers', 'node_modules', 'azurite', 'dist', 'src', 'blob', 'main.js');

export const hasCeph = (): boolean =>
  ['radosgw', 'ceph-mon', 'ceph-osd'].every((name) => existsSync(`/usr/bin/${name}`));
export const hasAzurite = (): boolean => existsSync(AZURITE);

/** Takes some ten seconds to start. */
export async function startCeph(): Promise<TestService<S3Place>> {
  const folder = await mkdtemp(join(tmpdir(), 'bp-ceph-'));
  const [monitor, gateway] = [await freePort(), await freePort()];
  const keyring = join(folder, 'keyring');
  const config = join(folder, 'ceph.conf');
  const fsid = randomUUID();
  for (const name of ['mon', 'osd', 'rgw']) await mkdir(join(folder, name));
  await writeFile(config, cephConfig({ folder, fsid, monitor, gateway, keyring }));
  const started: ChildProcess[] = [];
  const begin = (program: string, args: string[]): void => {
    const child = spawn(program, ['-c', config, ...args, '-f'], { stdio: 'ignore', cwd: folder });
    child.on('error', () => undefined);
    started.push(child);
  };
  const tool = (program: string, args: string[]) =>
    run(program, ['-c', config, ...args], { cwd: folder, timeout: 60_000 });

  const keyOf = (name: string, caps: Record<string, string>) =>
    run('ceph-authtool', [
      keyring,
      '--gen-key',
      '-n',
      name,
      ...Object.entries(caps).flatMap(([of, cap]) => ['--cap', of, cap]),
    ]);
  await run('ceph-authtool', ['--create-keyring', keyring, '--gen-key', '-n', 'mon.', '--cap', 'mon', 'allow *']);
  await keyOf('client.admin', { mon: 'allow *', osd: 'allow *', mgr: 'allow *' });
  await keyOf('osd.0', { mon: 'allow profile osd', osd: 'allow *', mgr: 'allow profile osd' });
  const map = join(folder, 'monmap');
  const address = `[v2:127.0.0.1:${String(monitor)}]`;
  await run('monmaptool', ['--create', '--clobber', '--fsid', fsid, '--addv', 'a', address, map]);
  await tool('ceph-mon', ['--keyring', keyring, '--mkfs', '-i', 'a', '--monmap', map]);
  begin('ceph-mon', ['-i', 'a']);
  const osd = randomUUID();
  await tool('ceph', ['osd', 'new', osd]);
  await tool('ceph-osd', ['-i', '0', '--keyring', keyring, '--mkfs', '--osd-uuid', osd]);
  begin('ceph-osd', ['-i', '0']);
  const [accessKeyId, secretAccessKey] = [randomBytes(8).toString('hex'), randomBytes(16).toString('hex')];
  const user = [
    '--uid=tester',
    '--display-name=Tester',
    `--access-key=${accessKeyId}`,
    `--secret-key=${secretAccessKey}`,
  ];
  await tool('radosgw-admin', ['user', 'create', ...user]);
  begin('radosgw', ['-n', 'client.admin']);
  await answers(gateway);

  const url = `http://127.0.0.1:${String(gateway)}`;
  return {
    url,
    async newPlace(settings = {}) {
      const place: S3Place = {
        ...{ kind: 's3', name: 'test-s3', prefix: 'vaults/', where: 'the test service', attempts: 4 },
        ...{ bucket: `b-${randomBytes(6).toString('hex')}`, region: 'us-east-1', pathStyle: true, pieceBytes: 5 * MIB },
        credentials: { accessKeyId, secretAccessKey },
        endpoint: url,
        quotaBytes: settings.quotaBytes,
      };
      const create = { Bucket: place.bucket, ...(settings.locks === true && { ObjectLockEnabledForBucket: true }) };
      const client = s3ClientOf(place);
      await client.send(new CreateBucketCommand(create));
      client.destroy();
      return { ...place, endpoint: settings.url ?? url };
    },
    stop: () => stopAll(started.reverse(), folder),
  };
}

const cephConfig = (at: {
  folder: string;
  fsid: string;
  monitor: number;
  gateway: number;
  keyring: string;
}): string => `[global]
fsid = ${at.fsid}
mon host = v2:127.0.0.1:${String(at.monitor)}
mon initial members = a
keyring = ${at.keyring}
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
auth allow insecure global id reclaim = false
ms bind ipv6 = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
osd objectstore = memstore
memstore device bytes = 2147483648
mon allow pool size one = true
mon osd min in ratio = 0
mon data = ${at.folder}/mon
osd data = ${at.folder}/osd
rgw data = ${at.folder}/rgw
run dir = ${at.folder}
log file =
admin socket =
rgw frontends = beast endpoint=127.0.0.1:${String(at.gateway)}
`;

/** The place as an operator sets it up in `STORAGES`. */
export function azuriteSetting({ url }: Pick<TestService<AzureBlobPlace>, 'url'>, place: AzureBlobPlace) {
  const [, container = ''] = new URL(place.url).pathname.slice(1).split('/');
  const { account, key } = place.credentials as { account: string; key: string };
  return {
    ...{ type: 'AzureBlob' as const, account, accountKey: key, container },
    ...{ endpoint: `${url}/${account}`, prefix: place.prefix, pieceMib: 5 },
  };
}

export async function startAzurite(): Promise<TestService<AzureBlobPlace>> {
  const folder = await mkdtemp(join(tmpdir(), 'bp-azurite-'));
  const port = await freePort();
  const [account, key] = ['testaccount', randomBytes(32).toString('base64')];
  const args = [AZURITE, '--blobHost', '127.0.0.1', '--blobPort', String(port), '--location', folder, '--silent'];
  const child = spawn(process.execPath, [...args, '--disableTelemetry', '--skipApiVersionCheck'], {
    env: { ...process.env, AZURITE_ACCOUNTS: `${account}:${key}` },
    stdio: 'ignore',
    cwd: folder,
  });
  await answers(port);
  const url = `http://127.0.0.1:${String(port)}`;
  return {
    url,
    async newPlace(settings = {}) {
      const container = `c-${randomBytes(6).toString('hex')}`;
      const place: AzureBlobPlace = {
        ...{ kind: 'azureBlob', name: 'test-blob', prefix: 'vaults/', where: 'the test service', attempts: 4 },
        ...{ url: `${url}/${account}/${container}`, credentials: { account, key }, pieceBytes: 5 * MIB },
        quotaBytes: settings.quotaBytes,
      };
      await azureClientOf(place).create();
      return { ...place, url: `${settings.url ?? url}/${account}/${container}` };
    },
    stop: () => stopAll([child], folder),
  };
}

async function answers(port: number): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = createConnection(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (isThere) return;
    if (tries > 300) throw new Error(`Nothing answers on port ${String(port)}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function stopAll(children: ChildProcess[], folder: string): Promise<void> {
  await Promise.all(
    children.map(async (child) => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null && child.kill('SIGKILL')) await gone;
    }),
  );
  await rm(folder, { recursive: true, force: true });
}
