import { useMutation, type QueryKey, type UseMutationResult } from '@tanstack/react-query';
import { ArmError } from '#arm/error.ts';
import type { Deployment, DeploymentInput } from '#protocol/deployments.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { deployTemplate } from '#resources/deployments.ts';
import { news } from '#resources/mutation-meta.ts';
import { innermost } from './outcome.ts';

interface AskedDeployment {
  id: ResourceId;
  name: string;
  input: DeploymentInput;
}

export type Deploying = UseMutationResult<Deployment, Error, AskedDeployment>;

/** Deploys a template, and reports it in the notifications. */
export const useDeploy = (): Deploying =>
  useMutation({
    mutationFn: ({ id, input }: AskedDeployment) => deployTemplate(id, input),
    meta: news<AskedDeployment, Deployment>({
      notification: {
        start: ({ name }) => ({ title: 'Deployment in progress', body: `'${name}'` }),
        done: ({ name }) => ({ title: 'Deployment succeeded', body: `'${name}' created all of its resources.` }),
        failed: ({ name }, error) => ({ title: 'Deployment failed', body: `'${name}': ${firstCause(error)}` }),
      },
      // A template may make anything: roles, vaults, policies, backup instances.
      invalidates: [EVERYTHING],
    }),
  });

const firstCause = (error: Error): string =>
  error instanceof ArmError ? (innermost(error)[0]?.message ?? error.message) : error.message;

/** The prefix of every other key. */
const EVERYTHING: QueryKey = [];
