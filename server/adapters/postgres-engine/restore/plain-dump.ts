/** Runs a dump in SQL, statement by statement, and never with psql, which would run the backslash commands in it. */
import { EngineFault } from '#provider/ports.ts';
import type { ConnectOptions } from '../connection.ts';
import { sqlStatements } from '../sql-statements.ts';
import { withTargetDatabase } from './target.ts';
import type { Filled } from './filling.ts';
import { explained } from './restore-faults.ts';

const OWNERSHIP = /^(?:GRANT|REVOKE)\s|^ALTER\s+DEFAULT\s+PRIVILEGES\s|^ALTER\s[^']*\sOWNER\s+TO\s/i;
/** An older server does not know every setting that a newer dump begins with; those are skipped. */
const SETTING = /^SET\s+\w+\s*=/i;

/** The contents, or their owners and grants. */
export async function runPlainDump(
  into: ConnectOptions,
  name: string,
  plain: AsyncIterable<Uint8Array>,
  what: 'contents' | 'ownership',
): Promise<Filled> {
  await withTargetDatabase(into, name, async (connection) => {
    for await (const statement of sqlStatements(plain)) {
      if (OWNERSHIP.test(statement) !== (what === 'ownership') && !SETTING.test(statement)) continue;
      if (/^COPY\s.*\sFROM\s+stdin/is.test(statement)) throw copyNotSupported();
      const sent = connection.query(statement);
      await (SETTING.test(statement) ? sent.catch(() => undefined) : explained(sent));
    }
  });
  return { tablesCompared: 0, rowsCompared: 0, differing: [], notMade: [] };
}

const copyNotSupported = (): EngineFault =>
  new EngineFault('UserErrorDumpNotSupported', 'The recovery point holds a dump that only psql can restore.', [
    'Restore as files and run the script of the job by hand.',
  ]);
