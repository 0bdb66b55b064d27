import { queryOptions } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import {
  DEPLOYMENT_TYPE,
  type Deployment,
  type DeploymentInput,
  type DeploymentOperation,
} from '#protocol/deployments.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { inParallel } from './in-parallel.ts';

const apiVersion = API_VERSIONS.deployments;
const OFTEN_MS = 1_000;

export const deployments = {
  under: (id: ResourceId) => ['deployments', idKey(id)] as const,

  /** What the deployment would make, or why it would not; nothing is made. */
  validation: (id: ResourceId, input: DeploymentInput) =>
    queryOptions({
      queryKey: [...deployments.under(id), 'validation', input],
      queryFn: ({ signal }) => arm.check<Deployment>(`${id}/validate`, input, { apiVersion, signal }),
      // The result of a template depends on existing resources, which others change.
      gcTime: 0,
    }),

  /**
   * The result of each resource so far, including those of nested deployments. Polls for as long as it is shown; not at
   * once, because the deployment has only just been sent.
   */
  operations: (id: ResourceId) =>
    queryOptions({
      queryKey: [...deployments.under(id), 'operations'],
      queryFn: ({ signal }) => readOperations(id, signal),
      initialData: [],
      staleTime: OFTEN_MS,
      // Each nested deployment is a request of its own.
      refetchInterval: ({ state }) => OFTEN_MS * (1 + (state.data ?? []).filter(isDeployment).length / 10),
    }),
};

const isDeployment = ({ properties }: DeploymentOperation): boolean =>
  properties.targetResource?.resourceType.toLowerCase() === DEPLOYMENT_TYPE.toLowerCase();

/** A refused deployment does not exist, so it has no operations. */
const wasAccepted = ({ properties }: DeploymentOperation): boolean =>
  properties.statusCode === 'OK' || properties.statusCode === 'Created';

async function readOperations(id: ResourceId, signal: AbortSignal): Promise<DeploymentOperation[]> {
  const own = await arm.readAll<DeploymentOperation>(`${id}/operations`, { apiVersion, signal });
  const nested = own.filter((each) => isDeployment(each) && wasAccepted(each));
  const inside = await inParallel(
    nested.flatMap(({ properties }) => properties.targetResource?.id ?? []),
    (each) => readOperations(each, signal),
  );
  return [...own, ...inside.flat()];
}

/** Deploys the template, and resolves when everything was made. Throws when something was not. */
export const deployTemplate = (id: ResourceId, input: DeploymentInput): Promise<Deployment> =>
  arm.put(id, input, { apiVersion });
