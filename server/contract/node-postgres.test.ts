/** The contract, behind Node's HTTP server with its state in a PostgreSQL database. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll } from 'vitest';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { within } from '../testing/rich-databases.ts';
import { makeTemplate, openNodeHost } from './node-host.ts';
import { describeContract } from './suite/contract.ts';

let postgres: TestPostgres;
let template = '';
let databases = 0;

beforeAll(async () => {
  postgres = await startPostgres();
  await within(postgres, 'postgres', ['CREATE DATABASE state']);
  template = await makeTemplate(postgres.url('state'));
}, 60_000);
afterAll(async () => {
  await rm(template, { recursive: true, force: true });
  await postgres.remove();
});

describeContract({
  name: "behind Node's HTTP on PostgreSQL",
  async open() {
    const name = `state_${(databases += 1)}`;
    await within(postgres, 'postgres', [`CREATE DATABASE ${name} TEMPLATE state`]);
    return openNodeHost({ DATABASE_URL: postgres.url(name), template });
  },
});
