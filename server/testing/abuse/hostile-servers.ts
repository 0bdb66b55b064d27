/** Connects servers while they are good, lets them turn, and has them tested and validated again and again. */
import { setTimeout as delay } from 'node:timers/promises';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import type { OperationStatus, Vault } from '#protocol/data-protection.ts';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { REGION, SUBSCRIPTION_ID } from '#provider/seed.ts';
import type { PortalProcess } from '../portal-process.ts';
import type { TestPostgres } from '../postgres.ts';
import { turncoat, type HostileKind, type Turncoat } from './hostile-kinds.ts';
import { ABUSED_GROUP, ABUSED_POLICY, ABUSED_VAULT, sent } from './people.ts';
import { createSender, many } from './sending.ts';
import { Closing, count, type Tally } from './tally.ts';

export interface HostileServers {
  /**
   * Tests each so often, and validates it twice; all at once, in the abuser's name. Returns how many sessions were left
   * open.
   */
  abuse(token: string, tally: Tally, tests: number): Promise<number>;
  close(): void;
}

interface Registered {
  kind: HostileKind;
  id: string;
  turncoat: Turncoat;
}

/**
 * A validation ends after the minute that the portal was given for it, and half a minute for code that ignores the
 * abort.
 */
const OPERATION_MS = 180_000;
/** A session that nobody waits for any more ends within a second. */
const CLOSING_MS = 5_000;

export async function connectHostileServers(
  { arm, url }: PortalProcess,
  postgres: TestPostgres,
  kinds: readonly HostileKind[],
): Promise<HostileServers> {
  const { identity } = await arm.get<Vault>(ABUSED_VAULT);
  const properties = (port: number) => ({
    administratorLogin: postgres.user,
    administratorLoginPassword: postgres.password,
    connection: { host: '127.0.0.1', port, tlsMode: 'disable' },
  });
  const all: Registered[] = [];
  for (const kind of kinds) {
    const id = `${ABUSED_GROUP}/providers/${SERVER_TYPE}/pg-${kind.replaceAll(' ', '-')}`;
    const server = await turncoat(postgres.port, kind);
    all.push({ kind, id, turncoat: server });
    await sent(arm, 'PUT', id, { location: REGION, properties: properties(server.port) });
    for (const { roleId, scope } of backupRoleNeeds(id)) {
      const path = `${scope}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}`;
      const roleDefinitionId = `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`;
      const principal = { principalId: identity?.principalId, principalType: 'ServicePrincipal' };
      await sent(arm, 'PUT', path, { properties: { roleDefinitionId, ...principal } }, [409]);
    }
  }

  async function test(
    sender: ReturnType<typeof createSender>,
    { id, kind, turncoat: { port } }: Registered,
    token: string,
    tally: Tally,
  ) {
    const answer = await sender.send({
      method: 'POST',
      path: `${id}/testConnection?api-version=${API_VERSIONS.postgres}`,
      headers: headersOf(token),
      body: JSON.stringify({ properties: properties(port) }),
    });
    // A caller that tests a silent server gives up before the portal does; this checks that it can.
    const gaveUp = answer.status < 0 && MAY_HANG.includes(kind);
    const counted = gaveUp ? { ...answer, status: 0, closed: Closing.weGaveUp } : answer;
    count(tally, counted, `testConnection of "${kind}"`, `testConnection of "${kind}"`);
  }

  async function validate(
    sender: ReturnType<typeof createSender>,
    { id, kind }: Registered,
    token: string,
    tally: Tally,
  ) {
    const dataSourceInfo = {
      objectType: 'Datasource',
      datasourceType: SERVER_TYPE,
      resourceID: id,
      resourceLocation: REGION,
    };
    const backupInstance = {
      objectType: 'BackupInstance',
      friendlyName: kind,
      dataSourceInfo,
      policyInfo: { policyId: ABUSED_POLICY },
    };
    const accepted = await sender.send({
      method: 'POST',
      path: `${ABUSED_VAULT}/validateForBackup?api-version=${API_VERSIONS.dataProtection}`,
      headers: headersOf(token),
      body: JSON.stringify({ backupInstance }),
    });
    count(tally, accepted, `validateForBackup of "${kind}"`);
    const { operation } = accepted;
    if (operation === undefined) {
      tally.faults.push(`validateForBackup of "${kind}": ${String(accepted.status)} ${accepted.text.slice(0, 300)}`);
      return;
    }
    const { pathname, search } = new URL(operation);
    for (const until = Date.now() + OPERATION_MS; Date.now() < until;) {
      await delay(500);
      const read = await sender.send({ method: 'GET', path: pathname + search, headers: headersOf(token) });
      // A connection that was kept may be closed just when it is used again: the next check shows it.
      if (read.status === 0) continue;
      count(tally, read, `the operation of validateForBackup of "${kind}"`);
      if (read.status !== 200) return;
      const { status } = JSON.parse(read.text) as OperationStatus;
      if (status === 'Failed') return;
      if (status === 'Succeeded') {
        tally.faults.push(`validateForBackup of "${kind}" says that all is well`);
        return;
      }
    }
    tally.faults.push(`validateForBackup of "${kind}" has not ended after ${String(OPERATION_MS / 1000)} s`);
  }

  return {
    async abuse(token, tally, tests) {
      for (const { turncoat: server } of all) server.turn();
      const sender = createSender(url);
      await Promise.all([
        many(all.length * tests, all.length * tests, (at) =>
          test(sender, all[at % all.length] as Registered, token, tally),
        ),
        many(all.length * 2, all.length * 2, (at) =>
          validate(sender, all[at % all.length] as Registered, token, tally),
        ),
      ]);
      sender.close();
      const left = () => all.reduce((sum, { turncoat: server }) => sum + server.open(), 0);
      for (const until = Date.now() + CLOSING_MS; left() > 0 && Date.now() < until;) await delay(100);
      return left();
    },
    close: () => {
      for (const { turncoat: server } of all) server.close();
    },
  };
}

const MAY_HANG: readonly HostileKind[] = ['says nothing', 'says nothing after sign-in', 'slow drip'];

const headersOf = (token: string) => ({ authorization: `Bearer ${token}`, 'content-type': 'application/json' });
