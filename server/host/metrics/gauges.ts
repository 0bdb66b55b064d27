/** What is the case, as gauges: each time it is read they are set anew. */
import { Gauge, type Registry } from 'prom-client';
import type { LaneStanding } from '#adapters/boss-work.ts';
import { LATE_MS } from '#provider/notifications.ts';
import type { RunningItem } from '../running-work.ts';
import { placeOf, type EstateFacts, type InstanceFacts, type RoomFacts } from './estate.ts';

const PLACE = ['subscription', 'resource_group', 'vault'] as const;
const OF_INSTANCE = [...PLACE, 'backup_instance', 'server'] as const;

export function gaugesIn(registry: Registry) {
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []): Gauge<Label> =>
    new Gauge({ registers: [registry], name: `backup_portal_${name}`, help, labelNames: [...labelNames] });

  const stateUp = gauge('state_up', 'Whether the database of the state could be read.');
  const clockJumped = gauge('clock_jumped', 'Whether the clock has jumped, and nothing is deleted by it.');
  const jobs = gauge('work_running', 'What this process works on.', ['kind']);
  const items = gauge('work_items', 'Work in the queue, of all processes.', ['lane', 'state']);
  const oldest = gauge('work_oldest_seconds', 'How long the oldest of these has been waiting or running.', [
    'lane',
    'state',
  ]);
  const states = gauge('backup_instances', 'Backup instances by their protection state.', ['state']);
  const notShown = gauge(
    'backup_instances_not_shown',
    'Backup instances that are not told one by one: there are too many.',
  );
  const late = gauge('schedules_late', 'Backup instances whose run should have begun a quarter of an hour ago.');
  const good = gauge(
    'newest_good_point_age_seconds',
    'Age of the newest good recovery point; +Inf when there is none.',
    OF_INSTANCE,
  );
  const proven = gauge(
    'newest_proven_point_age_seconds',
    'Age of the newest point that a drill has proven; +Inf when there is none.',
    OF_INSTANCE,
  );
  const nextRun = gauge('next_run_timestamp_seconds', 'When the next scheduled run begins.', OF_INSTANCE);
  const used = gauge('vault_used_bytes', 'What a vault holds.', PLACE);
  const free = gauge(
    'vault_free_bytes',
    'What a vault may still hold: up to its quota, or to the reserve of its disk; +Inf where nobody limits it.',
    PLACE,
  );

  const read = [items, oldest, states, good, proven, nextRun, used, free];

  const age = (now: number, moment: number | undefined): number =>
    moment === undefined ? Infinity : Math.max(0, (now - moment) / 1000);

  return {
    /** What was read before counts no more: a state that is away is like nothing. */
    forget() {
      for (const each of read) each.reset();
    },
    stateUp: (isUp: boolean) => stateUp.set(isUp ? 1 : 0),
    running(list: readonly RunningItem[]) {
      jobs.reset();
      for (const { kind } of list) jobs.inc({ kind });
    },
    lanes(standing: readonly LaneStanding[]) {
      for (const { lane, state, count, oldestSeconds } of standing) {
        items.set({ lane, state }, count);
        if (state !== 'later') oldest.set({ lane, state }, oldestSeconds);
      }
    },
    estate({ now, instances, hasClockJumped }: EstateFacts, most: number) {
      clockJumped.set(hasClockJumped ? 1 : 0);
      for (const { state } of instances) states.inc({ state });
      const isLate = ({ nextRun: at }: InstanceFacts) => at !== undefined && now - at > LATE_MS;
      late.set(instances.filter(isLate).length);
      const shown = instances.filter((one) => one.isProtected).sort(oldestGoodFirst);
      notShown.set(Math.max(0, shown.length - most));
      for (const one of shown.slice(0, most)) {
        const labels = {
          ...placeOf(one.id),
          backup_instance: one.id.slice(one.id.lastIndexOf('/') + 1),
          server: one.server,
        };
        good.set(labels, age(now, one.newestGood));
        proven.set(labels, age(now, one.newestProven));
        if (one.nextRun !== undefined) nextRun.set(labels, one.nextRun / 1000);
      }
    },
    rooms(facts: readonly RoomFacts[]) {
      for (const { vaultId, room } of facts) {
        used.set(placeOf(vaultId), room.used);
        free.set(placeOf(vaultId), room.free ?? Infinity);
      }
    },
  };
}

const oldestGoodFirst = (one: InstanceFacts, other: InstanceFacts): number =>
  (one.newestGood ?? -Infinity) - (other.newestGood ?? -Infinity) || one.id.localeCompare(other.id);
