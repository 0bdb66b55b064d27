/**
 * Sends the plan: one request for each server, a few at a time, each with its own result. The whole is one mutation and
 * each server a part of it, so that one notification shows the progress and each failure is listed. They belong to the
 * page and not to the wizard: leaving it stops nothing.
 */
import type { QueryClient } from '@tanstack/react-query';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { idKey, parseResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import {
  backupInstances,
  hasFailedToProtect,
  settledProtection,
  startProtection,
  vaultIdOf,
} from '#resources/backup-instances.ts';
import { backupPolicies } from '#resources/backup-policies.ts';
import { news } from '#resources/mutation-meta.ts';
import { vaults } from '#resources/vaults.ts';
import { createQueue } from '#resources/queue.ts';
import type { PlannedInstance } from './plan.ts';
import { REQUESTS, runningSubmissions, sentRequests, SUBMISSIONS, type Submitted } from './sent.ts';
import { protectionRefusal } from './submission.ts';

const REQUESTS_AT_ONCE = 4;
/** Accepted instances are watched until they are protected; watching more at once would only send more requests. */
const WATCHED_AT_ONCE = 8;

const sending = createQueue(REQUESTS_AT_ONCE);
const watching = createQueue(WATCHED_AT_ONCE);
// A part begins when it can be sent or watched: the cache need not hold thousands that only wait.
const beginning = createQueue(REQUESTS_AT_ONCE + WATCHED_AT_ONCE);

let submissions = 0;

/** Rows already being sent are left out: each is sent once, however often this is called. */
export function sendPlan(client: QueryClient, planned: readonly PlannedInstance[], detailsAt: string): void {
  const cache = client.getMutationCache();
  const onTheirWay = new Set(
    cache
      .findAll(runningSubmissions)
      .flatMap(({ state }) => (state.variables as Submitted).planned)
      .map(({ instanceId }) => idKey(instanceId)),
  );
  // Of an unfinished submission, the failed rows may be sent again.
  for (const { state } of cache.findAll({ ...sentRequests, status: 'error' })) {
    onTheirWay.delete(idKey((state.variables as PlannedInstance).instanceId));
  }
  for (const { state } of cache.findAll({ ...sentRequests, status: 'pending' })) {
    onTheirWay.add(idKey((state.variables as PlannedInstance).instanceId));
  }
  const fresh = planned.filter(({ instanceId }) => !onTheirWay.has(idKey(instanceId)));
  if (fresh.length === 0) return;
  submissions += 1;
  // Other code reads it from the mutation cache.
  start(client, { planned: fresh, id: submissions, detailsAt }).catch(() => undefined);
}

function start(client: QueryClient, submitted: Submitted): Promise<undefined> {
  const cache = client.getMutationCache();
  const partKey = ({ id }: Submitted) => [REQUESTS, id];
  const whole = cache.build<undefined, Error, Submitted, unknown>(client, {
    mutationKey: [SUBMISSIONS],
    mutationFn: async ({ planned }) => {
      const isQuiet = planned.length > 1;
      const parts = planned.map((each) => beginning(() => partOf(client, partKey(submitted), isQuiet).execute(each)));
      const failed = (await Promise.allSettled(parts)).filter((part) => part.status === 'rejected');
      const [first] = failed;
      if (first) throw new SomeFailed(failed.length, first.reason as Error);
      return undefined;
    },
    meta: news<Submitted, undefined>({
      // Failures may be due to one of them being deleted.
      invalidates: ({ planned }) => [
        vaults.byId(vaultIdIn(planned)).queryKey,
        backupPolicies.list(vaultIdIn(planned)).queryKey,
        backupInstances.gathered().queryKey,
      ],
      notification: {
        start: ({ planned }) => ({
          title: 'Configuring backup',
          body: `Configuring backup for ${serversIn(planned)} in vault '${vaultOf(planned)}'…`,
        }),
        parts: (own) => ({ mutationKey: partKey(own), total: own.planned.length }),
        done: ({ planned }) => ({
          title: 'Backup configured',
          body:
            planned.length === 1
              ? `${serversIn(planned)} is now protected by policy '${policyOf(planned)}'.`
              : `Backup was configured for ${serversIn(planned)}.`,
          link: { to: instancesOf(planned), label: 'View backup instances' },
        }),
        failed: ({ planned, detailsAt }, error) => {
          const count = error instanceof SomeFailed ? error.count : planned.length;
          const ok = planned.length - count;
          return {
            title: ok > 0 ? 'Backup configured for some servers' : 'Failed to configure backup',
            body:
              planned.length === 1
                ? `${serversIn(planned)}: ${error.message}`
                : `${String(ok)} succeeded, ${String(count)} failed.`,
            link: { to: detailsAt, label: 'View details' },
          };
        },
      },
    }),
  });
  return whole.execute(submitted);
}

/** How many of a submission failed; the message is that of the first one. */
class SomeFailed extends Error {
  readonly count: number;

  constructor(count: number, first: Error) {
    super(first.message, { cause: first });
    this.count = count;
  }
}

function partOf(client: QueryClient, mutationKey: unknown[], isOneOfMany: boolean) {
  return client.getMutationCache().build<BackupInstance, Error, PlannedInstance, unknown>(client, {
    mutationKey,
    mutationFn: protect,
    meta: news<PlannedInstance, BackupInstance>({
      // The notification of the whole covers each single one.
      ...(isOneOfMany && {
        notification: {
          failed: (planned, error) => ({
            title: 'Failed to configure backup',
            body: `${serversIn([planned])}: ${error.message}`,
            isQuiet: true,
          }),
        },
      }),
      invalidates: ({ instanceId }) => [backupInstances.under(vaultIdOf(instanceId))],
    }),
  });
}

/** Resolves when protection is set up; a request that was accepted and then failed is a failure too. */
async function protect({ instanceId, input }: PlannedInstance): Promise<BackupInstance> {
  const taken = await sending(() => startProtection(instanceId, input));
  const instance = await watching(() => settledProtection(taken));
  if (!hasFailedToProtect(instance)) return instance;
  const refusal = protectionRefusal(instance);
  throw Object.assign(new Error(refusal.message), refusal);
}

function serversIn(planned: readonly PlannedInstance[]): string {
  const [only, ...others] = planned;
  if (!only || others.length > 0) return `${String(planned.length)} servers`;
  return `'${only.input.dataSourceInfo.resourceName ?? ''}'`;
}

const vaultIdIn = ([first]: readonly PlannedInstance[]): string => vaultIdOf(first?.instanceId ?? '');
const instancesOf = (planned: readonly PlannedInstance[]): string => paths.vaultInstances(vaultIdIn(planned));
const vaultOf = (planned: readonly PlannedInstance[]): string => parseResourceId(vaultIdIn(planned))?.name ?? '';
const policyOf = ([first]: readonly PlannedInstance[]): string =>
  parseResourceId(first?.input.policyInfo.policyId ?? '')?.name ?? '';
