/**
 * Owners and grants of a restored database, given by the login when everything is restored. The statements are those of
 * pg_restore; none runs code of the source.
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
import { listOf, type ArchiveRun } from './pg-restore.ts';
import { restoreFaultOfTool, wordsOf } from './restore-faults.ts';

/** A quoted name may hold anything; a string literal never occurs in such a statement. */
const OWNER = /^ALTER\s(?:"[^"]*"|[^"'])*?\sOWNER\s+TO\s+("(?:[^"]|"")*"|[^\s";]+)$/i;

export interface OwnerStatement {
  sql: string;
  owner: string;
}

/** Every `ALTER … OWNER TO …` that pg_restore would run for these entries of the archive. */
export async function ownersIn(
  { tools, signal, only }: Pick<ArchiveRun, 'tools' | 'signal'> & Required<Pick<ArchiveRun, 'only'>>,
  encoding: string,
  plain: AsyncIterable<Uint8Array>,
): Promise<OwnerStatement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bp-restore-owners-'));
  try {
    const list = join(folder, 'list');
    await writeFile(list, listOf(only));
    const file = join(folder, 'schema.sql');
    await feed(
      {
        path: toolPath(tools, 'pg_restore'),
        args: [`--use-list=${list}`, '--no-privileges', '--no-tablespaces', `--file=${file}`],
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

/** Gives each object to its owner. Returns PostgreSQL's errors for those that it could not give. */
export async function giveToOwners(connection: Connection, statements: readonly OwnerStatement[]): Promise<string[]> {
  const refused: string[] = [];
  for (const { sql } of statements) {
    await connection.query(sql).catch((error: unknown) => refused.push(`${sql}: ${wordsOf(error)}`));
  }
  return refused;
}

const SHOWN = 5;

export const ownersNotRestored = (targetName: string, refused: readonly string[], owner: string): UserFacingError => ({
  code: 'OwnersNotRestored',
  message: `${String(refused.length)} owners or grants in the database '${targetName}' are not as they were: ${refused.slice(0, SHOWN).join('; ')}${refused.length > SHOWN ? ' …' : ''}. The objects that could not be given to their owner belong to '${owner}'.`,
  recommendedAction: ['Give the objects to their owners by hand, or restore again as a login that may.'],
});
