/** What is read from the state for metrics: a pass over backup instances and schedules, and over no recovery point. */
import { setImmediate as othersHaveTheirTurn, setTimeout as delay } from 'node:timers/promises';
import { idKey, parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { isProtected } from '#provider/domain/instance-rules.ts';
import type { Kind, Ports, Stored, VaultRoom } from '#provider/ports.ts';
import { instances, schedules, vaults } from '#provider/records.ts';
import { clockJump } from '#provider/trusted-time.ts';

export interface InstanceFacts {
  id: ResourceId;
  /** What it is called on the page: the name of its server. */
  server: string;
  state: string;
  isProtected: boolean;
  /** Milliseconds since 1970; undefined when there is none. */
  newestGood: number | undefined;
  newestProven: number | undefined;
  nextRun: number | undefined;
}

export interface EstateFacts {
  /** When it was read, by the clock of the service. */
  now: number;
  instances: InstanceFacts[];
  vaults: ResourceId[];
  hasClockJumped: boolean;
}

/** Documents of one transaction. */
const PAGE = 200;

/** Reads them all. Throws what the store throws. */
export async function readEstate(ports: Ports): Promise<EstateFacts> {
  const nextRuns = new Map<string, number>();
  for await (const { key, value } of each(ports, schedules))
    nextRuns.set(key, Date.parse(value.runsAt ?? value.wakeAt));
  const found: InstanceFacts[] = [];
  for await (const { key, value } of each(ports, instances)) {
    const { id, properties } = value.resource;
    found.push({
      ...{ id, server: properties.friendlyName, state: properties.currentProtectionState },
      isProtected: isProtected(value),
      newestGood: momentOf(value.newestGood),
      newestProven: momentOf(properties.proof?.newestProvenTime),
      nextRun: nextRuns.get(key),
    });
  }
  const vaultIds: ResourceId[] = [];
  for await (const { value } of each(ports, vaults)) vaultIds.push(value.id);
  const jump = await ports.store.transact((tx) => clockJump(ports, tx));
  return { now: ports.clock.now().getTime(), instances: found, vaults: vaultIds, hasClockJumped: jump !== undefined };
}

const momentOf = (text: string | null | undefined): number | undefined =>
  text === undefined || text === null ? undefined : Date.parse(text);

async function* each<T>({ store }: Pick<Ports, 'store'>, kind: Kind<T>): AsyncGenerator<Stored<T>, void, undefined> {
  let after: { order: string; key: string } | undefined;
  do {
    const from = after;
    const page = await store.transact((tx) => tx.list(kind, { limit: PAGE, ...(from && { after: from }) }));
    yield* page;
    await othersHaveTheirTurn();
    after = page.length < PAGE ? undefined : page.at(-1);
  } while (after);
}

/** Where something is, as labels. */
export const placeOf = (id: ResourceId): { subscription: string; resource_group: string; vault: string } => {
  const place = parseResourceId(id);
  return {
    subscription: place?.subscriptionId ?? '',
    resource_group: place?.resourceGroup ?? '',
    vault: /\/backupVaults\/([^/]+)/i.exec(id)?.[1] ?? '',
  };
};

export interface RoomFacts {
  vaultId: ResourceId;
  room: VaultRoom;
}

/** Asking for the size of each file takes the disk's time: after as long as it took it rests this many times as long. */
const REST = 50;
const REST_AT_LEAST_MS = 60_000;

/** Nobody who reads metrics waits longer for it, and only when nothing is known yet. */
const WAIT_MS = 1_000;

/** What vaults hold. It is asked for rarely and in the background; what is known is answered. */
export function createRooms({ vaultStorage, log }: Pick<Ports, 'vaultStorage' | 'log'>): {
  read: (vaultIds: readonly ResourceId[]) => Promise<readonly RoomFacts[]>;
} {
  const known = new Map<string, RoomFacts>();
  let asking: Promise<void> | undefined;
  let askAgainAt = 0;

  async function ask(vaultIds: readonly ResourceId[]): Promise<void> {
    const began = performance.now();
    for (const key of known.keys()) if (!vaultIds.some((id) => idKey(id) === key)) known.delete(key);
    for (const vaultId of vaultIds) {
      try {
        const room = await vaultStorage.room?.(vaultId);
        if (room) known.set(idKey(vaultId), { vaultId, room });
      } catch (error) {
        log('what a vault holds cannot be read', { vaultId, error });
      }
    }
    askAgainAt = performance.now() + Math.max(REST_AT_LEAST_MS, REST * (performance.now() - began));
  }

  return {
    async read(vaultIds) {
      if (asking === undefined && performance.now() >= askAgainAt) {
        asking = ask(vaultIds).finally(() => (asking = undefined));
      }
      if (known.size === 0 && asking) await Promise.race([asking, delay(WAIT_MS, undefined, { ref: false })]);
      return [...known.values()];
    },
  };
}
