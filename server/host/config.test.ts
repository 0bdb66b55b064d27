import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { STALL_LIMITS } from '#provider/domain/stall-limits.ts';
import { readConfig, secretsIn, stallLimitsOf } from './config.ts';
import { placeOf } from './storages.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-config-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('has a default for everything', () => {
  expect(readConfig({}, folder)).toEqual({
    PORT: 5080,
    HOST: '127.0.0.1',
    DATA_DIR: resolve('.data'),
    ALLOWED_HOSTS: [],
    READS_PER_MINUTE: 12_000,
    WRITES_PER_MINUTE: 6_000,
    DELETES_PER_MINUTE: 6_000,
    REQUESTS_AT_ONCE: 16,
    CORS_ORIGINS: [],
    STOP_WAIT_SECONDS: 5,
    NOTIFICATIONS: [],
    LOG_FORMAT: 'text',
    LOG_LEVEL: 'info',
    BACKUP_STALL_MINUTES: 10,
    BACKUP_MOST_HOURS: 72,
    RESTORE_STALL_MINUTES: 240,
    EXPIRY_STALL_MINUTES: 10,
    CHECK_STALL_MINUTES: 5,
    ENCRYPT_POINTS: 'on',
    DISK_RESERVE_GB: 1,
  });
});

it('has the deadlines in minutes, and passes them to the provider', () => {
  expect(stallLimitsOf(readConfig({}, folder))).toEqual(STALL_LIMITS);
  expect(stallLimitsOf(readConfig({ BACKUP_STALL_MINUTES: '1' }, folder))).toMatchObject({ backup: 60_000 });
});

it('prefers the environment to the file', async () => {
  await writeFile(join(folder, 'backup-portal.config.json'), JSON.stringify({ PORT: 7000, HOST: '0.0.0.0' }));
  expect(readConfig({ PORT: '7001' }, folder)).toMatchObject({ PORT: 7001, HOST: '0.0.0.0' });
});

it('takes destinations from a file of their own, and secrets from files', async () => {
  const path = join(folder, 'notifications.json');
  await writeFile(join(folder, 'hook'), 'https://hooks.contoso.example/s3cr3t\n');
  const url = { file: join(folder, 'hook') };
  const destination = { type: 'webhook', name: 'team', format: 'teams', scopes: ['/subscriptions/1'] };
  await writeFile(path, JSON.stringify([{ ...destination, url }]));
  const config = readConfig({ NOTIFICATIONS: path, HEARTBEAT_URL: 'https://ping.contoso.example/{instance}' }, folder);
  const secret = 'https://hooks.contoso.example/s3cr3t';
  expect(config.NOTIFICATIONS).toEqual([{ ...destination, minimalSeverity: 'Sev 1', url: secret }]);
  expect(secretsIn(config)).toEqual(expect.arrayContaining([config.HEARTBEAT_URL, secret]));
});

it.each([
  [{ PORT: 'many' }, 'PORT must be a number'],
  [{ PORT: '70000' }, 'PORT must be 1 to 65535'],
  [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL must look like postgres://'],
  [{ SECRET_KEY: 'short' }, 'SECRET_KEY must have at least 32 characters'],
  [{ MASTER_KEY: 'a password' }, 'MASTER_KEY.0 must be an identity of age'],
  [{ LOG_FORMAT: 'xml' }, 'LOG_FORMAT must be text or json'],
  [{ METRICS_TOKEN: 'short' }, 'METRICS_TOKEN must have at least 16'],
  [{ STOP_WAIT_SECONDS: '-1' }, 'STOP_WAIT_SECONDS must not be negative'],
  [{ HEARTBEAT_URL: 'ftp://x' }, 'HEARTBEAT_URL must look like https://'],
  [{ HEARTBEAT_URL: 'https://user:s3cr3t@x' }, 'HEARTBEAT_URL must not hold a user or a password'],
  [{ NOTIFICATIONS: '/not/there.json' }, 'NOTIFICATIONS must be a JSON list, or the path of a file with one'],
  [{ NOTIFICATIONS: '[{"type":"pigeon"}]' }, 'NOTIFICATIONS.0.type'],
  [{ NOTIFICATIONS: '[{"type":"webhook","name":"a","url":"x"}]' }, 'NOTIFICATIONS.0.url must look like https://'],
  [
    { NOTIFICATIONS: '[{"type":"webhook","name":"a","url":{"env":"NO_SUCH_VARIABLE"}}]' },
    'NOTIFICATIONS.0.url is to be read from the variable NO_SUCH_VARIABLE',
  ],
  [
    { NOTIFICATIONS: '[{"type":"email","name":"a","from":"a@b","to":["x"],"smtp":"smtp://m"}]' },
    'NOTIFICATIONS.0.to.0 must be an e-mail address',
  ],
  [{ ENCRYPT_POINTS: 'no' }, 'ENCRYPT_POINTS must be on or off'],
  [{ DISK_RESERVE_GB: '-1' }, 'DISK_RESERVE_GB must not be negative'],
  [{ VAULT_QUOTA_GB: 'much' }, 'VAULT_QUOTA_GB must be a number'],
  [{ PUBLIC_URL: 'https://contoso.example/portal' }, 'PUBLIC_URL must be a URL without a path'],
  [{ BACKUP_STALL_MINUTES: '0' }, 'BACKUP_STALL_MINUTES must be at least 1 minute'],
  [{ BACKUP_MOST_HOURS: '0' }, 'BACKUP_MOST_HOURS must be at least 1 hour'],
  [{ CHECK_STALL_MINUTES: 'soon' }, 'CHECK_STALL_MINUTES must be a number of minutes'],
  [{ CORS_ORIGINS: 'https://a.example, nonsense' }, 'CORS_ORIGINS.1 must be a URL'],
  [{ ALLOWED_HOSTS: 'backup.contoso.example, https://contoso.example' }, 'ALLOWED_HOSTS.1 must be a host name'],
  [{ ALLOWED_HOSTS: 'contoso.example:5080' }, 'ALLOWED_HOSTS.0 must be a host name'],
  [{ TLS_CERT: '/tls.crt' }, 'TLS_CERT and TLS_KEY must be set together'],
  [{ READS_PER_MINUTE: '0' }, 'READS_PER_MINUTE must be at least 1'],
  [{ RESTORE_FOLDERS: 'stlocal/files=/srv/files, /srv/other' }, 'RESTORE_FOLDERS.1 must look like'],
  [{ RESTORE_FOLDERS: 'St_Local/files=/srv/files' }, 'RESTORE_FOLDERS.0 must look like'],
])('says what is wrong with %j', (environment, message) => {
  expect(() => readConfig(environment, folder)).toThrow(message);
});

it('names unknown settings of the file', async () => {
  await writeFile(join(folder, 'backup-portal.config.json'), JSON.stringify({ PROT: 1 }));
  expect(() => readConfig({}, folder)).toThrow(/PROT in backup-portal.config.json is not a setting.*PORT/);
});

it.each(['[]', '{', '5'])('refuses a file that holds %s', async (text) => {
  await writeFile(join(folder, 'backup-portal.config.json'), text);
  expect(() => readConfig({}, folder)).toThrow('must hold a JSON object');
});

it('takes the folders that files are restored into', async () => {
  const folders = [
    { account: 'stlocal', container: 'files', folder: '/srv/files' },
    { account: 'stlocal', container: 'more-files', folder: resolve('here = there') },
  ];
  const texts = ['stlocal/files=/srv/files', 'stlocal/more-files=here = there'];
  expect(readConfig({ RESTORE_FOLDERS: texts.join(', ') }, folder).RESTORE_FOLDERS).toEqual(folders);
  await writeFile(join(folder, 'backup-portal.config.json'), JSON.stringify({ RESTORE_FOLDERS: texts }));
  expect(readConfig({}, folder).RESTORE_FOLDERS).toEqual(folders);
});

const S3 = {
  type: 'S3',
  bucket: 'backups',
  endpoint: 'https://s3.contoso.example',
  accessKeyId: 'key',
  secretAccessKey: 'secret',
};

it('has storages by name, in the file or as JSON, with secrets that may stand in files of their own', async () => {
  const secret = join(folder, 'secret');
  await writeFile(secret, 'from a file\n');
  const blob = {
    type: 'AzureBlob',
    account: 'contoso',
    container: 'backups',
    accountKey: { file: secret },
    prefix: '/a/b',
  };
  await writeFile(join(folder, 'backup-portal.config.json'), JSON.stringify({ STORAGES: { blob } }));
  const { STORAGES: inFile = {} } = readConfig({}, folder);
  expect(inFile.blob && placeOf('blob', inFile.blob, 7)).toEqual({
    ...{ kind: 'azureBlob', name: 'blob', prefix: 'a/b/', quotaBytes: 7, attempts: 8, pieceBytes: 16 * 1024 ** 2 },
    url: 'https://contoso.blob.core.windows.net/backups',
    where: 'container backups of https://contoso.blob.core.windows.net',
    credentials: { account: 'contoso', key: 'from a file' },
  });
  const { STORAGES = {} } = readConfig({ STORAGES: JSON.stringify({ offsite: S3 }) }, folder);
  expect(STORAGES.offsite && placeOf('offsite', STORAGES.offsite, undefined)).toMatchObject({
    ...{ kind: 's3', bucket: 'backups', prefix: '', pathStyle: true, region: 'us-east-1' },
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  });
  await rm(secret);
  expect(() => inFile.blob && placeOf('blob', inFile.blob, 7)).toThrow(
    /STORAGES.blob: the file .*secret cannot be read/,
  );
});

it.each([
  ['no JSON', 'secret key', /^STORAGES must be a JSON object/],
  ['another type', JSON.stringify({ offsite: { type: 'Tape' } }), /STORAGES\.offsite\.type/],
  ['no bucket', JSON.stringify({ offsite: { type: 'S3' } }), /STORAGES\.offsite\.bucket/],
  [
    'a setting that there is not',
    JSON.stringify({ offsite: { ...S3, Bucket: 'b' } }),
    /STORAGES\.offsite has no setting Bucket/,
  ],
  [
    'half of a key',
    JSON.stringify({ offsite: { ...S3, secretAccessKey: undefined } }),
    /accessKeyId and secretAccessKey must be set together/,
  ],
  ['the name of the data folder', JSON.stringify({ local: S3 }), /STORAGES must not name 'local'/],
  [
    'a prefix that leads elsewhere',
    JSON.stringify({ offsite: { ...S3, prefix: 'a/../b' } }),
    /STORAGES\.offsite\.prefix must not lead elsewhere/,
  ],
  ['a name with a space', JSON.stringify({ 'off site': S3 }), /STORAGES/],
  [
    'no credentials',
    JSON.stringify({ b: { type: 'AzureBlob', account: 'abc', container: 'abc' } }),
    /accountKey or sas must be set/,
  ],
])('refuses storages with %s, and repeats no secret', (_, text, message) => {
  const read = () => readConfig({ STORAGES: text }, folder);
  expect(read).toThrow(message);
  expect(read).not.toThrow(/secret key|"secret"/);
});

it('reads settings from a file each, below the environment', async () => {
  await writeFile(join(folder, 'SECRET_KEY'), `${'s'.repeat(40)}\n`);
  await writeFile(join(folder, 'PORT'), '6000');
  await writeFile(join(folder, 'NO_SETTING'), 'x');
  const environment = { CREDENTIALS_DIRECTORY: folder, PORT: '7000' };
  expect(readConfig(environment, folder)).toMatchObject({ SECRET_KEY: 's'.repeat(40), PORT: 7000 });
  await writeFile(join(folder, 'SECRET_KEY'), 'short');
  expect(() => readConfig(environment, folder)).toThrow(/^SECRET_KEY must have at least 32 characters/);
  expect(() => readConfig({ CREDENTIALS_DIRECTORY: join(folder, 'PORT') }, folder)).toThrow(
    /cannot be read from CREDENTIALS_DIRECTORY/,
  );
});
