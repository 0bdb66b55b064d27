/** The contract, behind Node's HTTP server with its state in a folder. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { openPgliteDatabase } from '#adapters/sql/pglite-database.ts';
import { openNodeHost } from './node-host.ts';
import { describeContract } from './suite/contract.ts';

let template = '';

// Making an empty PGlite takes seconds, copying one does not.
beforeAll(async () => {
  template = await mkdtemp(join(tmpdir(), 'bp-template-'));
  await (await openPgliteDatabase(join(template, 'state'))).close();
}, 60_000);
afterAll(() => rm(template, { recursive: true, force: true }));

describeContract({ name: "behind Node's HTTP on PGlite", open: () => openNodeHost({ template }) });
