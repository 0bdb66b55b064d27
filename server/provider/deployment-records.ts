/** The documents that deployments keep: the request, its progress, and the result for each resource. */
import type { DeploymentState } from '#protocol/deployments.ts';
import type { ErrorBody } from '#protocol/errors.ts';
import {
  idKey,
  parseResourceId,
  resourceGroupScope,
  subscriptionScope,
  type ResourceId,
} from '#protocol/resource-id.ts';
import type { Target } from '#templates/evaluation.ts';
import type { Kind } from './ports.ts';
import { word } from './records.ts';

export interface DeploymentRecord {
  id: ResourceId;
  name: string;
  location?: string;
  /** In whose name it runs. */
  callerId: string;
  correlationId: string;
  /** Names the run: a deployment that is sent again runs again. */
  operation: string;
  state: Extract<DeploymentState, 'Accepted' | 'Running' | 'Succeeded' | 'Failed' | 'Canceled'>;
  startedAt: string;
  changedAt: string;
  mode: string;
  templateHash: string;
  /** Without the values of secure parameters. */
  parameters: Record<string, { type: string; value?: unknown }>;
  /** What it makes, and what waits for what. */
  resources: { id: ResourceId; type: string; name: string; dependsOn: ResourceId[] }[];
  /** How deep it is nested in others, and the run of the outermost one. */
  depth: number;
  root: string;
  /** The run of the deployment that it is nested in. */
  parentOperation?: string;
  outputs?: Record<string, { type: string; value: unknown }>;
  error?: ErrorBody;
}

export const deployments: Kind<DeploymentRecord> = {
  name: 'deployment',
  words: ({ id, root }) => [word.atScope(scopeOfDeployment(id)), ofRoot(root)],
  order: ({ name }) => name.toLowerCase(),
};

export const ofRoot = (root: string): string => `root:${root}`;

/** The template with its parameters (`DeploymentContent`), sealed: both may hold passwords. Gone when the run has ended. */
export const deploymentContents: Kind<{ sealed: string }> = { name: 'deploymentContent' };

export interface DeployedResource {
  /** The run, and the deployment that it is a run of. */
  operation: string;
  deploymentId: ResourceId;
  id: ResourceId;
  type: string;
  name: string;
  state: 'Running' | 'Succeeded' | 'Failed' | 'Canceled';
  startedAt: string;
  changedAt: string;
  /** How often it was sent. */
  tries: number;
  /** Where its own long operation is followed. */
  statusUrl?: string;
  httpStatus?: number;
  error?: ErrorBody;
}

export const deployedResources: Kind<DeployedResource> = {
  name: 'deployedResource',
  words: ({ operation }) => [ofRun(operation)],
  order: ({ startedAt, id }) => `${startedAt} ${idKey(id)}`,
};

export const ofRun = (operation: string): string => `run:${operation}`;
export const deployedKey = (operation: string, id: ResourceId): string => `${operation} ${idKey(id)}`;

/** The subscription or the resource group that a deployment goes to. */
export function targetOf(deployment: ResourceId): Target {
  const parsed = parseResourceId(deployment);
  return { subscriptionId: parsed?.subscriptionId ?? '', resourceGroup: parsed?.resourceGroup };
}

function scopeOfDeployment(deployment: ResourceId): ResourceId {
  const { subscriptionId, resourceGroup } = targetOf(deployment);
  return resourceGroup === undefined
    ? subscriptionScope(subscriptionId)
    : resourceGroupScope(subscriptionId, resourceGroup);
}

export const isRunning = ({ state }: { state: DeploymentState }): boolean =>
  state === 'Accepted' || state === 'Running';
