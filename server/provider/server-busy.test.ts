import { expect, it } from 'vitest';
import { open, SERVER } from '../testing/laboratory.ts';
import { createManualClock } from './memory/clock.ts';
import { createSimulatedEngine } from './memory/simulated-engine.ts';
import { EngineFault, SERVER_BUSY } from './ports.ts';

it('responds with 429 and the time to wait, where too many query one server', async () => {
  const busy = () => Promise.reject(new EngineFault(SERVER_BUSY, 'Too many.', ['Wait.']));
  const engine = createSimulatedEngine({ clock: createManualClock('2026-01-31T10:00:00Z') });
  const laboratory = await open({ engine: { ...engine, inspect: busy, listDatabases: busy } });
  const connection = { host: 'pg.example', port: 5432, tlsMode: 'prefer' };
  const properties = { administratorLogin: 'admin', administratorLoginPassword: 'secret', connection };
  const answers = [
    await laboratory.send('POST', `${SERVER}/testConnection`, { properties }),
    await laboratory.send('GET', `${SERVER}/databases`),
  ];
  for (const answer of answers) {
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '10']);
    expect(await answer.json()).toMatchObject({ error: { code: SERVER_BUSY } });
  }
  await laboratory.stop();
});
