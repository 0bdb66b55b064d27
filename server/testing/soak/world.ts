/**
 * Lives through a history on the real provider over memory ports, in simulated time, and writes down what was done and
 * what was seen: deeds, dumps as the engine sees them, recovery points as the service lists them.
 */
import { ROLE_IDS } from '#protocol/authorization.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import type { OperationStatus, Page, RecoveryPoint } from '#protocol/data-protection.ts';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { weeklyPolicy } from '#protocol/weekly-policy.ts';
import { createManualClock, settled, type ManualClock } from '#provider/memory/clock.ts';
import type { Person } from '#provider/memory/directory.ts';
import { createMemoryPorts, type MemoryPorts, type Saved } from '#provider/memory/memory-ports.ts';
import { createSimulatedEngine, sealSimulated, type SimulatedServer } from '#provider/memory/simulated-engine.ts';
import { EngineFault, type BackupSummary, type Engine } from '#provider/ports.ts';
import { createProvider, type Provider } from '#provider/provider.ts';
import { DATA_GROUP, REGION, seed as writeWorld, SUBSCRIPTION_ID, VAULT_ID } from '#provider/seed.ts';
import { confirmTime, noteTime } from '#provider/trusted-time.ts';
import { adoptSchedules, followSchedules } from '#provider/work/schedules.ts';
import { instantOf, nextMoment, offsetAt } from './calendar.ts';
import type { Deed, Entry, History, Outcome, PolicyPlan, RuleName, SeenPoint } from './journal.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** A server notes the time every ten minutes; here twice a day, which is less than the day that a clock may leap. */
const TICK = 12 * HOUR;
/** It looks at the schedules every minute; here after each moment of one. */
const LOOK_AFTER = 20 * SECOND;
const CALM = 3 * MINUTE;
const RULES = ['Default', 'Weekly', 'Monthly', 'Yearly'] as const satisfies readonly RuleName[];

const operator: Person = {
  token: 'operator',
  principal: {
    objectId: '44444444-4444-4444-8444-444444444440',
    name: 'operator',
    displayName: 'operator',
    type: 'User',
  },
};

const DATA = resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP);
const serverOf = (instance: string) => resourceId(DATA, SERVER_TYPE, `pg-${instance}`);
const instanceId = (instance: string) => `${VAULT_ID}/backupInstances/${instance}`;
const policyId = (policy: string) => `${VAULT_ID}/backupPolicies/${policy}`;

/** A process: everything that ends when it is killed. */
interface Life {
  ports: MemoryPorts;
  provider: Provider;
  clock: ManualClock;
  stop: () => Promise<void>;
  /** What it had stored when it was killed in the middle of a dump. */
  corpse?: { saved: Saved; mono: number };
}

type Attempt = Extract<Entry, { kind: 'attempt' }>;

/** The journal of the whole history, in the order of `mono`. */
export async function live(history: History): Promise<Entry[]> {
  const { startsAt, lastsMs, instances, troubles } = history;
  const journal: Entry[] = [];
  const running = new Set<Attempt>();
  const plans = new Map<string, PolicyPlan>();
  const protects = new Map<string, { mode: string; policy: string }>();
  let setBy = 0;
  let attempts = 0;
  let ids = 0;
  let isActing = false;
  let life: Life;

  const newId = (): string => {
    ids += 1;
    return `00000000-0000-4000-8000-${ids.toString(16).padStart(12, '0')}`;
  };
  const left = new Map(troubles.map((trouble) => [trouble, trouble.times ?? Infinity]));

  function outcomeOf(instance: string, mono: number): Outcome {
    const found = troubles.find(
      (trouble) =>
        trouble.instance === instance && trouble.from <= mono && mono < trouble.to && (left.get(trouble) ?? 0) > 0,
    );
    if (!found) return 'ok';
    left.set(found, (left.get(found) ?? 0) - 1);
    return found.outcome;
  }

  async function start(saved: Saved | undefined, mono: number): Promise<Life> {
    const steady = createManualClock(new Date(startsAt + mono));
    const clock: ManualClock = {
      ...steady,
      isMovedOnPurpose: false,
      now: () => new Date(steady.now().getTime() + setBy),
    };
    const simulated = createSimulatedEngine({ clock });
    const own: { life?: Life } = {};
    const engine: Engine = {
      ...simulated,
      backUp: (sealed, sink, { signal }) => backUp(own, sealed, sink, signal),
    };
    const ports = createMemoryPorts({ people: [operator], clock, newId, engine, ...(saved && { saved }) });
    if (saved === undefined) await writeWorld(ports, world(instances));
    const provider = createProvider(ports);
    await noteTime(ports);
    const { stop } = await ports.work.start(provider.perform);
    await adoptSchedules(ports);
    await followSchedules(ports);
    clock.settleBy(async () => {
      const { work } = ports;
      while (clock.sleepers() - work.activity().alarms < work.activity().running) await settled();
    });
    own.life = { ports, provider, clock, stop };
    return own.life;
  }

  const monoOf = ({ clock }: Life): number => clock.now().getTime() - setBy - startsAt;

  async function backUp(
    { life: own }: { life?: Life },
    sealed: string,
    sink: Parameters<Engine['backUp']>[1],
    signal: AbortSignal,
  ): Promise<BackupSummary> {
    if (!own || own !== life || own.corpse) throw new Error('Nobody is there any more.');
    const { clock } = own;
    const instance = (JSON.parse(sealed) as SimulatedServer).host;
    const begin = clock.now();
    const mono = monoOf(own);
    let outcome = outcomeOf(instance, mono);
    attempts += 1;
    const attempt: Attempt = { kind: 'attempt', mono, wall: begin.getTime(), instance, end: undefined };
    journal.push(attempt);
    running.add(attempt);
    const end = (how: Outcome): void => {
      if (attempt.end || own.corpse) return;
      attempt.end = { mono: monoOf(own), wall: clock.now().getTime(), outcome: how };
      running.delete(attempt);
    };
    try {
      await clock.sleep((5 + ((attempts * 7919) % 85)) * SECOND, signal);
    } catch (error) {
      end('killed');
      throw error;
    }
    // What is being asked for just now would be lost with it.
    if (outcome === 'killed' && isActing) outcome = 'transient';
    if (outcome === 'killed') {
      for (const other of running) other.end = { mono: monoOf(own), wall: clock.now().getTime(), outcome: 'killed' };
      running.clear();
      own.corpse = { saved: own.ports.snapshot(), mono: monoOf(own) };
      await clock.sleep(365 * 24 * HOUR, signal);
    }
    if (outcome === 'transient' || outcome === 'lasting') {
      end(outcome);
      throw faults[outcome]();
    }
    const globals = { kind: 'globals', format: 'plain' } as const;
    const parts = [{ ...globals, ...(await sink.write(globals, bytes(instance))) }];
    end(outcome);
    return {
      serverVersion: '16.4',
      tools: { 'simulated engine': '1' },
      startedAt: begin.toISOString(),
      endedAt: clock.now().toISOString(),
      parts,
      warnings: [],
      ...(outcome === 'incomplete' && { failures: [halfDumped] }),
    };
  }

  const record = (deed: Deed, refused?: string): void => {
    journal.push({
      kind: 'deed',
      mono: monoOf(life),
      wall: life.clock.now().getTime(),
      deed,
      ...(refused !== undefined && { refused }),
    });
  };

  async function tick(): Promise<void> {
    await noteTime(life.ports);
    await followSchedules(life.ports);
  }

  /** Lets time pass. A process that was killed on the way comes back at the end of the step, at the latest. */
  async function pass(to: number): Promise<void> {
    while (monoOf(life) < to) {
      const wall = life.clock.now().getTime() - LOOK_AFTER;
      const next = Math.min(...[...plans.values()].map((plan) => nextMoment(plan, wall))) - wall;
      await life.clock.advance(Math.min(TICK, to - monoOf(life), next));
      if (life.corpse) await revive(life.corpse);
      await tick();
    }
  }

  async function revive({ saved, mono }: { saved: Saved; mono: number }): Promise<void> {
    const now = monoOf(life);
    journal.push({ kind: 'deed', mono, wall: startsAt + mono + setBy, deed: { kind: 'down' } });
    await life.stop();
    life = await start(saved, now);
    record({ kind: 'up' });
    await pass(now + MINUTE);
  }

  /** When nothing runs and no run is about to begin. */
  async function calm(): Promise<void> {
    for (let turn = 0; turn < 200; turn += 1) {
      const wall = life.clock.now().getTime();
      const isNear = [...plans.values()].some((plan) => nextMoment(plan, wall - CALM) <= wall + CALM);
      if (running.size === 0 && !isNear) return;
      await pass(monoOf(life) + MINUTE);
    }
    throw new Error('It never gets calm.');
  }

  const send = (method: string, path: string, body?: unknown): Promise<Response> => {
    const url = new URL(path, 'https://arm.example');
    const version = path.includes('Authorization') ? API_VERSIONS.authorization : API_VERSIONS.dataProtection;
    if (!url.searchParams.has('api-version')) url.searchParams.set('api-version', version);
    return life.provider.fetch(
      new Request(url, {
        method,
        headers: { Authorization: 'Bearer operator' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
  };

  /** Why it was refused, at once or in the end; undefined when it was done. */
  async function done(method: string, path: string, body?: unknown): Promise<string | undefined> {
    const response = await send(method, path, body);
    if (!response.ok) return `${String(response.status)} ${await response.text()}`;
    const operation = response.headers.get('azure-asyncoperation');
    if (!operation) return undefined;
    for (let turn = 0; turn < 60; turn += 1) {
      const status = (await (await send('GET', operation)).json()) as OperationStatus;
      if (status.status === 'Succeeded') return undefined;
      if (status.status !== 'Inprogress') return JSON.stringify(status);
      await life.clock.advance(SECOND);
    }
    return 'the operation does not end';
  }

  async function act(deed: Deed): Promise<void> {
    if (deed.kind === 'policy') {
      plans.set(deed.policy, deed.plan);
      const properties = policyBody(deed.plan);
      const refused = await done('PUT', policyId(deed.policy), { properties });
      record(deed, refused);
      return;
    }
    if (!('instance' in deed)) throw new Error(`No deed at the service: ${deed.kind}`);
    const { instance } = deed;
    const now = protects.get(instance);
    if (deed.kind === 'demand') {
      if (now?.mode !== 'protected') return;
      const rules: Partial<PolicyPlan['rules']> = plans.get(now.policy)?.rules ?? {};
      const rule = deed.rule !== undefined && rules[deed.rule] ? deed.rule : undefined;
      const refused = await done('POST', `${instanceId(instance)}/backup`, {
        backupRuleOptions: { ruleName: 'BackupWeekly', triggerOption: rule ? { retentionTagOverride: rule } : {} },
      });
      record({ kind: 'demand', instance, ...(rule && { rule }) }, refused);
      return;
    }
    const effect = {
      stop: ['POST', 'stopProtection', 'stopped'],
      suspend: ['POST', 'suspendBackups', 'stopped'],
      resume: ['POST', 'resumeProtection', 'protected'],
      delete: ['DELETE', '', 'deleted'],
      undelete: ['POST', 'undelete', 'stopped'],
      configure: ['PUT', '', 'protected'],
      switch: ['PUT', '', 'protected'],
    } as const;
    const [method, action, mode] = effect[deed.kind];
    const policy = 'policy' in deed ? deed.policy : (now?.policy ?? '');
    const path = deed.kind === 'undelete' ? `${VAULT_ID}/deletedBackupInstances/${instance}` : instanceId(instance);
    const refused = await done(
      method,
      action ? `${path}/${action}` : path,
      method === 'PUT' ? { properties: instanceBody(instance, policy) } : undefined,
    );
    protects.set(instance, { mode, policy });
    record(deed, refused);
  }

  async function look(): Promise<void> {
    for (const instance of instances) {
      const mode = protects.get(instance)?.mode;
      if (mode === undefined || mode === 'deleted') continue;
      const points: SeenPoint[] = [];
      let next: string | null | undefined = `${instanceId(instance)}/recoveryPoints?$top=1000`;
      while (next) {
        const page = (await (await send('GET', next)).json()) as Page<RecoveryPoint>;
        points.push(...page.value.map(seen));
        next = page.nextLink;
      }
      journal.push({
        kind: 'points',
        mono: monoOf(life),
        wall: life.clock.now().getTime(),
        instance,
        points,
      });
    }
  }

  async function prepare(): Promise<void> {
    const vault = (await (await send('GET', VAULT_ID)).json()) as { identity: { principalId: string } };
    for (const { roleId, scope } of instances.flatMap((instance) => backupRoleNeeds(serverOf(instance)))) {
      await send('PUT', `${scope}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}`, {
        properties: {
          roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
          principalId: vault.identity.principalId,
        },
      });
    }
    const refused = await done('PATCH', VAULT_ID, { properties: { proofSettings: { verify: 'Off', drill: 'Off' } } });
    if (refused !== undefined) throw new Error(refused);
  }

  life = await start(undefined, 0);
  await prepare();
  let isDown = false;
  /** What is done only when the process is up again, or the clock right. */
  let held: Deed[] = [];
  const mustWait = (deed: Deed): boolean =>
    isDown ||
    ('instance' in deed && held.some((other) => 'instance' in other && other.instance === deed.instance)) ||
    ((deed.kind === 'delete' || deed.kind === 'configure') && Math.abs(setBy) > 24 * HOUR);

  async function doOrHold(deed: Deed): Promise<void> {
    if (mustWait(deed)) {
      held.push(deed);
      return;
    }
    await calm();
    if (deed.kind === 'look') await look();
    else {
      isActing = true;
      await act(deed);
      isActing = false;
    }
    await pass(monoOf(life) + MINUTE);
  }

  async function release(): Promise<void> {
    const waiting = held;
    held = [];
    for (const deed of waiting) await doOrHold(deed);
  }

  for (const { at, deed } of history.deeds) {
    if (isDown) {
      const missing = at - monoOf(life);
      if (deed.kind !== 'up') {
        held.push(deed);
        continue;
      }
      life = await start(life.corpse?.saved, monoOf(life) + Math.max(0, missing));
      isDown = false;
      record(deed);
      await pass(monoOf(life) + MINUTE);
      await release();
      continue;
    }
    await pass(at);
    switch (deed.kind) {
      case 'down':
        record(deed);
        life.corpse = { saved: life.ports.snapshot(), mono: monoOf(life) };
        for (const other of running)
          other.end = { mono: monoOf(life), wall: life.clock.now().getTime(), outcome: 'killed' };
        running.clear();
        await life.stop();
        isDown = true;
        break;
      case 'up':
        break;
      case 'step':
        await tick();
        setBy += deed.ms;
        record(deed);
        await pass(monoOf(life) + MINUTE);
        await pass(monoOf(life) + MINUTE);
        await release();
        break;
      case 'confirm':
        await confirmTime(life.ports);
        record(deed);
        await pass(monoOf(life) + MINUTE);
        break;
      default:
        await doOrHold(deed);
    }
  }
  await pass(Math.max(lastsMs, monoOf(life)));
  await calm();
  await look();
  await life.stop();
  return journal.sort((one, other) => one.mono - other.mono);
}

const faults = {
  transient: () => new EngineFault('UserErrorServerConnectionRefused', 'The server refused the connection.', ['Wait.']),
  lasting: () =>
    new EngineFault('UserErrorServerSignInFailed', 'The server did not accept the password.', ['Enter it.']),
};
const halfDumped = {
  code: 'UserErrorServerConnectionRefused',
  message: 'Database "orders": the server refused the connection.',
  recommendedAction: ['Wait.'],
  details: { database: 'orders' },
};

async function* bytes(text: string): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(new TextEncoder().encode(text));
}

const world = (instances: readonly string[]) => ({
  people: [{ principal: operator.principal, roles: [{ roleId: ROLE_IDS.owner }] }],
  servers: instances.map((instance) => ({
    name: `pg-${instance}`,
    resourceGroup: DATA_GROUP,
    location: REGION,
    sealed: sealSimulated({
      host: instance,
      version: '16',
      minorVersion: '4',
      databases: [{ name: 'orders', sizeInBytes: 1024 ** 2 }],
    }),
    version: '16',
    minorVersion: '4',
    administratorLogin: 'admin',
    storageSizeGB: 32,
  })),
});

const instanceBody = (instance: string, policy: string) => ({
  objectType: 'BackupInstance',
  friendlyName: instance,
  dataSourceInfo: { resourceID: serverOf(instance), resourceLocation: REGION },
  policyInfo: { policyId: policyId(policy) },
});

/** As the portal writes it: the time of the zone, with its offset of then. In that week no zone changes its clock. */
function policyBody({ days, minuteOfDay, zone, rules }: PolicyPlan) {
  const starts = days
    .map((day) => Date.UTC(2025, 1, 2 + day))
    .map((day) => {
      const instant = instantOf(day + minuteOfDay * MINUTE, zone.iana);
      const offset = offsetAt(instant, zone.iana);
      const shown = new Date(Math.abs(offset)).toISOString().slice(11, 16);
      return `${new Date(instant + offset).toISOString().slice(0, 19)}${offset < 0 ? '-' : '+'}${shown}`;
    });
  return weeklyPolicy({
    datasourceType: SERVER_TYPE,
    starts,
    timeZone: zone.windows,
    rules: RULES.flatMap((kind) => (rules[kind] ? [{ kind, duration: rules[kind] }] : [])),
  });
}

function seen({ properties }: RecoveryPoint): SeenPoint {
  const { recoveryPointId, recoveryPointTime, retentionTagName, expiryTime, recoveryPointState } = properties;
  return {
    id: recoveryPointId,
    time: Date.parse(recoveryPointTime),
    tag: retentionTagName,
    expiry: expiryTime === null ? undefined : Date.parse(expiryTime),
    isComplete: recoveryPointState === 'Completed',
  };
}
