/** Test connection and the tools agree on TLS: the same trust, the same mode, the same outcome. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TlsMode } from '#protocol/postgres.ts';
import { EngineFault, type Engine, type ServerReport } from '#provider/ports.ts';
import { openssl, selfSigned, serverTakes, serverWrites } from '../../testing/certificates.ts';
import { createMemorySink } from '../../testing/memory-sink.ts';
import { startPostgres, type TestPostgres } from '../../testing/postgres.ts';
import { within } from '../../testing/rich-databases.ts';
import { openEngine } from '../../testing/test-engine.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 120_000 });

let folder = '';
let engine: Engine;
let postgres: TestPostgres;

const at = (file: string) => join(folder, file);
async function makeCertificate(
  name: string,
  authority: string,
  names: string,
  { days = 2, isAuthority = false } = {},
): Promise<void> {
  openssl(
    folder,
    ...['req', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${name}`],
    ...['-keyout', `${name}.key`, '-out', `${name}.csr`],
  );
  await writeFile(at(`${name}.ext`), `subjectAltName=${names}\nbasicConstraints=CA:${String(isAuthority)}\n`);
  openssl(
    folder,
    ...[
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      `${authority}.pem`,
      '-CAkey',
      `${authority}.key`,
      '-CAcreateserial',
    ],
    ...['-days', String(days), '-extfile', `${name}.ext`, '-out', `${name}.pem`],
  );
}

const HERE = 'IP:127.0.0.1,DNS:localhost';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-tls-'));
  for (const name of ['known', 'unknown']) selfSigned(folder, name);
  await makeCertificate('right', 'known', HERE);
  await makeCertificate('elsewhere', 'known', 'DNS:other.example');
  await makeCertificate('stranger', 'unknown', HERE);
  await makeCertificate('expired', 'known', HERE, { days: -1 });
  await makeCertificate('address', 'known', 'IP:127.0.0.1');
  await makeCertificate('middle', 'known', 'DNS:middle.example', { isAuthority: true });
  await makeCertificate('leaf', 'middle', HERE);
  await makeCertificate('chain', 'middle', HERE);
  await writeFile(at('chain.pem'), Buffer.concat([await readFile(at('chain.pem')), await readFile(at('middle.pem'))]));
  vi.stubEnv('PGSSLROOTCERT', at('known.pem'));
  ({ engine } = await openEngine(folder));
  postgres = await startPostgres();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await postgres.remove();
  await rm(folder, { recursive: true, force: true });
});

async function serverHas(certificate: string | undefined, hba: string): Promise<void> {
  await within(
    postgres,
    'postgres',
    [
      ...(certificate === undefined
        ? ['ALTER SYSTEM SET ssl = off']
        : [
            ...(await serverTakes(at(`${certificate}.pem`), at(`${certificate}.key`))),
            serverWrites('root.crt', await readFile(at('known.pem'))),
            `ALTER SYSTEM SET ssl_ca_file = 'root.crt'`,
            'ALTER SYSTEM SET ssl = on',
          ]),
      // The first line lets the next change connect.
      serverWrites('pg_hba.conf', `host all ${postgres.user} 127.0.0.1/32 scram-sha-256\n${hba}\n`),
      `CREATE ROLE backup SUPERUSER LOGIN PASSWORD 'of the backup'`,
      'SELECT pg_reload_conf()',
      'SELECT pg_sleep(0.3)',
    ].filter((statement) => !statement.startsWith('CREATE ROLE') || !isMade),
  );
  isMade = true;
}
let isMade = false;

const sealed = (tlsMode: TlsMode, host = '127.0.0.1') =>
  engine.seal({
    host,
    port: postgres.port,
    tlsMode,
    administratorLogin: 'backup',
    administratorLoginPassword: 'of the backup',
  });

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof EngineFault ? error.code : String(error)),
  );

/** The result of the test for driver and tools, and of a backup after it. */
async function outcomes(
  tlsMode: TlsMode,
  host?: string,
): Promise<{ tested: string; backedUp: string; report?: ServerReport }> {
  const text = await sealed(tlsMode, host);
  let report: ServerReport | undefined;
  const tested = await codeOf(
    engine.inspect(text).then((inspected) => {
      report = inspected;
      if ('fault' in inspected.tools) throw inspected.tools.fault;
    }),
  );
  const { signal } = new AbortController();
  const backedUp = await codeOf(engine.backUp(text, createMemorySink(), { signal, onProgress: () => undefined }));
  return { tested, backedUp, ...(report && { report }) };
}

const EVERYBODY = 'host all all 127.0.0.1/32 scram-sha-256\nhost all all ::1/128 scram-sha-256';
const FAILED = 'UserErrorServerTlsFailed';

describe.each([
  [
    'of an authority that nobody knows',
    'stranger',
    { prefer: 'done', require: 'done', 'verify-ca': FAILED, 'verify-full': FAILED },
  ],
  [
    'of an authority that is trusted',
    'right',
    { disable: 'done', prefer: 'done', require: 'done', 'verify-ca': 'done', 'verify-full': 'done' },
  ],
  ['that has expired', 'expired', { require: 'done', 'verify-ca': FAILED, 'verify-full': FAILED }],
  ['for its address alone', 'address', { 'verify-full': 'done' }],
  ['without that of the authority in between', 'leaf', { require: 'done', 'verify-ca': FAILED, 'verify-full': FAILED }],
  ['with that of the authority in between', 'chain', { 'verify-ca': 'done', 'verify-full': 'done' }],
  ['for another host', 'elsewhere', { require: 'done', 'verify-ca': 'done', 'verify-full': FAILED }],
] as const)('a server with a certificate %s', (_, certificate, expected) => {
  beforeAll(() => serverHas(certificate, EVERYBODY));

  it.each(Object.entries(expected) as [TlsMode, string][])(
    '%s: %s, for the test and for the backup',
    async (mode, code) => {
      const { tested, backedUp, report } = await outcomes(mode);
      expect({ tested, backedUp }).toEqual({ tested: code, backedUp: code });
      if (code === 'done') expect(report?.tlsProtocol).toBe(mode === 'disable' ? undefined : 'TLSv1.3');
    },
  );
});

it('a server that accepts only the newest TLS is reached as well', async () => {
  await serverHas('right', EVERYBODY);
  await within(postgres, 'postgres', [
    `ALTER SYSTEM SET ssl_min_protocol_version = 'TLSv1.3'`,
    'SELECT pg_reload_conf()',
  ]);
  expect(await outcomes('verify-full')).toMatchObject({ tested: 'done', backedUp: 'done' });
});

it('a host name is checked against the certificate as well as an address is', async () => {
  await serverHas('right', EVERYBODY);
  expect(await outcomes('verify-full', 'localhost')).toMatchObject({ tested: 'done', backedUp: 'done' });
});

describe('a server that accepts encrypted connections only', () => {
  beforeAll(() => serverHas('stranger', 'hostssl all backup 127.0.0.1/32 scram-sha-256'));

  it('is reached in the mode "prefer", with TLS', async () => {
    const { tested, backedUp, report } = await outcomes('prefer');
    expect({ tested, backedUp, tls: report?.tlsProtocol }).toEqual({
      tested: 'done',
      backedUp: 'done',
      tls: 'TLSv1.3',
    });
  });

  it('gives advice in the mode "disable", and the advice works', async () => {
    const fault: unknown = await engine.probe(await sealed('disable')).catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'UserErrorServerTlsRequired' });
    expect((fault as EngineFault).recommendedAction.join(' ')).toContain('"require"');
    expect(await outcomes('require')).toMatchObject({ tested: 'done', backedUp: 'done' });
  });
});

it('a server that lets the login in only without TLS is reached in the mode "prefer"', async () => {
  await serverHas('right', 'hostnossl all backup 127.0.0.1/32 scram-sha-256');
  const { tested, backedUp, report } = await outcomes('prefer');
  expect({ tested, backedUp, tls: report?.tlsProtocol }).toEqual({ tested: 'done', backedUp: 'done', tls: undefined });
  expect((await outcomes('verify-full')).tested).toBe('UserErrorServerAccessNotAllowed');
});

it.each(['cert', 'scram-sha-256 clientcert=verify-full'])(
  'a server that requests a client certificate (%s) is reported as that',
  async (how) => {
    await serverHas('right', `hostssl all backup 127.0.0.1/32 ${how}`);
    expect(await outcomes('verify-full')).toMatchObject({
      tested: 'UserErrorServerClientCertificateRequired',
      backedUp: 'UserErrorServerClientCertificateRequired',
    });
  },
);

describe('a server without TLS', () => {
  beforeAll(() => serverHas(undefined, EVERYBODY));

  it.each([
    ['prefer', 'done'],
    ['disable', 'done'],
    ['require', 'UserErrorServerTlsUnavailable'],
    ['verify-full', 'UserErrorServerTlsUnavailable'],
  ] as const)('%s: %s', async (mode, code) => {
    const { tested, backedUp } = await outcomes(mode);
    expect({ tested, backedUp }).toEqual({ tested: code, backedUp: code });
  });

  it('that requests the password in clear gets it only in the mode "disable"', async () => {
    await serverHas(undefined, 'host all backup 127.0.0.1/32 password');
    expect(await outcomes('prefer')).toMatchObject({
      tested: 'UserErrorServerClearPassword',
      backedUp: 'UserErrorServerClearPassword',
    });
    expect(await outcomes('disable')).toMatchObject({ tested: 'done', backedUp: 'done' });
  });

  it('is distinguished from one that lets nobody in', async () => {
    await serverHas(undefined, '');
    expect(await outcomes('prefer')).toMatchObject({ tested: 'UserErrorServerAccessNotAllowed' });
  });
});
