/** Verify and Drill: what they say of a point, what damage does, and when a vault makes them by itself. */
import { afterEach, describe, expect, it } from 'vitest';
import type { BackupInstance, Job, Page, RecoveryPoint, Vault } from '#protocol/data-protection.ts';
import { DAY_MS, HOUR_MS } from '#protocol/time-units.ts';
import { proofOutcome } from '#protocol/proof.ts';
import { idKey } from '#protocol/resource-id.ts';
import { RESTORE_TO_SERVER, SERVER_TARGET, type PointContents } from '#protocol/restore.ts';
import {
  ended,
  INSTANCE,
  open,
  pointsOf,
  protect,
  SERVER,
  startBackup,
  type Laboratory,
} from '../../testing/laboratory.ts';
import { createManualClock } from '../memory/clock.ts';
import { createSimulatedEngine } from '../memory/simulated-engine.ts';
import type { SavedPoints } from '../memory/vault-storage.ts';
import { EngineFault, type Clock, type Engine, type SummaryPart, type TableFacts } from '../ports.ts';
import { noteDamage } from '../point-records.ts';
import { recoveryPoints } from '../records.ts';
import { REGION, VAULT_ID } from '../seed.ts';
import { expireLater } from './retention.ts';

const noScratch = () => new EngineFault('UserErrorNoScratchServer', 'This machine has none.', ['Install one.']);

let laboratory: Laboratory;
afterEach(() => laboratory.stop());

/** A protected server with one recovery point. */
async function prepared(engineOf?: (clock: Clock) => Engine): Promise<RecoveryPoint> {
  const clock = createManualClock('2026-01-31T10:00:00Z');
  laboratory = await open(engineOf ? { engine: engineOf(clock) } : {}, {}, clock);
  await protect(laboratory);
  expect(await ended(laboratory, await startBackup(laboratory))).toMatchObject({ status: 'Completed' });
  const [point] = await pointsOf(laboratory);
  if (!point) throw new Error('There is no recovery point.');
  return point;
}

const instanceProof = async () => (await laboratory.get<BackupInstance>(INSTANCE)).properties.proof;
const jobIdOf = async (answer: Response): Promise<string> => {
  expect(answer.status).toBe(202);
  const operation = answer.headers.get('azure-asyncoperation') ?? '';
  return (await laboratory.get<{ properties: { jobId: string } }>(operation)).properties.jobId;
};
const begun = async (path: string) => jobIdOf(await laboratory.send('POST', path));
const proved = async (path: string) => {
  const job = await ended(laboratory, await begun(path));
  const [newest] = await pointsOf(laboratory);
  return { job, proof: newest?.properties.proof };
};

/** Does something to the stored points, as a disk would. */
async function injure(change: (points: SavedPoints) => void): Promise<void> {
  const { ports, clock, stop } = laboratory;
  await stop();
  const saved = JSON.parse(ports.save()) as { points: SavedPoints };
  change(saved.points);
  laboratory = await open({ saved: JSON.stringify(saved) }, {}, createManualClock(clock.now().toISOString()));
}
const flip = (points: SavedPoints): void => {
  const [point] = Object.values(points);
  const [file = ''] = Object.keys(point?.files ?? {});
  if (point) point.files[file] = btoa('something else');
};

describe('verifying', () => {
  it('reads a point back and says so', async () => {
    const point = await prepared();
    expect(point.properties.proof).toEqual({ state: 'NotVerified' });
    const { job, proof } = await proved(`${point.id}/verify`);
    expect(job).toMatchObject({
      status: 'Completed',
      operationCategory: 'Management',
      operation: 'Verify',
      isUserTriggered: true,
    });
    expect(job.extendedInfo?.sourceRecoverPoint?.recoveryPointID).toBe(point.name);
    expect(proof).toEqual({
      state: 'Verified',
      verifiedTime: expect.any(String) as string,
      compared: { databases: 1, tables: 3, rows: expect.any(Number) as number },
    });
    expect(proofOutcome({ properties: job } as Job)).toMatchObject({
      databases: 1,
      tables: 3,
      rows: proof?.compared?.rows,
      findings: [],
    });
    expect(await instanceProof()).toEqual({ newestVerifiedTime: point.properties.recoveryPointTime });
  });

  /** The backup writes another manifest than its dumps have earned; the portal signs it all the same. */
  const withManifest = (change: (parts: SummaryPart[]) => SummaryPart[]) =>
    prepared((clock) => {
      const engine = createSimulatedEngine({ clock });
      return {
        ...engine,
        backUp: async (...given) => {
          const summary = await engine.backUp(...given);
          return { ...summary, parts: change(summary.parts) };
        },
      };
    });
  const withTables = (change: (tables: TableFacts[]) => TableFacts[]) =>
    withManifest((parts) => parts.map((part) => (part.tables ? { ...part, tables: change(part.tables) } : part)));

  it.each<[string, (tables: TableFacts[]) => TableFacts[], RegExp]>([
    [
      'another number of rows',
      (tables) => tables.map((table) => (table.name === 'orders' ? { ...table, rows: table.rows + 1 } : table)),
      /orders: public\.orders: \d+ rows, \d+ expected\./,
    ],
    [
      'other rows',
      (tables) => tables.map((table) => (table.name === 'orders' ? { ...table, digest: '0'.repeat(32) } : table)),
      /orders: public\.orders: \d+ rows as expected, but not the same rows/,
    ],
    [
      'a table that is not in the dump',
      (tables) => [...tables, { schema: 'public', name: 'paid', rows: 1, bytes: 2, digest: '1'.repeat(32) }],
      /orders: public\.paid: is missing/,
    ],
    [
      'no word of a table that is in the dump',
      (tables) => tables.filter(({ name }) => name !== 'orders'),
      /orders: public\.orders: is there, and was not in the backup/,
    ],
  ])('finds that a signed manifest records %s: the point is damaged', async (_, change, words) => {
    const point = await withTables(change);
    const { job, proof } = await proved(`${point.id}/verify`);
    expect(job).toMatchObject({
      status: 'Failed',
      errorDetails: [{ code: 'RecoveryPointDamaged', message: expect.stringMatching(words) as string }],
    });
    expect(proofOutcome({ properties: job } as Job).findings).toEqual([expect.stringMatching(/^orders: /)]);
    expect(proof).toMatchObject({ state: 'Damaged', damage: { message: expect.stringMatching(words) as string } });
    expect(await instanceProof()).toMatchObject({ damaged: { count: 1, recoveryPointId: point.name } });
  });

  it('finds the same of large objects', async () => {
    const objects = { count: 2, bytes: 2, digest: '2'.repeat(32) };
    const point = await prepared((clock) => {
      const engine = createSimulatedEngine({ clock });
      return {
        ...engine,
        backUp: async (...given) => {
          const summary = await engine.backUp(...given);
          return { ...summary, parts: summary.parts.map((part) => ({ ...part, largeObjects: objects })) };
        },
        readContents: async (...given) => ({
          ...(await engine.readContents(...given)),
          largeObjects: { ...objects, count: 1 },
        }),
      };
    });
    const { proof } = await proved(`${point.id}/verify`);
    expect(proof?.damage?.message).toContain('orders: large objects: 1, 2 expected');
  });

  it('finds a dump whose tables the manifest records, and that cannot be read any more', async () => {
    const point = await prepared((clock) => ({
      ...createSimulatedEngine({ clock }),
      readContents: async (_, plain) => {
        for await (const chunk of plain) void chunk;
        return { contentsNotRead: 'The archive ends before it is complete.' };
      },
    }));
    const { proof } = await proved(`${point.id}/verify`);
    expect(proof).toMatchObject({
      state: 'Damaged',
      damage: { message: expect.stringContaining('orders: The archive ends before it is complete.') as string },
    });
  });

  it('calls no point damaged whose dumps only a newer portal can read, and warns', async () => {
    const point = await prepared((clock) => ({
      ...createSimulatedEngine({ clock }),
      readContents: async (_, plain) => {
        for await (const chunk of plain) void chunk;
        return { contentsNotRead: 'The archive has the format version 1.17.', isUnknownKind: true };
      },
    }));
    const { job, proof } = await proved(`${point.id}/verify`);
    expect(job).toMatchObject({
      status: 'CompletedWithWarnings',
      extendedInfo: { warningDetails: [{ warning: { code: 'ContentsNotCompared' } }] },
    });
    expect(proof).toMatchObject({ state: 'Verified', compared: { databases: 0, tables: 0, rows: 0 } });
  });

  it.each<[string, (part: SummaryPart) => SummaryPart, string]>([
    [
      'was not read when it was written',
      ({ tables: _, ...part }) => ({ ...part, contentsNotRead: 'The data in the archive is compressed.' }),
      'orders: The data in the archive is compressed.',
    ],
    [
      'was counted by a session beside the dump, as once',
      (part) => ({ ...part, tables: [{ schema: 'public', name: 'orders', rows: 1 }] }),
      'orders: the backup does not record what was in it',
    ],
  ])('says of a database that %s that its bytes alone were checked', async (_, change, finding) => {
    await withManifest((parts) => parts.map((part) => (part.kind === 'database' ? change(part) : part)));
    const { job, proof } = await proved(`${INSTANCE}/verify`);
    expect(job.status).toBe('Completed');
    expect(proofOutcome({ properties: job } as Job).findings).toEqual([finding]);
    expect(proof).toMatchObject({ state: 'Verified', compared: { databases: 0, tables: 0, rows: 0 } });
  });

  it('keeps what it found when a drill finds differences, too', async () => {
    const point = await prepared((clock) => {
      const engine = createSimulatedEngine({ clock });
      return {
        ...engine,
        readContents: async (...given) => {
          await engine.readContents(...given);
          return { tables: [] };
        },
        restore: async (...given) => {
          const summary = await engine.restore(...given);
          return { ...summary, databases: summary.databases.map((one) => ({ ...one, differing: ['public.orders'] })) };
        },
      };
    });
    expect((await proved(`${point.id}/verify`)).proof?.state).toBe('Damaged');
    const { job, proof } = await proved(`${point.id}/drill`);
    expect(job.status).toBe('Failed');
    expect(proof?.state).toBe('Damaged');
  });

  it('finds bytes that are not what was written: the point is damaged, its instance shows it, and nothing relies on it', async () => {
    const point = await prepared();
    await injure(flip);
    const { job, proof } = await proved(`${INSTANCE}/verify`);
    expect(job).toMatchObject({ status: 'Failed', errorDetails: [{ code: 'RecoveryPointDamaged' }] });
    expect(proof).toMatchObject({
      state: 'Damaged',
      damage: { foundTime: expect.any(String) as string, message: expect.stringContaining('damaged file') as string },
    });
    expect(await instanceProof()).toMatchObject({ damaged: { count: 1, recoveryPointId: point.name } });
    const none = await laboratory.send('POST', `${INSTANCE}/verify`);
    expect(await none.json()).toMatchObject({ error: { code: 'UserErrorNoRecoveryPoint' } });
  });

  it('takes back a finding when the bytes are right again', async () => {
    const point = await prepared();
    let right = '';
    await injure((points) => {
      right = JSON.stringify(points);
      flip(points);
    });
    expect((await proved(`${point.id}/verify`)).proof?.state).toBe('Damaged');
    await injure((points) => Object.assign(points, JSON.parse(right) as SavedPoints));
    expect((await proved(`${point.id}/verify`)).proof).toMatchObject({
      state: 'Verified',
      verifiedTime: expect.any(String) as string,
    });
    expect((await instanceProof())?.damaged).toBeUndefined();
  });

  it('finds a manifest that is not the one that was written', async () => {
    await prepared();
    await injure((points) => {
      const [point] = Object.values(points);
      if (point?.manifest) point.manifest.parts = point.manifest.parts.slice(0, 1);
    });
    expect((await proved(`${INSTANCE}/verify`)).proof?.state).toBe('Damaged');
  });
});

describe('a drill', () => {
  it('restores the point, compares it, and says how long that took', async () => {
    const point = await prepared();
    const { job, proof } = await proved(`${INSTANCE}/drill`);
    expect(job).toMatchObject({ status: 'Completed', operation: 'Drill' });
    expect(proof).toMatchObject({
      state: 'Proven',
      verifiedTime: expect.any(String) as string,
      drill: { isProven: true, databases: 1, tables: 3, serverVersion: '16.4', findings: [] },
    });
    expect(proof?.drill?.timeToRestore).toMatch(/^PT\d/);
    expect(proofOutcome({ properties: job } as Job)).toMatchObject({ databases: 1, tables: 3, findings: [] });
    expect(await instanceProof()).toEqual({
      newestProvenTime: point.properties.recoveryPointTime,
      newestVerifiedTime: point.properties.recoveryPointTime,
      timeToRestore: proof?.drill?.timeToRestore,
    });
  });

  const withRestore = (change: (engine: Engine) => Partial<Engine>) =>
    prepared((clock) => {
      const engine = createSimulatedEngine({ clock });
      return { ...engine, ...change(engine) };
    });

  it('fails when a table is not what was backed up, and keeps what it found', async () => {
    await withRestore((engine) => ({
      restore: async (...given) => {
        const summary = await engine.restore(...given);
        const databases = summary.databases.map((one) => ({
          ...one,
          differing: ['public.orders: 4 rows, 5 expected'],
        }));
        return { ...summary, databases };
      },
    }));
    const { job, proof } = await proved(`${INSTANCE}/drill`);
    expect(job).toMatchObject({ status: 'Failed', errorDetails: [{ code: 'DrillFoundDifferences' }] });
    expect(proof).toMatchObject({
      state: 'Verified',
      drill: { isProven: false, findings: ['orders: public.orders: 4 rows, 5 expected'] },
    });
  });

  it('warns of what could not be made', async () => {
    await withRestore((engine) => ({
      restore: async (...given) => {
        const summary = await engine.restore(...given);
        const notMade = [{ object: 'INDEX n_f', error: 'function unaccent(text) does not exist' }];
        return { ...summary, databases: summary.databases.map((one) => ({ ...one, notMade })) };
      },
    }));
    const { job, proof } = await proved(`${INSTANCE}/drill`);
    expect(job.status).toBe('CompletedWithWarnings');
    expect(proof?.drill).toMatchObject({
      isProven: false,
      findings: ['orders: INDEX n_f was not made: function unaccent(text) does not exist'],
    });
  });

  it('finds damage as a verification does', async () => {
    await prepared();
    await injure(flip);
    expect(await proved(`${INSTANCE}/drill`)).toMatchObject({ job: { status: 'Failed' }, proof: { state: 'Damaged' } });
  });

  it('is refused where the machine has no server for it, and the point says why', async () => {
    const point = await prepared((clock) => createSimulatedEngine({ clock, scratchFault: noScratch }));
    const refused = await laboratory.send('POST', `${point.id}/drill`);
    expect(await refused.json()).toMatchObject({ error: { code: 'UserErrorNoScratchServer' } });
    const { properties } = await laboratory.get<PointContents>(`${point.id}/contents/default`);
    expect(properties.allowedRestoreTargetTypes).toContain(RESTORE_TO_SERVER);
    expect(properties.proofs).toEqual([
      { operation: 'Verify' },
      {
        operation: 'Drill',
        unavailable: {
          code: 'UserErrorNoScratchServer',
          message: 'This machine has none.',
          recommendedAction: ['Install one.'],
        },
      },
    ]);
  });

  it('uses the server that the vault names then, under names of its own, and leaves nothing there', async () => {
    const restored: string[] = [];
    const discarded: string[] = [];
    const watched = (engine: Engine): Engine => ({
      ...engine,
      restore: (sealed, restore, options) => {
        restored.push(...restore.databases.map(({ targetName }) => targetName));
        expect(restore.ownersAndRoles).toBe(false);
        return engine.restore(sealed, restore, options);
      },
      discardRestore: (_sealed, { databases }) => {
        discarded.push(...databases.map(({ targetName }) => targetName));
        return Promise.resolve();
      },
    });
    await prepared((clock) => watched(createSimulatedEngine({ clock, scratchFault: noScratch })));
    const proofSettings = { verify: 'Off', drill: 'Off', drillServerId: SERVER };
    const changed = await laboratory.send('PATCH', VAULT_ID, { properties: { proofSettings } });
    expect(changed.status).toBe(202);
    const { job, proof } = await proved(`${INSTANCE}/drill`);
    expect(job).toMatchObject({ status: 'Completed', extendedInfo: { recoveryDestination: SERVER } });
    expect(proof?.state).toBe('Proven');
    expect(restored).toEqual([expect.stringMatching(/^drill_[0-9a-f]{32}_0$/)]);
    expect(discarded).toEqual(restored);
  });
});

describe('a proof', () => {
  it('runs alone, and beside a backup', async () => {
    const point = await prepared();
    const drill = await begun(`${INSTANCE}/drill`);
    const second = await laboratory.send('POST', `${point.id}/verify`);
    expect(await second.json()).toMatchObject({ error: { code: 'UserErrorMaxConcurrentOperationLimitReached' } });
    const backup = await startBackup(laboratory);
    expect(await ended(laboratory, drill)).toMatchObject({ status: 'Completed' });
    expect(await ended(laboratory, backup)).toMatchObject({ status: 'Completed' });
  });

  it('is begun again by the next server, three times at most', async () => {
    await prepared();
    const job = await begun(`${INSTANCE}/drill`);
    for (let restart = 1; restart <= 3; restart += 1) {
      await laboratory.clock.advance(1_000);
      // What is stored is that of a process that was killed: it could not say goodbye.
      const { ports, clock, stop } = laboratory;
      const saved = ports.save();
      await stop();
      laboratory = await open({ saved }, {}, createManualClock(clock.now().toISOString()));
      if (restart === 1) expect((await laboratory.get<Job>(job)).properties.status).toBe('InProgress');
    }
    expect(await ended(laboratory, job)).toMatchObject({
      status: 'Failed',
      errorDetails: [{ code: 'WorkEndedTheProcess' }],
    });
    expect(await ended(laboratory, await begun(`${INSTANCE}/drill`))).toMatchObject({ status: 'Completed' });
  });

  it('is not held against the process that was stopped in peace, however often', async () => {
    await prepared();
    const job = await begun(`${INSTANCE}/drill`);
    for (let restart = 1; restart <= 5; restart += 1) {
      await laboratory.clock.advance(1_000);
      await laboratory.stop();
      const { ports, clock } = laboratory;
      laboratory = await open({ saved: ports.save() }, {}, createManualClock(clock.now().toISOString()));
    }
    expect(await ended(laboratory, job)).toMatchObject({ status: 'Completed' });
  });

  it('keeps a point whose time is over until it has ended', async () => {
    const point = await prepared((clock) => {
      const engine = createSimulatedEngine({ clock });
      return {
        ...engine,
        startScratch: async (version, signal) => {
          await clock.sleep(HOUR_MS, signal);
          return engine.startScratch(version, signal);
        },
      };
    });
    // A newer one, so that nothing but the drill holds the point.
    await ended(laboratory, await startBackup(laboratory));
    const drill = await begun(`${point.id}/drill`);
    await laboratory.ports.store.transact(async (tx) => {
      const record = (await tx.get(recoveryPoints, idKey(point.id)))?.value;
      if (!record) return;
      const properties = { ...record.resource.properties, expiryTime: '2026-01-31T10:00:00Z' };
      await tx.put(recoveryPoints, idKey(point.id), { ...record, resource: { ...record.resource, properties } });
      await expireLater(tx, INSTANCE, 'for the test');
    });
    await laboratory.clock.advance(10_000);
    expect(await pointsOf(laboratory)).toHaveLength(2);
    await laboratory.clock.advance(HOUR_MS);
    expect(await ended(laboratory, drill)).toMatchObject({ status: 'Completed' });
    await laboratory.clock.advance(1_000);
    expect(await pointsOf(laboratory)).toHaveLength(1);
  });
});

describe('damage', () => {
  it('that a restore meets is written down with the point', async () => {
    const point = await prepared();
    await injure(flip);
    const accepted = await laboratory.send('POST', `${INSTANCE}/restore`, {
      objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
      sourceDataStoreType: 'VaultStore',
      recoveryPointId: point.name,
      restoreTargetInfo: {
        objectType: SERVER_TARGET,
        recoveryOption: 'FailIfExists',
        restoreLocation: REGION,
        targetServerId: SERVER,
        databases: [{ name: 'orders', targetName: 'orders2', replace: false }],
        ownersAndRoles: true,
      },
    });
    expect(await ended(laboratory, await jobIdOf(accepted))).toMatchObject({ status: 'Failed' });
    expect((await pointsOf(laboratory))[0]?.properties.proof?.state).toBe('Damaged');
    expect((await instanceProof())?.damaged?.count).toBe(1);
  });

  it('that is met while reading the contents of the point is recorded and reported', async () => {
    const point = await prepared();
    await injure((points) => {
      for (const point of Object.values(points)) delete point.manifest;
    });
    const answer = await laboratory.send('GET', `${point.id}/contents/default`);
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ error: { code: 'RecoveryPointDamaged' } });
    expect((await pointsOf(laboratory))[0]?.properties.proof?.state).toBe('Damaged');
  });

  it.each([
    ['that nobody knew of', []],
    ['that was known before, and is met once more', ['Rotten.']],
    ['of another kind than before', ['Lost.']],
  ])('%s stays when it is met while the point is being proven', async (_, before) => {
    const point = await prepared((clock) => {
      const engine = createSimulatedEngine({ clock });
      return {
        ...engine,
        startScratch: async (version, signal) => {
          await clock.sleep(HOUR_MS, signal);
          return engine.startScratch(version, signal);
        },
      };
    });
    const address = { vaultId: VAULT_ID, instanceName: 'pg-orders-1', recoveryPointId: point.name };
    for (const message of before) await noteDamage(laboratory.ports, address, message);
    const drill = await begun(`${point.id}/drill`);
    await laboratory.clock.advance(1_000);
    await noteDamage(laboratory.ports, address, 'Rotten.');
    await laboratory.clock.advance(HOUR_MS);
    const job = await ended(laboratory, drill);
    expect(job.status).toBe('CompletedWithWarnings');
    expect(job.extendedInfo?.warningDetails?.map(({ warning }) => warning.code)).toEqual(['DamageFoundMeanwhile']);
    const [found] = await pointsOf(laboratory);
    expect(found?.properties.proof).toMatchObject({ state: 'Damaged', damage: { message: 'Rotten.' } });
    // The next one finds it right from its beginning.
    const again = await begun(`${point.id}/drill`);
    await laboratory.clock.advance(2 * HOUR_MS);
    expect(await ended(laboratory, again)).toMatchObject({ status: 'Completed' });
    expect((await pointsOf(laboratory))[0]?.properties.proof?.state).toBe('Proven');
  });

  it('of the newest point leaves the one before it the last good one', async () => {
    await prepared();
    await ended(laboratory, await startBackup(laboratory));
    const [newest, before] = await pointsOf(laboratory);
    await injure((points) => {
      const key = Object.keys(points).find((one) => one.endsWith(newest?.name ?? '-'));
      delete points[key ?? '']?.manifest;
    });
    await proved(`${newest?.id ?? ''}/verify`);
    const job = await ended(laboratory, await begun(`${INSTANCE}/verify`));
    expect(job.extendedInfo?.sourceRecoverPoint?.recoveryPointID).toBe(before?.name);
  });
});

describe('a vault', () => {
  const proofJobs = async () =>
    (await laboratory.get<Page<Job>>(`${VAULT_ID}/backupJobs`)).value
      .filter(({ properties }) => properties.operationCategory === 'Management')
      .map(({ properties }) => `${properties.startTime.slice(0, 10)} ${properties.operation} ${properties.status}`)
      .toReversed();

  it('drills each week and verifies each month unless somebody chose otherwise', async () => {
    laboratory = await open();
    await protect(laboratory);
    expect((await laboratory.get<Vault>(VAULT_ID)).properties.proofSettings).toEqual({
      verify: 'Monthly',
      drill: 'Weekly',
    });
    await laboratory.clock.advance(22 * DAY_MS);
    expect(await proofJobs()).toEqual([
      '2026-02-07 Drill Completed',
      '2026-02-14 Drill Completed',
      '2026-02-21 Drill Completed',
    ]);
    expect((await instanceProof())?.newestProvenTime).toMatch(/^2026-02-15/);
  });

  it('follows new settings at once, and Off is one of them', async () => {
    laboratory = await open();
    await protect(laboratory);
    const set = (proofSettings: object) => laboratory.send('PATCH', VAULT_ID, { properties: { proofSettings } });
    await set({ verify: 'Off', drill: 'Off' });
    await laboratory.clock.advance(20 * DAY_MS);
    expect(await proofJobs()).toEqual([]);
    await set({ verify: 'Daily', drill: 'Off' });
    await laboratory.clock.advance(2.5 * DAY_MS);
    expect(await proofJobs()).toEqual([
      '2026-02-20 Verify Completed',
      '2026-02-21 Verify Completed',
      '2026-02-22 Verify Completed',
    ]);
  });

  it.each([
    [{ verify: 'Hourly', drill: 'Off' }, 400],
    [{ verify: 'Off' }, 400],
    [{ verify: 'Off', drill: 'Off', drillServerId: VAULT_ID }, 400],
    [{ verify: 'Off', drill: 'Weekly', drillServerId: SERVER }, 202],
  ])('takes %o with %i', async (proofSettings, status) => {
    laboratory = await open();
    expect((await laboratory.send('PATCH', VAULT_ID, { properties: { proofSettings } })).status).toBe(status);
  });

  it('without a server for drills makes none, says why, and goes on verifying', async () => {
    const clock = createManualClock('2026-01-31T10:00:00Z');
    laboratory = await open({ engine: createSimulatedEngine({ clock, scratchFault: noScratch }) }, {}, clock);
    await protect(laboratory);
    await laboratory.clock.advance(35 * DAY_MS);
    expect(await proofJobs()).toEqual(['2026-03-02 Verify Completed']);
    expect(await instanceProof()).toMatchObject({ drillUnavailable: 'This machine has none.' });
  });
});
