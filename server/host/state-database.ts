/** The state that the settings name, opened by a command while no server uses it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { clusterIn, openPgliteDatabase } from '#adapters/sql/pglite-database.ts';
import { openPostgresDatabase, refuseWhileServed } from '#adapters/sql/postgres-database.ts';
import type { SqlDatabase } from '#adapters/sql/sql-database.ts';
import { SetupError } from '#adapters/setup-error.ts';
import type { Config } from './config.ts';

type Place = Pick<Config, 'DATA_DIR' | 'DATABASE_URL'>;

/** Throws a `SetupError` while a server is running on it. */
export async function openStateAlone({ DATABASE_URL, DATA_DIR }: Place): Promise<SqlDatabase> {
  if (DATABASE_URL === undefined) return openPgliteDatabase(stateFolder(DATA_DIR));
  await refuseWhileServed(DATABASE_URL);
  return openPostgresDatabase(DATABASE_URL, () => undefined, { name: 'Backup Portal, a command' });
}

/** Throws a `SetupError` where there is no embedded state: opening it would make one. */
export function requireState({ DATABASE_URL, DATA_DIR }: Place): void {
  if (DATABASE_URL !== undefined || existsSync(clusterIn(stateFolder(DATA_DIR)))) return;
  throw new SetupError(
    `There is no state in the data folder ${DATA_DIR}. Set DATA_DIR or DATABASE_URL as the server has it.`,
  );
}

export const stateIn = ({ DATABASE_URL, DATA_DIR }: Place): string =>
  DATABASE_URL === undefined ? `the folder ${stateFolder(DATA_DIR)}` : 'the database of DATABASE_URL';

const stateFolder = (dataDir: string): string => join(dataDir, 'state');
