/**
 * Owners and grants of a restored database, given when everything is there and by the login itself: the statements are
 * those of pg_restore, and none of them runs anything that the source brought along.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UserFacingError } from '#protocol/errors.ts';
import { decoderOf } from '../../postgres-archive/archive-encoding.ts';
import { feed } from '../run-tool.ts';
import { sqlStatements } from '../sql-statements.ts';
import { toolPath } from '../tools.ts';
import type { Connection } from '../connection.ts';
import { quoted } from '../../quoted.ts';
import { listOf, type ArchiveRun } from './pg-restore.ts';
import { restoreFaultOfTool, wordsOf } from './restore-faults.ts';
import { actFor, type LoginFacts } from './restorer.ts';

/** A name in quotes may hold anything; a text in quotes has no place in such a statement. */
const OWNER = /^ALTER\s(?:"[^"]*"|[^"'])*?\sOWNER\s+TO\s+("(?:[^"]|"")*"|[^\s";]+)$/i;

export interface OwnerStatement {
  sql: string;
  owner: string;
}

/** Every `ALTER … OWNER TO …` that pg_restore would run for the archive. */
export async function ownersIn(
  { tools, signal, only }: Pick<ArchiveRun, 'tools' | 'signal' | 'only'>,
  encoding: string,
  plain: AsyncIterable<Uint8Array>,
): Promise<OwnerStatement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bp-restore-owners-'));
  try {
    const list = only === undefined ? [] : [`--use-list=${join(folder, 'list')}`];
    await writeFile(join(folder, 'list'), listOf(only ?? []));
    const file = join(folder, 'schema.sql');
    await feed(
      {
        path: toolPath(tools, 'pg_restore'),
        args: [...list, '--schema-only', '--no-privileges', '--no-tablespaces', `--file=${file}`],
        env: { LC_ALL: 'C' },
        signal,
        onBytes: () => undefined,
        faultOf: restoreFaultOfTool,
      },
      plain,
    );
    const text = decoderOf(encoding)(await readFile(file, 'latin1'));
    const found: OwnerStatement[] = [];
    for await (const sql of sqlStatements(inOnePiece(text))) {
      const owner = OWNER.exec(sql)?.[1];
      if (owner === undefined) continue;
      found.push({ sql, owner: owner.startsWith('"') ? owner.slice(1, -1).replaceAll('""', '"') : owner });
    }
    return found;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* inOnePiece(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(new TextEncoder().encode(text));
}

/** Gives each object to its owner. Answers what could not be given, in PostgreSQL's words. */
export async function giveToOwners(connection: Connection, statements: readonly OwnerStatement[]): Promise<string[]> {
  const refused: string[] = [];
  for (const { sql } of statements) {
    await connection.query(sql).catch((error: unknown) => refused.push(`${sql}: ${wordsOf(error)}`));
  }
  return refused;
}

/**
 * Only a member of a role may give things to it: a login without superuser becomes one of those it may, for as long as it
 * takes. Answers what makes that undone.
 */
export async function becomeMember(
  connection: Connection,
  roles: readonly string[],
  login: LoginFacts,
): Promise<() => Promise<void>> {
  if (login.isSuperuser) return () => Promise.resolve();
  const became: string[] = [];
  for (const role of new Set(roles)) {
    const [row] = await connection.query<{ is: boolean }>(
      `SELECT pg_catalog.pg_has_role(oid, 'USAGE') AS is FROM pg_catalog.pg_roles
       WHERE rolname OPERATOR(pg_catalog.=) $1::pg_catalog.name AND NOT rolsuper`,
      [role],
    );
    if (row?.is !== false) continue;
    await actFor(connection, role, login.name).then(
      () => became.push(role),
      () => undefined,
    );
  }
  return async () => {
    for (const role of became) {
      await connection.query(`REVOKE ${quoted(role)} FROM ${quoted(login.name)}`).catch(() => undefined);
    }
  };
}

const SHOWN = 5;

export const ownersNotRestored = (targetName: string, refused: readonly string[]): UserFacingError => ({
  code: 'OwnersNotRestored',
  message: `${String(refused.length)} owners or grants in the database '${targetName}' are not as they were: ${refused.slice(0, SHOWN).join('; ')}${refused.length > SHOWN ? ' …' : ''}`,
  recommendedAction: ['Give the objects to their owners by hand, or restore again as a login that may.'],
});
