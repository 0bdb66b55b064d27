import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Vault } from '#protocol/data-protection.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { assignRole, roleAssignments } from '#resources/authorization.ts';
import { news } from '#resources/mutation-meta.ts';
import { serversOf, type PlannedGrant } from './grant-plan.ts';
import { createQueue } from './queue.ts';
import { readiness } from './readiness.ts';
import { needKey } from './verdict.ts';

const ASSIGNMENTS_AT_ONCE = 4;

interface GrantRequest {
  vault: Vault;
  policyId: ResourceId;
  /** The object id of the vault's identity. */
  principalId: string;
  grants: PlannedGrant[];
}

export type GrantOutcome = 'waiting' | 'running' | 'done' | Error;

export interface Grant {
  /** `onDone` only when every assignment went well. */
  assign: (request: GrantRequest, onDone: () => void) => void;
  isAssigning: boolean;
  /** The keys of the servers whose roles are being assigned. */
  assigning: ReadonlySet<string>;
  outcomeOf: (grant: PlannedGrant) => GrantOutcome | undefined;
  /** How many of the last request's assignments have ended, well or badly. */
  done: number;
  total: number;
  /** Forgets how the last assignments went. */
  reset: () => void;
}

/**
 * Assigns roles, each assignment for itself: one that fails does not stop the others. Afterwards the readiness of
 * every server concerned is asked again by itself.
 */
export function useGrant(): Grant {
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, GrantOutcome>>(new Map());
  const record = (grant: PlannedGrant, outcome: GrantOutcome) =>
    setOutcomes((before) => new Map(before).set(needKey(grant), outcome));

  const mutation = useMutation({
    mutationKey: ['assign-roles'],
    mutationFn: async ({ principalId, grants }: GrantRequest) => {
      const queue = createQueue(ASSIGNMENTS_AT_ONCE);
      const results = await Promise.allSettled(
        grants.map((grant) =>
          queue(async () => {
            record(grant, 'running');
            try {
              await assignRole({ scope: grant.scope, roleId: grant.roleId, principalId });
              record(grant, 'done');
            } catch (error) {
              record(grant, error as Error);
              throw error;
            }
          }),
        ),
      );
      const failures = results.filter((result) => result.status === 'rejected');
      const [first] = failures;
      if (first) throw new SomeNotAssigned(failures.length, grants.length, first.reason as Error);
    },
    meta: news<GrantRequest>({
      notification: {
        start: ({ vault, grants }) => ({ title: 'Assigning roles', body: sentence(vault, grants) }),
        done: ({ vault, grants }) => ({ title: 'Roles assigned', body: sentence(vault, grants) }),
        failed: (_, error) => ({ title: 'Failed to assign roles', body: error.message }),
      },
      invalidates: ({ vault, policyId, grants }) => [
        roleAssignments.all(),
        ...[...serversOf(grants)].map((server) => readiness.key(vault.id, policyId, server)),
      ],
    }),
  });

  const grants = mutation.variables?.grants ?? [];
  const ended = [...outcomes.values()].filter((outcome) => outcome === 'done' || outcome instanceof Error);
  return {
    assign: (request, onDone) => {
      setOutcomes(new Map(request.grants.map((grant) => [needKey(grant), 'waiting'])));
      mutation.mutate(request, { onSuccess: onDone });
    },
    isAssigning: mutation.isPending,
    assigning: mutation.isPending ? serversOf(grants) : new Set(),
    outcomeOf: (grant) => outcomes.get(needKey(grant)),
    done: ended.length,
    total: outcomes.size,
    reset: () => setOutcomes(new Map()),
  };
}

class SomeNotAssigned extends Error {
  constructor(failed: number, total: number, first: Error) {
    super(`${failed} of ${total} role assignments failed. ${first.message}`, { cause: first });
    this.name = 'SomeNotAssigned';
  }
}

const sentence = (vault: Vault, { length }: PlannedGrant[]): string =>
  `${length} role assignment${length === 1 ? '' : 's'} for '${vault.name}'.`;
