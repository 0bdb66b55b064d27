/** A server whose every database fails: what is said of it stays readable, and lists of jobs stay small. */
import { afterEach, expect, it } from 'vitest';
import type { Job, Page } from '#protocol/data-protection.ts';
import { ended, open, protect, startBackup, type Laboratory } from '../../testing/laboratory.ts';
import { createManualClock } from '../memory/clock.ts';
import { createSimulatedEngine } from '../memory/simulated-engine.ts';
import { VAULT_ID } from '../seed.ts';

let laboratory: Laboratory;
afterEach(() => laboratory.stop());

it('names each database in the job, and says in a list only what a list shows', async () => {
  const clock = createManualClock('2026-01-31T10:00:00Z');
  const engine = createSimulatedEngine({ clock });
  const failures = Array.from({ length: 1_000 }, (_, at) => ({
    code: 'UserErrorServerRowSecurity',
    message: `Database "db${String(at)}": rows would be hidden.`,
    recommendedAction: ['Back up with a superuser.'],
    details: { database: `db${String(at)}`, toolOutput: 'x'.repeat(4_000) },
  }));
  laboratory = await open(
    { engine: { ...engine, backUp: async (...call) => ({ ...(await engine.backUp(...call)), failures }) } },
    {},
    clock,
  );
  await protect(laboratory);
  const jobId = await startBackup(laboratory);
  const alone = await ended(laboratory, jobId);
  expect(alone.errorDetails).toHaveLength(1_000);
  expect(alone.errorDetails?.[0]?.properties?.ToolOutput).toHaveLength(4_000);
  expect(alone.errorDetails?.at(-1)?.properties).toMatchObject({ Database: 'db999' });
  expect(JSON.stringify(alone).length).toBeLessThan(600_000);
  const { value } = await laboratory.get<Page<Job>>(`${VAULT_ID}/backupJobs`);
  const listed = value[0]?.properties;
  expect(listed?.errorDetails?.[0]).toMatchObject({
    code: 'UserErrorServerRowSecurity',
    properties: { ActivityId: expect.any(String) as string },
  });
  expect(JSON.stringify(listed).length).toBeLessThan(10_000);
});
