/**
 * Microsoft.Resources/deployments: ARM templates, deployed to a resource group or a subscription
 * (docs/reference/arm.md#8-deployments).
 */
import * as z from 'zod';
import {
  DEPLOYMENT_TYPE,
  type Deployment,
  type DeploymentOperation,
  type DeploymentOperationStatus,
} from '#protocol/deployments.ts';
import { deploymentNameProblem } from '#protocol/names.ts';
import { TEMPLATE } from '#protocol/json-bounds.ts';
import { ErrorCode } from '#protocol/errors.ts';
import { idKey, parseResourceId, sameId, sameRegion, type ResourceId } from '#protocol/resource-id.ts';
import {
  hash64,
  MAX_NESTING,
  MAX_TEMPLATE_BYTES,
  scopeOf,
  type DeploymentContent,
  type Examined,
  type PreviewedResource,
} from '#templates/evaluation.ts';
import { anyObject, fields, invalidField, line, readBody, type BodyLimit } from '../body.ts';
import { created, noContent, ok, type Call, type Handler } from '../call.ts';
import { notAuthorized } from '../domain/access.ts';
import { placeOf } from '../deployment-place.ts';
import {
  deployedResources,
  deploymentContents,
  deployments,
  isRunning,
  ofRoot,
  ofRun,
  targetOf,
  type DeployedResource,
  type DeploymentRecord,
} from '../deployment-records.ts';
import { regionName } from '../domain/locations.ts';
import { isoDuration } from '../domain/time.ts';
import { existingGroup } from '../existing.ts';
import { ArmFault } from '../fault.ts';
import { readPage } from '../paging.ts';
import type { Transaction } from '../ports.ts';
import { word } from '../records.ts';
import { at, GROUP, idIn, route, SUBSCRIPTION, type Right, type Route } from '../router.ts';
import { deployItem } from '../work/deployments.ts';

/** The parameters come on top of the template. */
const BODY: BodyLimit = { bytes: MAX_TEMPLATE_BYTES + 1024 ** 2, ...TEMPLATE };
/** A limit of ARM: deployments whose record a group or a subscription keeps. */
const MAX_DEPLOYMENTS = 800;
/** How many deployments one deployment may hold, counted through all levels. */
const MAX_NESTED = 800;

const input = fields({
  location: line().exactOptional(),
  properties: fields({
    mode: line(40),
    template: anyObject('must be an ARM template, as an object').exactOptional(),
    templateLink: z.unknown().exactOptional(),
    parameters: anyObject('must be an object').exactOptional(),
    parametersLink: z.unknown().exactOptional(),
  }),
  tags: z.unknown().exactOptional(),
});

interface Request {
  id: ResourceId;
  name: string;
  location: string | undefined;
  mode: string;
  content: string;
  examined: Examined;
}

/** The evaluated deployment of a request. Throws what is wrong with it. */
async function requested(call: Call): Promise<Request> {
  const scope = scopeIn(call);
  const name = call.params.deployment ?? '';
  const problem = deploymentNameProblem(name);
  if (problem !== undefined) throw new ArmFault(400, 'InvalidDeploymentName', problem, { target: 'name' });
  const { properties, ...body } = await readBody(call, input, BODY);
  if (properties.mode.toLowerCase() !== 'incremental') {
    throw invalidField(
      'properties.mode',
      "It must be 'Incremental'. Complete mode, which deletes what the template does not name, is not supported.",
    );
  }
  if (properties.templateLink !== undefined || properties.parametersLink !== undefined) {
    throw invalidField('properties.templateLink', "Links are not supported. Send the template itself as 'template'.");
  }
  if (properties.template === undefined) throw invalidField('properties.template', 'A template is required.');
  const location = locationOf(call, body.location);
  if (call.params.group !== undefined) await call.ports.store.transact((tx) => existingGroup(tx, scope));
  const { template, parameters = {} } = properties;
  const id = `${scope}/providers/${DEPLOYMENT_TYPE}/${name}`;
  const content = JSON.stringify({ template, parameters } satisfies DeploymentContent);
  const source = { content, target: targetOf(id), name, location, mode: 'Incremental' };
  const examined = await call.options.templates.ask(
    'examine',
    source,
    async (target, facts) => (mayDeployTo(call, scopeOf(target)) ? placeOf(call.ports, target, facts) : undefined),
    call.caller.objectId,
  );
  return { id, name, location, mode: source.mode, content, examined };
}

/**
 * What is nested may name any place, and its texts may say what they like of it: without the right to deploy there, nothing is
 * known of it, as if it were not there. The deployment's own place the route has asked for.
 */
const mayDeployTo = (call: Call, scope: ResourceId): boolean =>
  sameId(scope, scopeIn(call)) || call.access.may(`${DEPLOYMENT_TYPE}/write`, scope);

const scopeIn = (call: Call): ResourceId => idIn(call, call.params.group === undefined ? SUBSCRIPTION : GROUP);

const idOf = (call: Call): ResourceId =>
  `${scopeIn(call)}/providers/${DEPLOYMENT_TYPE}/${call.params.deployment ?? ''}`;

function locationOf(call: Call, given: string | undefined): string | undefined {
  if (call.params.group !== undefined) {
    if (given === undefined) return undefined;
    throw invalidField('location', 'A deployment to a resource group has no location. Leave it out.');
  }
  if (given === undefined) {
    throw new ArmFault(
      400,
      'LocationRequired',
      "The location property is required for a deployment to a subscription. Name the region that keeps its record, such as 'westeurope'.",
      { target: 'location', by: 'gateway' },
    );
  }
  const location = regionName(given);
  if (location === undefined) throw invalidField('location', `'${given}' is not a known region.`);
  return location;
}

const put: Handler = async (call) => {
  const asked = await requested(call);
  const now = call.ports.clock.now().toISOString();
  return call.ports.store.transact(async (tx) => {
    const parent = await parentOf(call, tx);
    const before = (await tx.get(deployments, idKey(asked.id)))?.value;
    if (before && isRunning(before)) {
      // A parent that was interrupted sends what it had sent already.
      if (parent !== undefined && before.parentOperation === parent.operation) {
        return { ...ok(shown(before, call)), headers: followedBy(call, before) };
      }
      throw deploymentActive(before);
    }
    if (before?.location !== undefined && !sameRegion(before.location, asked.location ?? '')) {
      throw new ArmFault(
        409,
        'InvalidDeploymentLocation',
        `The deployment '${before.name}' already exists in location '${before.location}'. Use that location, or another name.`,
        { target: 'location' },
      );
    }
    if (!before) await checkQuota(call, tx);
    const operation = call.ports.newId();
    const record: DeploymentRecord = {
      id: before?.id ?? asked.id,
      name: before?.name ?? asked.name,
      ...(asked.location !== undefined && { location: asked.location }),
      callerId: call.caller.objectId,
      correlationId: call.correlationId,
      operation,
      state: 'Accepted',
      startedAt: now,
      changedAt: now,
      mode: asked.mode,
      templateHash: asked.examined.templateHash,
      parameters: asked.examined.parameters,
      resources: asked.examined.resources.map(({ id, type, name, dependsOn }) => ({
        id,
        type,
        name,
        dependsOn,
      })),
      depth: parent ? parent.depth + 1 : 0,
      root: parent?.root ?? operation,
      ...(parent && { parentOperation: parent.operation }),
    };
    if (before) await forget(tx, before);
    await tx.put(deployments, idKey(record.id), record);
    await tx.put(deploymentContents, operation, { sealed: call.ports.sealing.seal(asked.content, operation) });
    await tx.enqueue(deployItem(record, 0));
    const reply = before ? ok : created;
    return { ...reply(shown(record, call)), headers: followedBy(call, record) };
  });
};

/** The deployment that this one is nested in. Throws when it is one too many, or one too deep. */
async function parentOf(call: Call, tx: Transaction): Promise<DeploymentRecord | undefined> {
  if (call.partOf === undefined) return undefined;
  const parent = (await tx.get(deployments, idKey(call.partOf)))?.value;
  if (!parent) return undefined;
  if (parent.depth >= MAX_NESTING) {
    throw new ArmFault(400, 'InvalidTemplate', `Deployments may be nested at most ${String(MAX_NESTING)} levels deep.`);
  }
  if ((await tx.count(deployments, { with: [ofRoot(parent.root)] })) > MAX_NESTED) {
    throw new ArmFault(
      400,
      'InvalidTemplate',
      `One deployment may hold at most ${String(MAX_NESTED)} others. Split it.`,
    );
  }
  return parent;
}

async function checkQuota(call: Call, tx: Transaction): Promise<void> {
  const count = await tx.count(deployments, { with: [word.atScope(scopeIn(call))] });
  if (count < MAX_DEPLOYMENTS) return;
  throw new ArmFault(
    409,
    'DeploymentQuotaExceeded',
    `Creating the deployment '${call.params.deployment ?? ''}' would exceed the quota of '${String(MAX_DEPLOYMENTS)}'. The current deployment count is '${String(count)}'. Delete some deployments before creating a new one, or use the name of one that exists.`,
  );
}

/** Removes what an earlier run left. */
async function forget(tx: Transaction, { operation }: DeploymentRecord): Promise<void> {
  for (const { key } of await tx.list(deployedResources, { with: [ofRun(operation)] })) {
    await tx.delete(deployedResources, key);
  }
  await tx.delete(deploymentContents, operation);
}

const deploymentActive = ({ name, id }: DeploymentRecord): ArmFault =>
  new ArmFault(
    409,
    'DeploymentActive',
    `Unable to edit or replace deployment '${name}': it is still active. Wait until it has ended, or use another name. Its state is at '${id}'.`,
  );

function followedBy(call: Call, { id, operation }: DeploymentRecord): Record<string, string> {
  const url = new URL(`${id}/operationStatuses/${operation}`, call.url.origin);
  url.searchParams.set('api-version', call.url.searchParams.get('api-version') ?? '');
  return { 'Azure-AsyncOperation': url.href, 'Retry-After': String(call.options.retryAfterSeconds) };
}

/** The deployment as ARM shows it. */
function shown(record: DeploymentRecord, { ports }: Call): Deployment {
  const { id, name, location, state, correlationId, mode, templateHash, parameters, outputs, error } = record;
  const end = isRunning(record) ? ports.clock.now().getTime() : Date.parse(record.changedAt);
  return {
    id,
    name,
    type: DEPLOYMENT_TYPE,
    ...(location !== undefined && { location }),
    properties: {
      templateHash,
      parameters,
      mode,
      provisioningState: state,
      timestamp: record.changedAt,
      duration: isoDuration(end - Date.parse(record.startedAt)),
      correlationId,
      providers: providersOf(record.resources),
      dependencies: dependenciesOf(record.resources),
      ...(outputs && { outputs }),
      ...(state === 'Succeeded' && { outputResources: record.resources.map((resource) => ({ id: resource.id })) }),
      ...(error && { error }),
    },
  };
}

function providersOf(resources: DeploymentRecord['resources']): Deployment['properties']['providers'] {
  const types = new Map<string, Set<string>>();
  for (const { type } of resources) {
    const [namespace = '', ...rest] = type.split('/');
    types.set(namespace, (types.get(namespace) ?? new Set()).add(rest.join('/')));
  }
  return [...types].map(([namespace, known]) => ({
    namespace,
    resourceTypes: [...known].map((resourceType) => ({ resourceType, locations: [null] })),
  }));
}

function dependenciesOf(resources: DeploymentRecord['resources']): Deployment['properties']['dependencies'] {
  const link = ({ id, type, name }: PreviewedResource) => ({ id, resourceType: type, resourceName: name });
  const byKey = new Map(resources.map((resource) => [idKey(resource.id), link(resource)]));
  return resources
    .filter(({ dependsOn }) => dependsOn.length > 0)
    .map((resource) => ({
      dependsOn: resource.dependsOn.flatMap((each) => byKey.get(idKey(each)) ?? []),
      ...link(resource),
    }));
}

const validate: Handler = async (call) => {
  const { id, name, location, mode, examined } = await requested(call);
  const { templateHash, parameters, all: resources } = examined;
  checkRights(call, resources);
  const answer: Deployment = {
    id,
    name,
    type: DEPLOYMENT_TYPE,
    ...(location !== undefined && { location }),
    properties: {
      templateHash,
      parameters,
      mode,
      provisioningState: 'Succeeded',
      timestamp: call.ports.clock.now().toISOString(),
      duration: 'PT0S',
      correlationId: call.correlationId,
      providers: providersOf(resources.map((resource) => ({ ...resource, dependsOn: [] }))),
      dependencies: [],
      validatedResources: resources.map((resource) => ({ id: resource.id })),
    },
  };
  return ok(answer);
};

/** Throws when the caller may not write one of the resources: nobody has to deploy to learn that. */
function checkRights({ access, caller }: Call, resources: readonly PreviewedResource[]): void {
  const refused = resources.filter(({ id }) => !access.may(writeAction(id), id));
  if (refused.length === 0) return;
  throw new ArmFault(
    403,
    'InvalidTemplateDeployment',
    `You may not deploy ${refused.length === 1 ? 'one' : String(refused.length)} of the template's ${String(resources.length)} resources. Ask somebody with that right to deploy the template.`,
    {
      by: 'gateway',
      details: refused.map(({ id }) => ({
        code: ErrorCode.authorizationFailed,
        message: notAuthorized(caller.name, caller.objectId, writeAction(id), id),
        target: id,
      })),
    },
  );
}

const writeAction = (id: ResourceId): string =>
  `${parseResourceId(id)?.type ?? 'Microsoft.Resources/subscriptions/resourceGroups'}/write`;

const found = (call: Call): Promise<DeploymentRecord> =>
  call.ports.store.transact(async (tx) => {
    const record = await tx.get(deployments, idKey(idOf(call)));
    if (record) return record.value;
    if (call.params.group !== undefined) await existingGroup(tx, scopeIn(call));
    throw notFound(call);
  });

const notFound = ({ params }: Call): ArmFault =>
  new ArmFault(404, 'DeploymentNotFound', `Deployment '${params.deployment ?? ''}' could not be found.`, {
    by: 'gateway',
  });

const read: Handler = async (call) => ok(shown(await found(call), call));

const list: Handler = async (call) =>
  ok(
    await call.ports.store.transact(async (tx) => {
      if (call.params.group !== undefined) await existingGroup(tx, scopeIn(call));
      return readPage(call, tx, deployments, { with: [word.atScope(scopeIn(call))] }, (record) => shown(record, call));
    }),
  );

const remove: Handler = async (call) =>
  call.ports.store.transact(async (tx) => {
    const record = (await tx.get(deployments, idKey(idOf(call))))?.value;
    if (!record) return noContent;
    // ARM refuses it while it runs. A run that takes the portal down must not be a reason to keep it.
    if (isRunning(record)) await cancelRun(call, tx, record);
    await forget(tx, record);
    await tx.delete(deployments, idKey(record.id));
    return noContent;
  });

const cancel: Handler = async (call) =>
  call.ports.store.transact(async (tx) => {
    const record = (await tx.get(deployments, idKey(idOf(call))))?.value;
    if (!record) throw notFound(call);
    if (isRunning(record)) await cancelRun(call, tx, record);
    else if (record.state !== 'Canceled') {
      throw new ArmFault(
        409,
        'DeploymentCannotBeCancelled',
        `The deployment '${record.name}' has ended: ${record.state}. Only a deployment that runs can be canceled.`,
      );
    }
    return noContent;
  });

/**
 * Ends a run and those that it began. What it has created stays; a request that it had just sent finishes by itself.
 */
async function cancelRun({ ports }: Call, tx: Transaction, record: DeploymentRecord): Promise<void> {
  const family = (await tx.list(deployments, { with: [ofRoot(record.root)] })).map(({ value }) => value);
  const changedAt = ports.clock.now().toISOString();
  const ended = new Set<string>();
  for (let next: DeploymentRecord[] = [record]; next.length > 0;) {
    for (const one of next) {
      ended.add(one.operation);
      if (!isRunning(one)) continue;
      await tx.delete(deploymentContents, one.operation);
      await tx.put(deployments, idKey(one.id), { ...one, state: 'Canceled', changedAt, error: CANCELED });
      for (const { key, value } of await tx.list(deployedResources, { with: [ofRun(one.operation)] })) {
        if (value.state === 'Running') await tx.put(deployedResources, key, { ...value, state: 'Canceled', changedAt });
      }
    }
    next = family.filter(({ operation, parentOperation = '' }) => ended.has(parentOperation) && !ended.has(operation));
  }
}

const CANCELED = { code: 'DeploymentCanceled', message: 'The deployment was canceled.' };

const readStatus: Handler = async (call) => {
  const record = await found(call);
  if (record.operation !== (call.params.operation ?? '').toLowerCase()) {
    throw new ArmFault(
      404,
      'DeploymentOperationNotFound',
      `The operation '${call.params.operation ?? ''}' could not be found.`,
    );
  }
  const status: DeploymentOperationStatus = { status: record.state, ...(record.error && { error: record.error }) };
  return {
    ...ok(status),
    ...(isRunning(record) && { headers: { 'Retry-After': String(call.options.retryAfterSeconds) } }),
  };
};

const listOperations: Handler = async (call) => {
  const record = await found(call);
  return ok(
    await call.ports.store.transact((tx) =>
      readPage(call, tx, deployedResources, { with: [ofRun(record.operation)] }, (resource) =>
        operationOf(record, resource),
      ),
    ),
  );
};

const STATUS_NAMES: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'NoContent',
  400: 'BadRequest',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
};

function operationOf(record: DeploymentRecord, resource: DeployedResource): DeploymentOperation {
  const operationId = hash64(idKey(resource.id)).toString(16).padStart(16, '0').toUpperCase();
  const { httpStatus, error } = resource;
  return {
    id: `${record.id}/operations/${operationId}`,
    operationId,
    properties: {
      provisioningOperation: 'Create',
      provisioningState: resource.state,
      timestamp: resource.changedAt,
      duration: isoDuration(Date.parse(resource.changedAt) - Date.parse(resource.startedAt)),
      ...(httpStatus !== undefined && { statusCode: STATUS_NAMES[httpStatus] ?? String(httpStatus) }),
      ...(error && { statusMessage: { error } }),
      targetResource: { id: resource.id, resourceType: resource.type, resourceName: resource.name },
    },
  };
}

const may = (scope: string, action: string): Right => at(scope, `${DEPLOYMENT_TYPE}/${action}`);

const routesAt = (scope: string): Route[] => {
  const all = `${scope}/providers/${DEPLOYMENT_TYPE}`;
  const one = `${all}/:deployment`;
  return [
    route('GET', all, may(scope, 'read'), list),
    route('GET', one, may(one, 'read'), read),
    route('PUT', one, may(one, 'write'), put),
    route('DELETE', one, may(one, 'delete'), remove),
    route('POST', `${one}/cancel`, may(one, 'cancel/action'), cancel),
    route('POST', `${one}/validate`, may(one, 'validate/action'), validate),
    route('GET', `${one}/operations`, may(one, 'operations/read'), listOperations),
    route('GET', `${one}/operationStatuses/:operation`, may(one, 'operationstatuses/read'), readStatus),
  ];
};

export const deploymentRoutes: Route[] = [...routesAt(GROUP), ...routesAt(SUBSCRIPTION)];
