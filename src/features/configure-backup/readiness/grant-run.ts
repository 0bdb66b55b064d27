/**
 * Running role assignments: each separate, so that one that fails does not stop the others, and independent of pane and
 * step, so that closing a pane or leaving a step changes nothing.
 */
import { needKey, type GrantScope } from '#protocol/authorization.ts';
import type { Vault } from '#protocol/data-protection.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import type { RoleGrant } from '#resources/authorization.ts';
import { hasEnded, progressOf, type GrantOutcome, type PlannedGrant, type ServerProgress } from './grant-plan.ts';
import { createQueue } from '#resources/queue.ts';

const ASSIGNMENTS_AT_ONCE = 4;
const PUBLISH_EVERY_MS = 200;

export interface GrantRequest {
  vault: Vault;
  policyId: ResourceId;
  /** The object id of the vault's identity. */
  principalId: string;
  scope: GrantScope;
  grants: readonly PlannedGrant[];
}

export interface GrantRun {
  request: GrantRequest;
  /** By the grant's key; a new map when something changed. */
  outcomes: () => ReadonlyMap<string, GrantOutcome>;
  subscribe: (listener: () => void) => () => void;
  /** Makes all assignments. Throws `SomeNotAssigned` at the end when some failed. */
  start: () => Promise<void>;
}

interface GrantRunOptions {
  assign: (grant: RoleGrant) => Promise<void>;
  /** Called with the servers, by key, that progressed since the last call; at the start with all of them. */
  onProgress: (servers: ReadonlyMap<string, ServerProgress>) => void;
}

export class SomeNotAssigned extends Error {
  constructor(failed: number, total: number, first: Error) {
    super(`${failed} of ${total} role assignments failed. ${first.message}`, { cause: first });
    this.name = 'SomeNotAssigned';
  }
}

export function createGrantRun(request: GrantRequest, { assign, onProgress }: GrantRunOptions): GrantRun {
  const { grants, principalId } = request;
  const now = new Map<string, GrantOutcome>(grants.map((grant) => [needKey(grant), 'waiting']));
  const listeners = new Set<() => void>();
  let published: ReadonlyMap<string, GrantOutcome> = new Map(now);
  let progress: ReadonlyMap<string, ServerProgress> = new Map();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const publish = () => {
    clearTimeout(timer);
    timer = undefined;
    published = new Map(now);
    const before = progress;
    progress = progressOf(grants, published);
    onProgress(new Map([...progress].filter(([key, { done }]) => before.get(key)?.done !== done)));
    for (const listener of listeners) listener();
  };
  // Collected, because thousands of assignments would otherwise notify thousands of times.
  const record = (grant: PlannedGrant, outcome: GrantOutcome) => {
    now.set(needKey(grant), outcome);
    timer ??= setTimeout(publish, PUBLISH_EVERY_MS);
  };

  return {
    request,
    outcomes: () => published,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async start() {
      publish();
      const queue = createQueue(ASSIGNMENTS_AT_ONCE);
      const results = await Promise.allSettled(
        grants.map((grant) =>
          queue(async () => {
            record(grant, 'running');
            try {
              await assign({ scope: grant.scope, roleId: grant.roleId, principalId });
              record(grant, 'done');
            } catch (error) {
              record(grant, error as Error);
              throw error;
            }
          }),
        ),
      );
      publish();
      const failures = results.filter((result) => result.status === 'rejected');
      const [first] = failures;
      if (first) throw new SomeNotAssigned(failures.length, grants.length, first.reason as Error);
    },
  };
}

/** The failed grants of a run, each with its error. */
export const failuresOf = (
  grants: readonly PlannedGrant[],
  outcomes: ReadonlyMap<string, GrantOutcome>,
): { grant: PlannedGrant; error: Error }[] =>
  grants.flatMap((grant) => {
    const error = outcomes.get(needKey(grant));
    return error instanceof Error ? [{ grant, error }] : [];
  });

/** How many of a run's assignments have ended. */
export const endedOf = (outcomes: ReadonlyMap<string, GrantOutcome>): number =>
  [...outcomes.values()].filter(hasEnded).length;
