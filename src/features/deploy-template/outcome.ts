/** The resources of a deployment as rows: what it would make, and the results. Pure. */
import { DEPLOYMENT_TYPE, type Deployment, type DeploymentOperation } from '#protocol/deployments.ts';
import type { ErrorBody } from '#protocol/errors.ts';
import { idKey, parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import type { StatusKind } from '#ui/text/StatusText.tsx';

export interface ResourceRow {
  id: ResourceId;
  name: string;
  type: string;
  /** Its scope: a resource, a resource group or a subscription. */
  place: string;
  status: { kind: StatusKind; text: string } | undefined;
  problems: Cause[];
}

/** One row for each resource. An error is shown once: where it happened, not at the deployment around it. */
export function resourceRows(
  validated: NonNullable<Deployment['properties']['validatedResources']>,
  operations: readonly DeploymentOperation[] | undefined,
): ResourceRow[] {
  const known = new Map(operations?.map((each) => [idKey(each.properties.targetResource?.id ?? ''), each.properties]));
  const rows = validated.map(({ id }) => {
    const parsed = parseResourceId(id);
    const operation = known.get(idKey(id));
    return {
      id,
      name: parsed?.names.join('/') ?? id,
      type: parsed?.type ?? 'Microsoft.Resources/resourceGroups',
      place: placeOf(id),
      status: operation && statusOf(operation.provisioningState),
      problems: operation?.statusMessage ? innermost(operation.statusMessage.error) : [],
    };
  });
  const shown = new Set(rows.flatMap(({ type, problems }) => (isDeployment(type) ? [] : problems.map(problemKey))));
  return rows.map((row) =>
    isDeployment(row.type) ? { ...row, problems: row.problems.filter((each) => !shown.has(problemKey(each))) } : row,
  );
}

const isDeployment = (type: string): boolean => type.toLowerCase() === DEPLOYMENT_TYPE.toLowerCase();

interface Cause {
  code: string;
  message: string;
}

const problemKey = ({ code, message }: Cause): string => `${code} ${message}`;

function placeOf(id: ResourceId): string {
  const [scope = ''] = id.split(/\/providers\/(?!.*\/providers\/)/i);
  const parsed = parseResourceId(scope);
  return parsed?.name ?? scope;
}

function statusOf(state: string): ResourceRow['status'] {
  if (state === 'Succeeded') return { kind: 'success', text: 'Succeeded' };
  if (state === 'Failed' || state === 'Canceled') return { kind: 'error', text: state };
  return { kind: 'running', text: 'Deploying' };
}

/** The innermost causes of an error, each once: the outer ones only say that something below them failed. */
export function innermost(error: Cause & { details?: ErrorBody[] | null }): Cause[] {
  const { code, message, details } = error;
  if (!details || details.length === 0) return [{ code, message }];
  return [...new Map(details.flatMap(innermost).map((cause) => [problemKey(cause), cause])).values()];
}
