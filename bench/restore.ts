/**
 * How fast our server restores into a PostgreSQL: one recovery point, restored in turn by `zstd -dc | pg_restore` of
 * its own file, by `pg_restore` of the same dump, unpacked in advance, and through our server over HTTP. Prints the
 * median of each.
 *
 * Ours also reads every row back and compares it with the recovery point: during the load with several tables, after it
 * with a single one.
 *
 * `node bench/restore.ts [megabytes] [tables]`
 */
import { glob, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning } from '#protocol/data-protection.ts';
import { startPortal } from '../server/testing/portal-process.ts';
import { startPostgres } from '../server/testing/postgres.ts';
import { createLargeDatabase, within } from '../server/testing/rich-databases.ts';
import { megabytesOf, printRace, race, ratioOf, shell, watchMemory } from './measuring.ts';

const MEGABYTES = Number(process.argv[2] ?? 1200);
const TABLES = Number(process.argv[3] ?? 8);
const ROUNDS = 3;
const RATIO_BUDGET = 1.15;
const MEMORY_BUDGET_MB = 150;
const DATABASE = 'bench';
const REFERENCE = 'pg_restore';
const OURS = 'our server';

const folder = await mkdtemp(join(tmpdir(), 'bp-bench-'));
const source = await startPostgres();
const target = await startPostgres();
let portal: Awaited<ReturnType<typeof startPortal>> | undefined;
try {
  console.log(`Making a database of about ${MEGABYTES} MB in ${TABLES} tables, and a recovery point of it …`);
  await createLargeDatabase(source, DATABASE, MEGABYTES / TABLES);
  const others = Array.from({ length: TABLES - 1 }, (_, at) => `events_${at + 2}`);
  await within(
    source,
    DATABASE,
    others.flatMap((name) => [
      `CREATE TABLE ${name} (LIKE events INCLUDING ALL)`,
      `INSERT INTO ${name} OVERRIDING SYSTEM VALUE SELECT * FROM events`,
    ]),
  );
  const megabytes = await megabytesOf(source, DATABASE);
  portal = await startPortal(join(folder, 'data'), {}, []);
  const { arm } = portal;
  const instance = await arm.protect('pg-bench', source);
  const targetId = await arm.connect('pg-bench-target', target);
  await arm.jobWhen(await arm.startBackup(instance), (seen) => !isRunning(seen));
  const packed = join(folder, 'packed');
  const plain = join(folder, 'plain');
  const keys = await keysOf({ DATA_DIR: join(folder, 'data') });
  await shell(target, 'age -d -i "$KEYS" -o "$PACKED" "$PART"', {
    KEYS: keys,
    PACKED: packed,
    PART: await onlyPart(),
  });
  await shell(target, 'zstd -dcq "$PACKED" > "$PLAIN"', { PACKED: packed, PLAIN: plain });

  const memory = watchMemory(portal.child.pid ?? 0);
  await delay(3000);
  const idle = memory.now();
  let peak = 0;
  const env = { PACKED: packed, PLAIN: plain, PGOPTIONS: '' };
  const medians = await race(
    {
      [REFERENCE]: () => shell(target, 'pg_restore --exit-on-error --no-owner -d copy "$PLAIN"', env),
      'zstd -dc | pg_restore': () =>
        shell(target, 'zstd -dcq "$PACKED" | pg_restore --exit-on-error --no-owner -d copy', env),
      [OURS]: async () => {
        const { properties } = await arm.restore(instance, targetId, { name: DATABASE, targetName: 'restored' });
        if (properties.status !== 'Completed') throw new Error(JSON.stringify(properties.errorDetails));
      },
    },
    {
      rounds: ROUNDS,
      before: async () => {
        await within(target, 'postgres', [
          'DROP DATABASE IF EXISTS copy',
          'DROP DATABASE IF EXISTS restored',
          'CREATE DATABASE copy TEMPLATE template0',
          // Writes left from the previous turn do not count for this one.
          'CHECKPOINT',
        ]);
        memory.reset();
      },
      onTurn: (name) => {
        if (name === OURS) peak = Math.max(peak, memory.peak());
      },
    },
  );
  memory.stop();

  console.log(`Restoring a database of ${megabytes.toFixed(0)} MB into a server, median of ${ROUNDS} rounds`);
  printRace(medians, REFERENCE, megabytes);
  const ratio = ratioOf(medians, OURS, REFERENCE);
  console.log(`\nTime against ${REFERENCE} of the same dump: ${ratio.toFixed(2)} x (at most ${RATIO_BUDGET} x)`);
  console.log(
    `Memory of the server and its helpers: ${idle.toFixed(0)} MB idle, ${(peak - idle).toFixed(0)} MB above idle at its peak (at most ${MEMORY_BUDGET_MB} MB)`,
  );
  process.exitCode = ratio > RATIO_BUDGET || peak - idle > MEMORY_BUDGET_MB ? 1 : 0;
} finally {
  await portal?.stop();
  await Promise.all([source.remove(), target.remove()]);
  await rm(folder, { recursive: true, force: true });
}

/** Files that `age -i` takes: the key of the installation, and those of its vaults that it opens. */
async function keysOf(env: Record<string, string>): Promise<string> {
  const recoveryKey = join(folder, 'recovery-key');
  const vaultKeys = join(folder, 'vault-keys');
  await shell(target, `node server/host/recovery-key.ts > "$RECOVERY_KEY"`, { ...env, RECOVERY_KEY: recoveryKey });
  await shell(target, 'cat "$DATA_DIR"/vaults/*/vault-key-*.age | age -d -i "$RECOVERY_KEY" > "$VAULT_KEYS"', {
    ...env,
    RECOVERY_KEY: recoveryKey,
    VAULT_KEYS: vaultKeys,
  });
  return vaultKeys;
}

/** The stored dump of the database, as it is in the recovery point's folder. */
async function onlyPart(): Promise<string> {
  for await (const manifest of glob(join(folder, 'data', 'vaults', '**', 'manifest.json'))) {
    const { default: content } = (await import(manifest, { with: { type: 'json' } })) as { default: Manifest };
    const part = content.parts.find(({ database }) => database === DATABASE);
    if (part) return join(manifest, '..', part.file);
  }
  throw new Error('There is no recovery point.');
}

interface Manifest {
  parts: { database?: string; file: string }[];
}
