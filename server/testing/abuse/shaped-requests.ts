/** Requests that no library would send, byte for byte: each takes aim at one thing that reads it. */
import { DEPLOYMENT_TYPE } from '#protocol/deployments.ts';
import { SUBSCRIPTION_ID } from '#provider/seed.ts';
import { ABUSED_GROUP, ABUSED_VAULT } from './people.ts';
import { pick, type Random, type Tokens } from './requests.ts';

const GROUPS = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups?api-version=2023-07-01`;
const VAULT = `${ABUSED_VAULT}?api-version=2025-07-01`;
const DEPLOYMENT = `${ABUSED_GROUP}/providers/${DEPLOYMENT_TYPE}/shaped`;

type Shape = (random: Random, token: string) => string | Buffer;

/** A whole request. The connection ends with it, unless something follows the body. */
function whole(method: string, path: string, headers: readonly string[], body: string | Buffer = ''): Buffer {
  const lines = [`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'Connection: close', ...headers, '', ''];
  return Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), Buffer.from(body)]);
}

const bearer = (token: string): string => `Authorization: Bearer ${token}`;
const JSON_TYPE = 'Content-Type: application/json';

const withBody = (method: string, path: string, token: string, body: string | Buffer, ...more: string[]): Buffer =>
  whole(method, path, [bearer(token), JSON_TYPE, `Content-Length: ${String(Buffer.byteLength(body))}`, ...more], body);

const deep = (open: string, close: string, depth: number): string => `${open.repeat(depth)}1${close.repeat(depth)}`;

/** By what they are aimed at. */
const SHAPES: Record<string, Shape> = {
  'JSON of great depth': (random, token) =>
    withBody(
      'PUT',
      VAULT,
      token,
      pick(random, [deep('[', ']', 50_000), deep('{"a":', '}', 20_000), '['.repeat(200_000)]),
    ),
  'JSON of many values': (_, token) => withBody('PUT', VAULT, token, `[${'0,'.repeat(100_000)}0]`),
  'huge numbers': (random, token) =>
    withBody(
      'PUT',
      VAULT,
      token,
      `{"properties":{"a":${pick(random, ['1e999999', '9'.repeat(50_000), '-1e-999999'])}}}`,
    ),
  'names of prototypes': (_, token) =>
    withBody(
      'PUT',
      VAULT,
      token,
      '{"__proto__":{"a":1},"constructor":{"prototype":{"a":1}},"properties":{"__proto__":null}}',
    ),
  'text that is no Unicode': (random, token) =>
    withBody(
      'PUT',
      VAULT,
      token,
      pick(random, [Buffer.from([0x22, 0xff, 0xfe, 0x22]), '{"tags":{"a":"\\ud800"}}', '{"tags":{"\\u0000":"a"}}']),
    ),
  'too much': (random, token) =>
    withBody('PUT', VAULT, token, `{"tags":{"a":"${'x'.repeat(300_000 + random(2_000_000))}"}}`),
  'a length that is too long': (_, token) =>
    whole('PUT', VAULT, [bearer(token), JSON_TYPE, 'Content-Length: 500'], '{}'),
  'a client that hangs up': (random, token) =>
    pick(random, [whole('GET', GROUPS, [bearer(token)]), withBody('PUT', VAULT, token, '{"tags":{"a":"b"}}')]),
  'a length that is none': (random, token) =>
    whole(
      'PUT',
      VAULT,
      [bearer(token), `Content-Length: ${pick(random, ['-1', '1e3', '99999999999999999999', 'x', ' '])}`],
      '{}',
    ),
  'two lengths': (_, token) => whole('PUT', VAULT, [bearer(token), 'Content-Length: 2', 'Content-Length: 40'], '{}'),
  'length and pieces': (_, token) =>
    whole(
      'PUT',
      VAULT,
      [bearer(token), 'Content-Length: 4', 'Transfer-Encoding: chunked'],
      '0\r\n\r\nGET / HTTP/1.1\r\n\r\n',
    ),
  pieces: (random, token) =>
    whole(
      'PUT',
      VAULT,
      [bearer(token), JSON_TYPE, 'Transfer-Encoding: chunked'],
      pick(random, [
        '2\r\n{}\r\n0\r\n\r\n',
        'fffffffffffffffff\r\n',
        '-1\r\n{}',
        'zz\r\n',
        '1\r\n{\r\n1\r\n}\r\n0\r\nx: y\r\n\r\n',
        `${'1\r\n \r\n'.repeat(5_000)}0\r\n\r\n`,
      ]),
    ),
  'headers twice': (_, token) =>
    whole('GET', GROUPS, [bearer(token), bearer(token), 'Authorization: Bearer x', 'If-Match: a', 'If-Match: b']),
  'two hosts': (_, token) => whole('GET', GROUPS, ['Host: evil.example', bearer(token)]),
  'another host': (random, token) =>
    `GET ${GROUPS} HTTP/1.1\r\nHost: ${pick(random, ['evil.example', '127.0.0.1:80@evil', '[::1', '', '%00', 'é'])}\r\nConnection: close\r\n${bearer(token)}\r\n\r\n`,
  'no host': (_, token) => `GET ${GROUPS} HTTP/1.1\r\nConnection: close\r\n${bearer(token)}\r\n\r\n`,
  'many headers': (random, token) =>
    whole('GET', GROUPS, [
      bearer(token),
      ...Array.from({ length: 200 + random(3_000) }, (_, at) => `x-${String(at)}: y`),
    ]),
  'a long header': (random, token) =>
    whole('GET', GROUPS, [bearer(token), `x: ${'y'.repeat(10_000 + random(100_000))}`]),
  'control letters in a header': (random, token) =>
    whole('GET', GROUPS, [bearer(token), `x: a${pick(random, ['\0', '\n', '\r', '\x7f', '\x1b[2J'])}b`]),
  'a path': (random, token) =>
    whole(
      'GET',
      pick(random, [
        ...[
          '//evil.example/',
          '/subscriptions//',
          '/..%2f..%2f..%2fetc/passwd',
          '/../../../../etc/passwd',
          '/assets/..%2f..%2fpackage.json',
        ],
        ...[
          '/%',
          '/%00',
          '/subscriptions/%00',
          '/a\0b',
          '/\x01',
          '*',
          'http://evil.example/subscriptions',
          '/config.json%00.html',
          '/.git/config',
        ],
        ...[
          `/${'a/'.repeat(5_000)}`,
          `/subscriptions/${'%2e'.repeat(4_000)}`,
          '/subscriptions?api-version=2022-12-01#x',
          '/?code=x',
          '?',
          '',
        ],
      ]),
      [bearer(token)],
    ),
  'a method': (random, token) =>
    whole(pick(random, ['TRACE', 'CONNECT', 'GETGET', 'get', 'PRI', 'G\0T', 'PURGE', 'SEARCH']), GROUPS, [
      bearer(token),
    ]),
  'no HTTP': (random) =>
    pick(random, [
      Buffer.from(Array.from({ length: 500 }, () => random(256))),
      Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]),
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      'GET /\r\n\r\n',
      `${'\r\n'.repeat(5_000)}x`,
    ]),
  upgrades: (random, token) =>
    whole('GET', GROUPS, [
      bearer(token),
      `Upgrade: ${pick(random, ['websocket', 'h2c', 'x'])}`,
      'Connection: Upgrade',
      'Expect: 100-continue',
    ]),
  'signing in': (random) => {
    const body = pick(random, [
      '{"code":"x"}',
      '{"code":{"$ne":1}}',
      '{"code":null}',
      '['.repeat(4_000),
      '"'.repeat(9_000),
      '{"code":"\\u0000"}',
      '{"__proto__":{"code":"x"}}',
    ]);
    const path = pick(random, [
      '/auth/token',
      '/auth/renew',
      '/auth/link',
      '/auth/sign-out',
      '/operator/repair',
      '/operator/confirm-clock',
      '/auth/__proto__',
    ]);
    return whole('POST', path, [JSON_TYPE, `Content-Length: ${String(body.length)}`, 'Authorization: Bearer x'], body);
  },
  'a token': (random, token) => {
    const [head = '', claims = '', sign = ''] = token.split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const forged = [
      `${none}.${claims}.`,
      `${head}.${claims}.`,
      `${head}..${sign}`,
      `${head}.${claims}.${sign}x`,
      '.'.repeat(7_000),
      `${none}.${claims}.${sign}`,
    ];
    return whole('GET', GROUPS, [bearer(pick(random, forged))]);
  },
  'a filter': (random, token) => {
    const filter = pick(random, [
      '('.repeat(2_000),
      "'".repeat(2_001),
      'not '.repeat(1_000),
      "a eq 'b' and ".repeat(300),
      '%00',
      'status%20eq%20',
    ]);
    const [path = '', version = ''] = pick(random, [
      [`/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.Insights/eventtypes/management/values`, '2015-04-01'],
      [`${ABUSED_VAULT}/backupJobs`, '2025-07-01'],
      [`/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.Authorization/roleAssignments`, '2022-04-01'],
    ]);
    return whole('GET', `${path}?api-version=${version}&$filter=${filter.replaceAll(' ', '%20')}`, [bearer(token)]);
  },
  'a template without sense': (random, token) =>
    withBody(
      'POST',
      `${DEPLOYMENT}/validate?api-version=2022-09-01`,
      token,
      JSON.stringify({
        properties: {
          mode: 'Incremental',
          template: pick<unknown>(random, [
            {},
            { $schema: '__proto__' },
            { resources: {} },
            { resources: [[[]]] },
            { parameters: [] },
            [],
            'x',
            1,
          ]),
        },
      }),
    ),
};

const KINDS = Object.keys(SHAPES);
/** Incomplete requests wait until the server's time limit. */
const HANG_UP = new Set(['a length that is too long', 'pieces', 'a client that hangs up']);

export interface Shaped {
  /** What it is aimed at. */
  kind: string;
  bytes: Buffer;
  /** Whether this side closes after the last byte. */
  hangsUp: boolean;
}

/** The shapes in turn, each a little different every time. */
export function shapedRequest(random: Random, at: number, { abuser }: Tokens): Shaped {
  const kind = KINDS[at % KINDS.length] ?? '';
  const token = random(8) === 0 ? 'garbage' : abuser;
  return { kind, bytes: Buffer.from(SHAPES[kind]?.(random, token) ?? ''), hangsUp: HANG_UP.has(kind) };
}
