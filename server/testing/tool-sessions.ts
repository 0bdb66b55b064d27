/** Sessions of the portal and its tools at a server. */
import type { TestPostgres } from './postgres.ts';
import { within } from './rich-databases.ts';

export const toolSessions = (server: TestPostgres): Promise<{ pid: number; query: string }[]> =>
  within(server, 'postgres', [
    `SELECT pid, query FROM pg_stat_activity WHERE application_name = 'backup-portal' ORDER BY backend_start`,
  ]);
