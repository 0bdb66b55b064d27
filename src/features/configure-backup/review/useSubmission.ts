import { useMutation, useMutationState, useQuery, type Mutation } from '@tanstack/react-query';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { idKey, parseResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { backupInstances, configureProtection, vaultIdOf } from '#resources/backup-instances.ts';
import { news } from '#resources/mutation-meta.ts';
import type { Draft } from '../draft.ts';
import { createQueue } from '../readiness/queue.ts';
import { instanceIdIn, type PlannedInstance } from './plan.ts';
import { isBad, protectionRefusal, submissionOf, type SentRequest, type Submission } from './submission.ts';

const REQUESTS_AT_ONCE = 4;
/** How often the vault is asked what it has taken while requests are under way. */
const WATCH_MS = 2_000;

const queue = createQueue(REQUESTS_AT_ONCE);
const mutationKey = ['configure-protection'];

export interface SubmissionView {
  /** By the server's key. */
  submissions: ReadonlyMap<string, Submission>;
  send: (planned: readonly PlannedInstance[]) => void;
  /** Whether anything was sent since the page was loaded. */
  wasSentHere: boolean;
}

/**
 * Sends backup instances, a few at a time, each with a notification of its own. The requests go on when the wizard is
 * left; what becomes of them is read from the mutation cache and from the vault.
 */
export function useSubmission(draft: Draft): SubmissionView {
  const { mutate } = useMutation({
    mutationKey,
    mutationFn: ({ instanceId, input }: PlannedInstance) => queue(() => protect(instanceId, input)),
    meta: news<PlannedInstance, BackupInstance>({
      notification: {
        start: (planned) => ({
          title: 'Configuring backup',
          body: `Configuring backup for '${serverOf(planned)}' in vault '${vaultOf(planned)}'…`,
        }),
        done: (planned) => ({
          title: 'Backup configured',
          body: `'${serverOf(planned)}' is now protected by policy '${policyOf(planned)}'.`,
          link: { to: paths.vaultInstances(vaultIdOf(planned.instanceId)), label: 'View backup instances' },
        }),
        failed: (planned, error) => ({
          title: 'Failed to configure backup',
          body: `'${serverOf(planned)}': ${error.message}`,
        }),
      },
      invalidates: [backupInstances.all()],
    }),
  });

  const sent = useMutationState({ filters: { mutationKey }, select: sentRequest });
  const isSending = sent.some((request) => request.isPending);
  const { data: instances = [] } = useQuery({
    ...backupInstances.list(draft.vaultId ?? ''),
    enabled: draft.submitted && draft.vaultId !== undefined,
    ...(isSending && { refetchInterval: WATCH_MS }),
  });

  return {
    submissions: new Map(
      draft.rows.map((row) => [
        idKey(row.serverId),
        submissionOf(instanceIdIn(draft.vaultId ?? '', row.resourceName), sent, instances),
      ]),
    ),
    send: (planned) => {
      for (const each of planned) mutate(each);
    },
    wasSentHere: sent.length > 0,
  };
}

/** Answers when protection is set up; a request that was accepted and then went wrong is a failure too. */
async function protect(...[instanceId, input]: Parameters<typeof configureProtection>): Promise<BackupInstance> {
  const instance = await configureProtection(instanceId, input);
  if (isBad(instance)) throw Object.assign(new Error(protectionRefusal(instance).message), protectionRefusal(instance));
  return instance;
}

function sentRequest(mutation: Mutation): SentRequest {
  const { variables, status, error } = mutation.state;
  return { instanceId: (variables as PlannedInstance).instanceId, isPending: status === 'pending', error };
}

const serverOf = ({ input }: PlannedInstance): string => input.dataSourceInfo.resourceName ?? '';
const policyOf = ({ input }: PlannedInstance): string => parseResourceId(input.policyInfo.policyId)?.name ?? '';
const vaultOf = ({ instanceId }: PlannedInstance): string => parseResourceId(vaultIdOf(instanceId))?.name ?? '';
