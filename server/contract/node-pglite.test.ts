/** The contract, behind Node's HTTP server with its state in a folder. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll } from 'vitest';
import { makeTemplate, openNodeHost } from './node-host.ts';
import { describeContract } from './suite/contract.ts';

let template = '';

beforeAll(async () => {
  template = await makeTemplate();
}, 60_000);
afterAll(() => rm(template, { recursive: true, force: true }));

describeContract({ name: "behind Node's HTTP on PGlite", open: () => openNodeHost({ template }) });
