import { describe, expect, it } from 'vitest';
import type { RestoreOutcome } from '#protocol/restore.ts';
import { restoreScript } from './restore-script.ts';

const outcome = (more: Partial<RestoreOutcome>): RestoreOutcome => ({
  filePrefix: 'orders',
  files: [
    { name: 'orders_roles.sql', bytes: 1, format: 'plain' },
    { name: 'orders_database_shop.sql', bytes: 1, format: 'custom', database: 'shop' },
    { name: 'orders_database_x%3Dy.sql', bytes: 1, format: 'custom', database: `x='y` },
    { name: 'orders_database_postgres.sql', bytes: 1, format: 'plain', database: 'postgres' },
  ],
  folder: undefined,
  databases: [],
  serverId: undefined,
  ...more,
});
const url = 'https://stcontoso.blob.core.windows.net/pg-restore';

describe('the script for restoring by hand', () => {
  it('reads the files from the folder where they are', () => {
    const script = restoreScript(outcome({ folder: `/srv/it's here` }), url);
    expect(script).toContain(String.raw`cd '/srv/it'\''s here'`);
    expect(script).toContain(`cat 'orders_roles.sql' | sed '/azure_superuser/d;`);
    expect(script).toContain(
      `createdb -T template0 -- 'shop'\ncat 'orders_database_shop.sql' | pg_restore -d 'shop' --no-owner -v`,
    );
    expect(script).not.toContain('az storage');
  });

  it('leaves the role alone that one signs in as', () => {
    expect(restoreScript(outcome({ folder: '/x' }), url)).toContain(
      String.raw`grep -vE "^(CREATE|ALTER) ROLE \"?$PGUSER\"?[ ;]" | psql -d postgres`,
    );
  });

  it('downloads them from a storage account', () => {
    expect(restoreScript(outcome({}), url)).toContain(
      `az storage blob download --account-name 'stcontoso' --container-name 'pg-restore' --auth-mode login --name 'orders_database_shop.sql' --file /dev/stdout --no-progress -o none | pg_restore -d 'shop'`,
    );
  });

  it('takes no name of a database for a connection string, a quote or an option', () => {
    const script = restoreScript(outcome({ folder: '/x' }), url);
    expect(script).toContain(String.raw`createdb -T template0 -- 'x='\''y'`);
    expect(script).toContain(String.raw`pg_restore -d 'dbname='\''x=\'\''y'\''' --no-owner`);
  });

  it('gives SQL to psql, and does not make the database that every server has', () => {
    const script = restoreScript(outcome({ folder: '/x' }), url);
    expect(script).toContain(`cat 'orders_database_postgres.sql' | PGDATABASE='postgres' psql`);
    expect(script).not.toContain(`createdb -T template0 -- 'postgres'`);
  });

  it('finds the files by their prefix when the job does not name them', () => {
    const script = restoreScript(outcome({ files: [] }), url);
    expect(script).toContain(`--prefix 'orders' --query '[].name' -o tsv | grep '_database_.*[.]sql$'`);
    expect(script).toContain('database=${file##*_database_}');
  });
});
