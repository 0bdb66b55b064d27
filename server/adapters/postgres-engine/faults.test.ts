/** The faults for real failures, of the driver and of the tools. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EngineFault } from '#provider/ports.ts';
import { startPostgres, type TestPostgres } from '../../testing/postgres.ts';
import { within } from '../../testing/rich-databases.ts';
import { openEngine, type TestEngine } from '../../testing/test-engine.ts';
import { faultOf, faultOfTool } from './faults.ts';
import { withoutSecrets } from './secrets.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 120_000 });

describe('what a tool wrote', () => {
  const says = (...lines: string[]) => faultOfTool('pg_dump', lines.join('\n'));

  it.each([
    [
      'UserErrorServerLockTableFull',
      'pg_dump: error: query failed: ERROR:  out of shared memory',
      'HINT:  You might need to increase max_locks_per_transaction.',
      'pg_dump: detail: Query was: LOCK TABLE public.t4711 IN ACCESS SHARE MODE',
    ],
    [
      'UserErrorServerObjectsLocked',
      'pg_dump: error: query failed: ERROR:  canceling statement due to statement timeout',
      'pg_dump: detail: Query was: LOCK TABLE public.t4711 IN ACCESS SHARE MODE',
    ],
    [
      'UserErrorServerPermissionDenied',
      'pg_dump: error: query failed: ERROR:  permission denied for table certificates',
      'pg_dump: error: query was: LOCK TABLE public."password authentication failed" IN ACCESS SHARE MODE',
    ],
    [
      'UserErrorServerRoleConnectionLimit',
      'pg_dumpall: error: could not connect to database "template1": connection to server at "127.0.0.1", port 5432 failed: FATAL:  too many connections for role "backup"',
    ],
    [
      'UserErrorDatabaseConnectDenied',
      'pg_dump: error: connection to server at "127.0.0.1", port 5432 failed: FATAL:  permission denied for database "shop"',
      'DETAIL:  User does not have CONNECT privilege.',
    ],
    [
      'UserErrorServerTlsFailed',
      'pg_dump: error: connection to server at "db", port 5432 failed: SSL error: certificate verify failed',
    ],
    [
      'UserErrorServerClearPassword',
      'pg_dump: error: connection to server at "db", port 5432 failed: authentication method requirement "scram-sha-256,md5,none" failed: server requested a cleartext password',
    ],
    ['UserErrorServerOwnerMissing', 'pg_dump: error: role with OID 16385 does not exist'],
    ['UserErrorServerDataDamaged', 'pg_dump: error: schema with OID 16612 does not exist'],
    ['UserErrorServerDataDamaged', 'pg_dump: error: invalid column numbering in table "gappy"'],
    [
      'UserErrorServerDataDamaged',
      'pg_dump: error: failed sanity check, parent table with OID 16385 of sequence with OID 16386 not found',
    ],
    ...[
      'ERROR:  could not open file "base/16554/16574": No such file or directory',
      'FEHLER:  konnte Datei »base/16554/16574.1« nicht öffnen: Datei oder Verzeichnis nicht gefunden',
      'ERROR:  could not access status of transaction 4026531840',
      'ERROR:  invalid memory alloc request size 18446744073709551613',
      'ERROR:  compressed pglz data is corrupt',
      'ERROR:  MultiXactId 808530483 does not exist -- apparent wraparound',
    ].map((said) => [
      'UserErrorServerDataDamaged',
      'pg_dump: error: Dumping the contents of table "broken" failed: PQgetResult() failed.',
      `pg_dump: detail: Error message from server: ${said}`,
      'pg_dump: detail: Command was: COPY public.broken (i, t) TO stdout;',
    ]),
    [
      'UserErrorServerFull',
      'pg_dump: error: query failed: ERROR:  could not write to file "base/pgsql_tmp/pgsql_tmp4711.0": Disk quota exceeded',
    ],
    ['UserErrorBackupToolFailed', 'pg_dump: error: query failed: FEHLER:  keine Berechtigung für Tabelle rechnungen'],
  ])('is %s', (code, ...lines) => expect(says(...lines).code).toBe(code));

  it.each([
    [
      [
        'pg_dump: error: Dumping the contents of table "big" failed: PQgetResult() failed.',
        'pg_dump: detail: Error message from server: ERROR:  invalid memory alloc request size 1073741825',
        'pg_dump: detail: Command was: COPY "My Schema".big (b) TO stdout;',
      ],
    ],
    [
      [
        'pg_dump: error: Dumping the contents of table "big" failed: PQgetResult() failed.',
        'pg_dump: error: Error message from server: ERROR:  invalid memory alloc request size 1073741825',
        'pg_dump: error: The command was: COPY "My Schema".big (b) TO stdout;',
      ],
    ],
  ])('names the table and PostgreSQL’s message, for old and new tools', (lines) => {
    expect(says(...lines)).toMatchObject({
      code: 'UserErrorServerValueTooLarge',
      details: { object: 'table "My Schema".big', serverError: 'invalid memory alloc request size 1073741825' },
    });
  });

  it('keeps the message of a server with another language', () => {
    const fault = says('pg_dump: error: query failed: FEHLER:  keine Berechtigung für Tabelle rechnungen');
    expect(fault.details.serverError).toBe('keine Berechtigung für Tabelle rechnungen');
  });
});

describe('what is kept of it', () => {
  it.each([
    [`CREATE ROLE x PASSWORD 'it''s secret'`, `CREATE ROLE x PASSWORD '***'`],
    [`CONNECTION 'host=a password=b' PUBLICATION`, `CONNECTION '***' PUBLICATION`],
    [`OPTIONS (user 'u', password 'geheim')`, `OPTIONS (user '***', password '***')`],
    [
      `SERVER s OPTIONS (\n    host 'h',\n    "aws (key" 'A''KIA)',\n    token E'a\\'b'\n);`,
      `SERVER s OPTIONS (\n    host '***',\n    "aws (key" '***',\n    token '***'\n);`,
    ],
    [
      `ALTER SERVER s OPTIONS (ADD sslkey '/k', SET passfile '/p') now 'here'`,
      `ALTER SERVER s OPTIONS (ADD sslkey '***', SET passfile '***') now 'here'`,
    ],
    [
      `CREATE USER MAPPING FOR a SERVER s OPTIONS (service 'cut off her`,
      `CREATE USER MAPPING FOR a SERVER s OPTIONS (service '***'`,
    ],
    [`    aws_secret_access_key 'abc',\n    region 'eu'\n);`, `    aws_secret_access_key '***',\n    region '***'\n);`],
    [
      `FOREIGN TABLE t (a int OPTIONS (column_name 'x') NOT NULL)`,
      `FOREIGN TABLE t (a int OPTIONS (column_name '***') NOT NULL)`,
    ],
    [`    a text DEFAULT 'kept',`, `    a text DEFAULT 'kept',`],
    ['host=a password=b c', 'host=a password=*** c'],
    ['at postgres://u:p@host/db now', 'at postgres://*** now'],
    ['SCRAM-SHA-256$4096:abc$d:e', '***'],
    ['the word hunter2 alone', 'the word *** alone'],
  ])('is without secrets: %s', (text, kept) => expect(withoutSecrets(text, 'hunter2')).toBe(kept));
});

describe('an error of a server through the driver', () => {
  let folder = '';
  let engine: TestEngine['engine'];
  let sealed: TestEngine['sealed'];
  let postgres: TestPostgres;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bp-faults-'));
    ({ engine, sealed } = await openEngine(folder));
    postgres = await startPostgres();
    await within(postgres, 'postgres', [
      `CREATE ROLE backup LOGIN PASSWORD 'b' CONNECTION LIMIT 1`,
      `CREATE ROLE nobody NOLOGIN PASSWORD 'b'`,
      `CREATE ROLE outsider LOGIN PASSWORD 'b'`,
      'REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC',
      'GRANT CONNECT ON DATABASE postgres TO backup',
    ]);
  });
  afterAll(async () => {
    await postgres.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const probe = async (administratorLogin: string) =>
    engine.probe(await sealed(postgres, { administratorLogin, administratorLoginPassword: 'b' })).then(
      () => undefined,
      (error: unknown) => error as EngineFault,
    );

  it('says that the limit is that of the role', async () => {
    const { default: pg } = await import('pg');
    const holder = new pg.Client({
      host: postgres.host,
      port: postgres.port,
      user: 'backup',
      password: 'b',
      database: 'postgres',
    });
    await holder.connect();
    const fault = await probe('backup');
    await holder.end();
    expect(fault).toMatchObject({
      code: 'UserErrorServerRoleConnectionLimit',
      details: { serverError: 'too many connections for role "backup"' },
    });
  });

  it('says that the login may connect to neither postgres nor template1', async () => {
    const fault = await probe('outsider');
    expect(fault?.code).toBe('UserErrorDatabaseConnectDenied');
    expect(fault?.recommendedAction.join(' ')).toContain('GRANT CONNECT ON DATABASE');
  });

  it('says that the role may not log in', async () => {
    expect((await probe('nobody'))?.code).toBe('UserErrorServerLoginDisabled');
  });

  it('uses states and routines where messages are translated', () => {
    const codeOf = (code: string, routine: string, message: string, hint?: string) =>
      faultOf(Object.assign(new Error(message), { severity: 'FATAL', code, routine, hint })).code;
    expect(codeOf('53300', 'InitializeSessionUserId', 'zu viele Verbindungen für Rolle')).toBe(
      'UserErrorServerRoleConnectionLimit',
    );
    expect(codeOf('42501', 'CheckMyDatabase', 'keine Berechtigung')).toBe('UserErrorDatabaseConnectDenied');
    expect(codeOf('42501', 'aclcheck_error', 'keine Berechtigung')).toBe('UserErrorServerPermissionDenied');
    expect(codeOf('55000', 'CheckMyDatabase', 'akzeptiert gegenwärtig keine Verbindungen')).toBe(
      'UserErrorDatabaseClosed',
    );
    expect(codeOf('28000', 'ClientAuthentication', 'kein pg_hba.conf-Eintrag')).toBe('UserErrorServerAccessNotAllowed');
    expect(codeOf('28000', 'ClientAuthentication', 'gültiges Client-Zertifikat')).toBe(
      'UserErrorServerClientCertificateRequired',
    );
    expect(
      codeOf('53200', 'LockAcquireExtended', 'Shared Memory aufgebraucht', 'max_locks_per_transaction erhöhen'),
    ).toBe('UserErrorServerLockTableFull');
    expect(codeOf('25006', 'PreventCommandIfReadOnly', 'kann nicht')).toBe('UserErrorServerReadOnly');
    expect(codeOf('54000', 'GetNewTransactionId', 'Datenbank nimmt keine Befehle an')).toBe(
      'UserErrorServerWraparound',
    );
    expect(codeOf('54000', 'GetNewMultiXactId', 'Datenbank nimmt keine Befehle an')).toBe('UserErrorServerWraparound');
    expect(codeOf('58P01', 'mdopenfork', 'konnte Datei »base/5/16385« nicht öffnen')).toBe(
      'UserErrorServerDataDamaged',
    );
    expect(codeOf('58P01', 'internal_load_library', 'konnte nicht auf Datei »$libdir/postgis-3« zugreifen')).toBe(
      'UserErrorServerLibraryMissing',
    );
  });
});
