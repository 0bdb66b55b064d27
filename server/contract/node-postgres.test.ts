/** The contract, behind Node's HTTP server with its state in a PostgreSQL database. */
import { afterAll, beforeAll } from 'vitest';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { within } from '../testing/rich-databases.ts';
import { openNodeHost } from './node-host.ts';
import { describeContract } from './suite/contract.ts';

let postgres: TestPostgres;
let databases = 0;

beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);
afterAll(() => postgres.remove());

describeContract({
  name: "behind Node's HTTP on PostgreSQL",
  async open() {
    const name = `state_${(databases += 1)}`;
    await within(postgres, 'postgres', [`CREATE DATABASE ${name}`]);
    return openNodeHost({ DATABASE_URL: postgres.url(name) });
  },
});
