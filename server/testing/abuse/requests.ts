/**
 * Requests at random, from a number that begins them: methods and paths of the route table with hostile names in them, and
 * bodies that were right before something hostile took the place of one value.
 */
import { ACCEPTED_API_VERSIONS } from '#protocol/api-versions.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { routes } from '#provider/routes.ts';
import type { Route } from '#provider/router.ts';
import {
  DATA_GROUP,
  POLICY_ID,
  POLICY_NAME,
  REGION,
  SAMPLE_SERVER,
  SUBSCRIPTION_ID,
  VAULT_ID,
} from '#provider/seed.ts';
import { ABUSED_GROUP } from './people.ts';
import type { Sent } from './sending.ts';

/** A whole number below `end`. */
export type Random = (end: number) => number;

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[random(from.length)] as T;
}

/** Names that are right, by what the route table calls them, so that requests come as far as the handlers. */
const RIGHT: Record<string, readonly string[]> = {
  subscription: [SUBSCRIPTION_ID],
  group: ['rg-abused', 'rg-abused', 'rg-backup', DATA_GROUP],
  vault: ['bv-abused', 'bv-contoso-weu', 'bv-new'],
  policy: [POLICY_NAME, 'policy-new'],
  server: [SAMPLE_SERVER, 'pg-new'],
  location: [REGION],
  scope: [ABUSED_GROUP.slice(1), VAULT_ID.slice(1), `subscriptions/${SUBSCRIPTION_ID}`],
  instance: ['pg-one-pg-one-77777777-7777-4777-8777-777777777777'],
};

/** In the form for a path: escaped where necessary. */
const HOSTILE_NAMES = [
  ...[
    '..',
    '.',
    '%2e%2e',
    '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '..%5c..%5c',
    '%2f',
    '%5c',
    '%00',
    'a%00b',
    '%',
    '%zz',
    '%c0%ae',
  ],
  ...[
    '%ff',
    '%ed%a0%80',
    '%e2%80%ae',
    '%F0%9F%92%A9',
    '%0d%0aSet-Cookie:a=b',
    '%25%32%65',
    'a%20b',
    '%20',
    '+',
    ';a=b',
    '@',
    ':',
  ],
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    '__defineGetter__',
    'null',
    'undefined',
    'NaN',
  ],
  ...[
    "'",
    "'%20OR%201=1--",
    '$(id)',
    '`id`',
    '{{7*7}}',
    '%24%7B7*7%7D',
    '*',
    '%25',
    '_',
    '-rf',
    '--help',
    'con',
    'nul',
  ],
  ...[
    'x'.repeat(300),
    'x'.repeat(4_000),
    '%41'.repeat(200),
    '-1',
    '1e309',
    '00000000-0000-0000-0000-000000000000',
    'a/b',
    '',
  ],
];

const HOSTILE_VALUES: readonly unknown[] = [
  ...[null, true, 0, -1, 1e308, Number.MAX_SAFE_INTEGER, 0.1, '', ' ', [], {}, [[]], [null], { a: null }],
  ...[
    '__proto__',
    'constructor',
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\u202e',
    '💩',
    '../../etc/passwd',
    "'; DROP TABLE x; --",
  ],
  ...[
    '$(id)',
    '{{7*7}}',
    '[concat(1)]',
    '%s%s%n',
    'x'.repeat(5_000),
    '9'.repeat(400),
    'P9999999999Y',
    'R/9999-99-99T99:99:99Z/P0D',
  ],
  ...[
    VAULT_ID,
    POLICY_ID,
    `${VAULT_ID}/../..`,
    '/'.repeat(2_000),
    'NaN',
    '-0',
    '1970-01-01',
    '+275760-09-13T00:00:00Z',
  ],
  { toString: 'x', valueOf: 1, constructor: { prototype: { isAdmin: true } } },
  Array.from({ length: 500 }, (_, at) => at),
  Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`name${String(at)}`, at])),
  { objectType: '__proto__' },
];

/** Where a connection would go to: this machine, or nowhere. */
const HOSTS: readonly unknown[] = [
  '127.0.0.1',
  '::1',
  '',
  '-h',
  '/tmp',
  '127.0.0.1 ',
  'a b',
  '\u0000',
  5,
  null,
  [],
  {},
];

/** Bodies that would be taken, of every kind that there is. */
const BODIES: readonly unknown[] = [
  { location: REGION, tags: { a: 'b' } },
  {
    location: REGION,
    identity: { type: 'SystemAssigned' },
    properties: {
      storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }],
      securitySettings: { softDeleteSettings: { state: 'On', retentionDurationInDays: 14 } },
    },
  },
  {
    properties: {
      objectType: 'BackupPolicy',
      datasourceTypes: [SERVER_TYPE],
      policyRules: [
        {
          objectType: 'AzureBackupRule',
          name: 'BackupWeekly',
          backupParameters: { objectType: 'AzureBackupParams', backupType: 'Full' },
          dataStore: { dataStoreType: 'VaultStore', objectType: 'DataStoreInfoBase' },
          trigger: {
            objectType: 'ScheduleBasedTriggerContext',
            schedule: { repeatingTimeIntervals: ['R/2026-01-04T02:00:00+00:00/P1W'], timeZone: 'UTC' },
            taggingCriteria: [{ isDefault: true, taggingPriority: 99, tagInfo: { tagName: 'Default' } }],
          },
        },
        {
          objectType: 'AzureRetentionRule',
          name: 'Default',
          isDefault: true,
          lifecycles: [
            {
              deleteAfter: { objectType: 'AbsoluteDeleteOption', duration: 'P3M' },
              sourceDataStore: { dataStoreType: 'VaultStore', objectType: 'DataStoreInfoBase' },
            },
          ],
        },
      ],
    },
  },
  {
    backupInstance: {
      objectType: 'BackupInstance',
      dataSourceInfo: {
        objectType: 'Datasource',
        datasourceType: SERVER_TYPE,
        resourceID: '/x',
        resourceLocation: REGION,
      },
      policyInfo: { policyId: POLICY_ID },
    },
  },
  {
    location: REGION,
    properties: {
      administratorLogin: 'backup',
      administratorLoginPassword: 'secret',
      connection: { host: '127.0.0.1', port: 1, tlsMode: 'disable' },
    },
  },
  { properties: { roleDefinitionId: '/x', principalId: crypto.randomUUID(), principalType: 'User' } },
  { properties: { level: 'ReadOnly', notes: 'none' } },
  {
    properties: {
      mode: 'Incremental',
      template: {
        $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
        contentVersion: '1.0.0.0',
        parameters: { it: { type: 'string' } },
        resources: [],
        outputs: { it: { type: 'string', value: "[concat(parameters('it'), uniqueString('a'))]" } },
      },
      parameters: { it: { value: 'x' } },
    },
  },
  { backupRuleOptions: { ruleName: 'BackupWeekly', triggerOption: {} } },
  { name: 'bv-new', type: 'Microsoft.DataProtection/backupVaults' },
  {
    objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
    sourceDataStoreType: 'VaultStore',
    recoveryPointId: 'a'.repeat(32),
    restoreTargetInfo: {
      objectType: 'RestoreFilesTargetInfo',
      recoveryOption: 'FailIfExists',
      restoreLocation: REGION,
    },
  },
];

const QUERIES = [
  ...[
    '$filter=',
    "$filter=status eq 'x",
    "$filter=eventTimestamp ge '2026-01-01'",
    '$top=-1',
    '$top=1e99',
    '$skipToken=AAAA',
  ],
  ...[
    '$filter=assignedTo(%27x%27)',
    '$filter=atScope()',
    '%24filter=%00',
    '__proto__=1',
    'a[b]=c',
    '&&&',
    '=',
    'a=%zz',
    '?',
  ],
  ...[
    `$filter=${'('.repeat(3_000)}`,
    `$skipToken=${'A'.repeat(3_000)}`,
    'api-version=2025-07-01',
    "$filter=x eq '''''",
  ],
];

const METHODS = ['GET', 'PUT', 'POST', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND'];

export interface Tokens {
  abuser: string;
}

/** A request that the route table knows, more or less. */
export function randomRequest(random: Random, { abuser }: Tokens): Sent {
  const known = pick(random, routes);
  const method = random(12) === 0 ? pick(random, METHODS) : known.method;
  const path = `${pathOf(random, known)}?${queryOf(random, known)}`.replaceAll(' ', '%20');
  const headers: Sent['headers'] = { ...authorization(random, abuser), ...oddHeaders(random) };
  const hasBody = method === 'PUT' || method === 'POST' || method === 'PATCH' || random(30) === 0;
  if (!hasBody) return { method, path, headers };
  headers['content-type'] ??= 'application/json';
  if (random(10) === 0) headers['transfer-encoding'] = 'chunked';
  return { method, path, headers, body: bodyOf(random) };
}

function pathOf(random: Random, { template }: Route): string {
  const isHostileAt = random(3) === 0 ? random(8) : -1;
  let at = 0;
  const path = template.replaceAll(/:(\w+)\*?/g, (_, name: string) => {
    const isHostile = at === isHostileAt || random(12) === 0;
    at += 1;
    return isHostile ? pick(random, HOSTILE_NAMES) : pick(random, RIGHT[name] ?? [`${name}-one`, crypto.randomUUID()]);
  });
  const odd = random(20);
  if (odd === 0) return path.toUpperCase();
  if (odd === 1) return `/${path}`;
  if (odd === 2) return path.replace('/providers/', '//providers//');
  if (odd === 3) return `${path}/${pick(random, HOSTILE_NAMES)}`;
  return odd === 4 ? `${path}/` : path;
}

function queryOf(random: Random, { template }: Route): string {
  const namespace = /^.*\/providers\/([^/]+)/.exec(template)?.[1]?.toLowerCase() ?? 'microsoft.resources';
  const version =
    random(15) === 0 ? pick(random, HOSTILE_NAMES) : pick(random, ACCEPTED_API_VERSIONS[namespace] ?? ['']);
  const more = random(4) === 0 ? `&${pick(random, QUERIES)}` : '';
  return `api-version=${version}${more}`;
}

function authorization(random: Random, abuser: string): Sent['headers'] {
  const kind = random(12);
  if (kind === 0) return {};
  if (kind === 1) return { authorization: `Bearer ${abuser.slice(0, -4)}AAAA` };
  if (kind === 2)
    return { authorization: pick(random, ['Bearer', 'Bearer ..', 'Basic YTpi', `Bearer ${'x'.repeat(4_000)}`, 'é']) };
  return { authorization: `Bearer ${abuser}` };
}

function oddHeaders(random: Random): Sent['headers'] {
  const kind = random(16);
  if (kind === 0)
    return { 'content-type': pick(random, ['text/plain', 'application/xml', 'application/json; charset=utf-16', '']) };
  if (kind === 1) return { 'if-match': pick(random, ['*', '"x"', '', 'W/"1"', 'x'.repeat(2_000)]) };
  if (kind === 2) return { 'x-ms-correlation-request-id': pick(random, ['__proto__', 'x'.repeat(3_000), "'", 'é']) };
  if (kind === 3)
    return { 'x-forwarded-host': 'evil.example', 'x-forwarded-for': ['1.2.3.4', '5.6.7.8'], forwarded: 'host=evil' };
  if (kind === 4) return { accept: 'text/html', 'accept-encoding': 'x'.repeat(500), range: 'bytes=0-' };
  if (kind === 5)
    return { 'x-http-method-override': 'DELETE', origin: 'https://evil.example', cookie: 'a=b; '.repeat(200) };
  return {};
}

function bodyOf(random: Random): string {
  const kind = random(10);
  if (kind === 0)
    return pick(random, ['', '{', 'null', '[]', '"x"', '1', '<x/>', '\ufeff{}', '{"a":1}{}', 'NaN', "{'a':1}"]);
  let body = JSON.stringify(pick(random, BODIES));
  for (let times = 1 + random(3); times > 0; times -= 1) body = injured(random, body);
  // A name that JSON may hold, and that no object literal would keep.
  return kind === 1 ? body.replace('{', '{"__proto__":{"isAdmin":true},') : body;
}

/** Changes, removes or renames one value somewhere in it. */
function injured(random: Random, text: string): string {
  const root = { root: JSON.parse(text) as unknown };
  const places: [holder: Record<string, unknown>, name: string][] = [];
  const walk = (holder: Record<string, unknown>): void => {
    for (const [name, value] of Object.entries(holder)) {
      places.push([holder, name]);
      if (typeof value === 'object' && value !== null) walk(value as Record<string, unknown>);
    }
  };
  walk(root);
  const [holder, name] = pick(random, places);
  const how = random(6);
  if (name === 'host' || name === 'connection') holder[name] = name === 'host' ? pick(random, HOSTS) : null;
  else if (how === 0 && holder !== root) Reflect.deleteProperty(holder, name);
  else if (how === 1 && !Array.isArray(holder))
    holder[pick(random, ['', 'x'.repeat(600), 'toString', '\u0000', name.toUpperCase()])] = holder[name];
  else holder[name] = pick(random, HOSTILE_VALUES);
  return JSON.stringify(root.root);
}
