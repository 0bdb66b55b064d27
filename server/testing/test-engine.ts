/** The engine of real servers with a key that nobody keeps, and servers of tests as it reaches them. */
import { join } from 'node:path';
import type { Engine, ServerAccess } from '#provider/ports.ts';
import { createPostgresEngine, type PostgresEngineOptions } from '../adapters/postgres-engine/postgres-engine.ts';
import { createSealing } from '../adapters/sealing.ts';
import type { TestPostgres } from './postgres.ts';

export type Reachable = Pick<TestPostgres, 'host' | 'port' | 'user' | 'password'>;

export interface TestEngine {
  engine: Engine;
  /** What the engine takes to reach the server. */
  sealed: (server: Reachable, change?: Partial<ServerAccess>) => Promise<string>;
}

/** Its files are in `folder`, which the caller owns. */
export async function openEngine(folder: string, options: Partial<PostgresEngineOptions> = {}): Promise<TestEngine> {
  const engine = await createPostgresEngine({
    sealing: createSealing(new Uint8Array(32)),
    folder: join(folder, 'engine'),
    ...options,
  });
  return { engine, sealed: (server, change) => engine.seal(accessTo(server, change)) };
}

/** The server of a test, by its administrator and without TLS unless it is said otherwise. */
export const accessTo = (
  { host, port, user, password }: Reachable,
  change: Partial<ServerAccess> = {},
): ServerAccess => ({
  host,
  port,
  tlsMode: 'disable',
  administratorLogin: user,
  administratorLoginPassword: password,
  ...change,
});
