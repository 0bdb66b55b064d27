/** Two simultaneous restores by one login that is not a superuser. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { startPostgres } from '../../../testing/postgres.ts';
import { within } from '../../../testing/rich-databases.ts';
import { accessTo } from '../../../testing/test-engine.ts';
import type { ConnectOptions } from '../connection.ts';
import { asMemberOf } from './memberships.ts';
import { readLogin } from './restorer.ts';
import { withTarget } from './target.ts';

vi.setConfig({ testTimeout: 120_000 });

test.each([13, 17])(
  'neither takes away what the other uses, nor what was there before, on a server %i',
  async (major) => {
    const folder = await mkdtemp(join(tmpdir(), 'bp-members-'));
    const postgres = await startPostgres({ major });
    try {
      await within(postgres, 'postgres', [
        `CREATE ROLE maker LOGIN CREATEROLE CREATEDB PASSWORD 'm'`,
        'SET ROLE maker',
        'CREATE ROLE owner',
        'RESET ROLE',
        'CREATE ROLE before',
        'GRANT before TO maker',
        'ALTER ROLE maker NOINHERIT',
      ]);
      const { host, port } = postgres;
      const access = accessTo({ host, port, user: 'maker', password: 'm' });
      const connect: ConnectOptions = {
        access,
        files: { authorities: join(folder, 'none.pem'), service: join(folder, 'none.conf'), home: folder },
      };
      const login = await withTarget(connect, readLogin);
      /** Memberships without ADMIN OPTION: from version 16 on, the creator of a role may grant it. */
      const members = () =>
        within<{ role: string }>(postgres, 'postgres', [
          `SELECT m.roleid::regrole::text AS role FROM pg_auth_members m
         WHERE m.member = 'maker'::regrole AND m.grantor ${major < 16 ? '<> 0' : `IN ('maker'::regrole, 'pgadmin'::regrole) AND NOT m.admin_option`}
         ORDER BY 1`,
        ]);

      const first = Promise.withResolvers<undefined>();
      const isIn = Promise.withResolvers<undefined>();
      const one = asMemberOf(connect, ['owner', 'before'], login, async () => {
        isIn.resolve(undefined);
        await first.promise;
        expect(await members()).toEqual([{ role: 'before' }, { role: 'owner' }]);
      });
      await isIn.promise;
      let isSecondIn = false;
      const other = asMemberOf(connect, ['owner'], login, async () => {
        isSecondIn = true;
        await one;
        await delay(50);
        expect(await members()).toEqual([{ role: 'before' }, { role: 'owner' }]);
      });
      await delay(300);
      expect(isSecondIn).toBe(false);

      // A waiting restore can be stopped.
      const stopped = asMemberOf({ ...connect, signal: AbortSignal.timeout(50) }, ['owner'], login, () =>
        Promise.resolve(),
      );
      await expect(stopped).rejects.toThrow();

      first.resolve(undefined);
      await Promise.all([one, other]);
      expect(await members()).toEqual([{ role: 'before' }]);
    } finally {
      await postgres.remove();
      await rm(folder, { recursive: true, force: true });
    }
  },
);
