/**
 * Running a deployment: every resource becomes a PUT through the provider's own front door in the caller's name, when
 * what it depends on is there. One item takes the deployment as far as it comes, waits a moment for what runs, and hands
 * the rest to the next item: a deployment that waits holds no worker back from the work that it waits for. Whatever was
 * interrupted is sent again; every PUT may be repeated.
 */
import type { ErrorBody, ErrorEnvelope } from '#protocol/errors.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import {
  isObject,
  referenceKey,
  textOf,
  type AnswerTo,
  type Asked,
  type Json,
  type KnownSource,
  type LaidResource,
  type Outputs,
  type Question,
  type QuestionKind,
} from '#templates/evaluation.ts';
import {
  deployedKey,
  deployedResources,
  deploymentContents,
  deployments,
  isRunning,
  ofRun,
  targetOf,
  type DeployedResource,
  type DeploymentRecord,
} from '../deployment-records.ts';
import { placeOf } from '../deployment-place.ts';
import { ArmFault, isExpected, problemOf, WorkFault } from '../fault.ts';
import type { Principal } from '../ports.ts';
import { invalidTemplate } from '../template-refusals.ts';
import type { WorkItemOf } from '../work-items.ts';
import { causeOf, given, isStopping, logBug, type WorkContext, type WorkKind } from './work-context.ts';

/** How an item waits before it hands over: short pauses, so that what is quick is seen quickly. */
const PAUSES_MS = [50, 100, 200, 400, 600, 800];
const NEXT_ITEM_MS = 1_000;
/** How often a resource is sent that was interrupted, or responded that it is busy. */
const MAX_TRIES = 20;
/** As many as a template may have resources. */
const MAX_REFERENCES = 800;

interface Run {
  context: WorkContext;
  record: DeploymentRecord;
  caller: Principal;
  source: KnownSource;
  /** What is deployed, by the id's key, in the order of the template. */
  resources: ReadonlyMap<string, LaidResource>;
  /** By the id's key. */
  done: Map<string, DeployedResource>;
  /** The results of `reference()`, by id, api-version and extent. */
  known: Map<string, Json>;
  /** What waits for a resource of a `reference()`. */
  waitsFor: Map<string, string>;
  /** What was sent by this item and is to be sent again by the next. */
  resting: Set<string>;
}

/** Takes a deployment on. */
export const deploy: WorkKind = {
  run: takeOn,
  async giveUp(context, problem) {
    const record = await current(context);
    if (record) await finish(context, record, { error: errorOf(new WorkFault(problem)) });
  },
  isCancelled: async (context) => (await current(context)) === undefined,
};

async function takeOn(context: WorkContext): Promise<void> {
  const { ports, signal } = context;
  const record = await current(context);
  if (!record) return;
  try {
    const run = await begin(context, record);
    for (const pause of [...PAUSES_MS, undefined]) {
      await followRunning(run);
      while (await startReady(run));
      if (!hasRunning(run)) {
        await end(run);
        return;
      }
      if (pause !== undefined) await ports.clock.sleep(pause, signal);
    }
    await handOver(context, record);
  } catch (error) {
    if (isStopping(context)) throw error;
    const cause = causeOf(context, error);
    if (!(cause instanceof ArmFault) && !isExpected(cause)) logBug(ports, context.item, cause);
    await finish(context, record, { error: errorOf(cause) });
  }
}

/** The deployment while this item's run of it lasts. */
const current = (context: WorkContext): Promise<DeploymentRecord | undefined> =>
  context.ports.store.transact(async (tx) => {
    const record = (await tx.get(deployments, idKey(given(context, 'deploymentId'))))?.value;
    return record?.operation === given(context, 'operation') && isRunning(record) ? record : undefined;
  });

async function begin(context: WorkContext, record: DeploymentRecord): Promise<Run> {
  const { ports } = context;
  const caller = await ports.directory.find(record.callerId);
  if (!caller) {
    throw new ArmFault(
      403,
      'PrincipalNotFound',
      `The person who began the deployment, ${record.callerId}, does not exist any more.`,
    );
  }
  const { content, entries } = await ports.store.transact(async (tx) => {
    const stored = await tx.get(deploymentContents, record.operation);
    if (record.state === 'Accepted') await tx.put(deployments, idKey(record.id), { ...record, state: 'Running' });
    return {
      content: stored?.value.sealed,
      entries: await tx.list(deployedResources, { with: [ofRun(record.operation)] }),
    };
  });
  if (content === undefined) throw new Error(`The deployment ${record.id} has lost its template.`);
  const { name, location, mode, templateHash } = record;
  const source = {
    content: ports.sealing.open(content, record.operation),
    target: targetOf(record.id),
    name,
    location,
    mode,
    templateHash,
  };
  const resources = new Map((await ask(context, record, 'layOut', source)).map((each) => [idKey(each.id), each]));
  const done = new Map(entries.map(({ value }) => [idKey(value.id), value]));
  return {
    context,
    record,
    caller,
    source,
    resources,
    done,
    known: new Map(),
    waitsFor: new Map(),
    resting: new Set(),
  };
}

/** Evaluates the template in the name of the person who began the deployment. */
const ask = <Kind extends QuestionKind>(
  { ports, options }: WorkContext,
  { callerId }: DeploymentRecord,
  kind: Kind,
  question: Question<Kind>,
): Promise<AnswerTo<Kind>> =>
  options.templates.ask(kind, question, (target, facts) => placeOf(ports, target, facts), callerId);

const hasRunning = ({ done }: Run): boolean => [...done.values()].some(({ state }) => state === 'Running');
const succeeded = (run: Run, key: string): boolean => run.done.get(key)?.state === 'Succeeded';

/** Starts everything that is ready. Returns whether there was anything. */
async function startReady(run: Run): Promise<boolean> {
  const ready = [...run.resources].filter(([key, { dependsOn }]) => {
    const before = run.done.get(key);
    // One that runs without a place to follow it was interrupted while it was being sent.
    const isOpen = !before || (before.state === 'Running' && before.statusUrl === undefined);
    const asked = run.waitsFor.get(key);
    const needed = asked === undefined ? dependsOn : [...dependsOn, asked];
    return isOpen && !run.resting.has(key) && needed.every((each) => succeeded(run, each));
  });
  const bodies = await bodiesWhenKnown(run, new Map(ready));
  for (const [resource, body] of bodies) await send(run, resource, body, run.done.get(idKey(resource.id)));
  return bodies.length > 0;
}

/**
 * The bodies, with everything fetched that `reference()` needs. Those are left out that must wait for another resource,
 * and those that cannot be made, which have failed.
 */
async function bodiesWhenKnown(run: Run, left: Map<string, LaidResource>): Promise<[LaidResource, Json][]> {
  const bodies: [LaidResource, Json][] = [];
  while (left.size > 0) {
    const question = { ...run.source, known: [...run.known], keys: [...left.keys()] };
    for (const [key, outcome] of await ask(run.context, run.record, 'bodies', question)) {
      const resource = left.get(key);
      if (!resource) continue;
      if ('value' in outcome) bodies.push([resource, outcome.value]);
      else if ('fault' in outcome) await fail(run, resource, outcome.fault);
      else if (await learn(run, outcome.asks, outcome.id, key).catch((error: unknown) => refused(run, resource, error)))
        continue;
      left.delete(key);
    }
  }
  return bodies;
}

/** Fetches what `reference()` needs. False when it must wait. */
async function learn(run: Run, asked: Asked, id: ResourceId, waiter: string): Promise<boolean> {
  const key = idKey(id);
  if (run.resources.has(key) && !succeeded(run, key)) {
    run.waitsFor.set(waiter, key);
    return false;
  }
  // The template is gone through once more for each.
  if (run.known.size >= MAX_REFERENCES) {
    throw invalidTemplate(
      asked.path,
      `A template may refer to at most ${String(MAX_REFERENCES)} resources by reference().`,
    );
  }
  run.known.set(referenceKey(asked, id), await fetched(run, asked, id));
  return true;
}

async function refused(run: Run, resource: LaidResource, error: unknown): Promise<false> {
  if (!(error instanceof ArmFault)) throw error;
  await fail(run, resource, error.body);
  return false;
}

async function fetched({ context, record, caller, resources }: Run, asked: Asked, id: ResourceId): Promise<Json> {
  const apiVersion = asked.apiVersion ?? resources.get(idKey(id))?.apiVersion;
  if (apiVersion === undefined) {
    throw invalidTemplate(
      asked.path,
      `'${id}' is not made by the template: give reference() its api-version as second argument.`,
    );
  }
  const answer = await context.frontDoor(new Request(urlOf(id, apiVersion)), senderOf(record, caller));
  const body = (await answer.json()) as Json;
  if (!answer.ok) throw faultOf(answer.status, body);
  const resource = isObject(body) ? body : {};
  return asked.isFull ? { ...resource, apiVersion } : (resource.properties ?? {});
}

const urlOf = (id: ResourceId, apiVersion: string): URL => {
  const url = new URL(id.split('/').map(encodeURIComponent).join('/'), 'https://management.azure.com');
  url.searchParams.set('api-version', apiVersion);
  return url;
};

const senderOf = ({ correlationId, id }: DeploymentRecord, caller: Principal) => ({
  caller,
  correlationId,
  partOf: id,
});

function faultOf(status: number, body: Json): ArmFault {
  const { code, message, details } = errorIn(body, status);
  return new ArmFault(status, code, message, { ...(details && { details }) });
}

function errorIn(body: Json, status: number): ErrorBody {
  const error = isObject(body) ? body.error : undefined;
  if (isObject(error) && textOf(error, 'code') !== undefined) return (body as unknown as ErrorEnvelope).error;
  return { code: 'InvalidResponse', message: `The resource responded with status ${String(status)}.` };
}

const stamp = ({ context }: Run): string => context.ports.clock.now().toISOString();

/** Throws when the run was ended meanwhile: somebody cancelled or deleted the deployment. */
async function write(run: Run, resource: DeployedResource): Promise<void> {
  const { context, record } = run;
  run.done.set(idKey(resource.id), resource);
  await context.ports.store.transact(async (tx) => {
    const found = (await tx.get(deployments, idKey(record.id)))?.value;
    if (found?.operation !== record.operation || !isRunning(found)) throw new WorkFault(ENDED);
    await tx.put(deployedResources, deployedKey(record.operation, resource.id), resource);
  });
  context.moved();
}

const ENDED = {
  code: 'DeploymentCanceled',
  message: 'The deployment was canceled.',
  recommendedAction: ['Deploy the template again when you want it.'],
};

const entryOf = (run: Run, { id, type, name }: LaidResource): DeployedResource => ({
  operation: run.record.operation,
  deploymentId: run.record.id,
  id,
  type,
  name,
  state: 'Running',
  startedAt: stamp(run),
  changedAt: stamp(run),
  tries: 0,
});

const fail = (run: Run, resource: LaidResource, error: ErrorBody): Promise<void> =>
  write(run, { ...entryOf(run, resource), state: 'Failed', error });

const BUSY = new Set([429, 503]);

async function send(run: Run, resource: LaidResource, body: Json, before: DeployedResource | undefined): Promise<void> {
  const entry = before ?? entryOf(run, resource);
  const tries = entry.tries + 1;
  await write(run, { ...entry, tries });
  const request = new Request(urlOf(resource.id, resource.apiVersion), {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await run.context.frontDoor(request, senderOf(run.record, run.caller));
  const text = await answer.text();
  const ended = { ...entry, tries, changedAt: stamp(run), httpStatus: answer.status };
  if (answer.ok) {
    const statusUrl = answer.headers.get('azure-asyncoperation');
    await write(run, statusUrl === null ? { ...ended, state: 'Succeeded' } : { ...ended, statusUrl });
    return;
  }
  // What was interrupted may still be under way, and is then in its own way.
  const mayPass = BUSY.has(answer.status) || (answer.status === 409 && before !== undefined);
  if (mayPass && tries < MAX_TRIES) {
    // Written above as running, with nowhere to follow it.
    run.resting.add(idKey(resource.id));
    return;
  }
  await write(run, { ...ended, state: 'Failed', error: errorIn(parsed(text), answer.status) });
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

/** Polls every long operation of a resource. */
async function followRunning(run: Run): Promise<void> {
  for (const resource of run.done.values()) {
    if (resource.state !== 'Running' || resource.statusUrl === undefined) continue;
    const answer = await run.context.frontDoor(new Request(resource.statusUrl), senderOf(run.record, run.caller));
    const body = (await answer.json()) as Json;
    const status = isObject(body) ? (textOf(body, 'status') ?? '').toLowerCase() : '';
    const changed = { ...resource, changedAt: stamp(run) };
    if (!answer.ok) await write(run, { ...changed, state: 'Failed', error: errorIn(body, answer.status) });
    else if (status === 'succeeded') await write(run, { ...changed, state: 'Succeeded' });
    else if (status === 'failed' || status === 'canceled') {
      await write(run, { ...changed, state: 'Failed', error: terminalError(body, status) });
    }
  }
}

const terminalError = (body: Json, status: string): ErrorBody => ({
  code: 'ResourceDeploymentFailure',
  message: `The resource write operation failed to complete successfully, because it reached terminal provisioning state '${status === 'failed' ? 'Failed' : 'Canceled'}'.`,
  details: [errorIn(body, 200)],
});

/** Ends the deployment: nothing runs, and nothing can be started. */
async function end(run: Run): Promise<void> {
  const { context, record, resources, done } = run;
  const failed = [...resources.keys()].flatMap((key) => {
    const resource = done.get(key);
    return resource?.state === 'Failed' ? [resource] : [];
  });
  if (failed.length > 0) {
    await finish(context, record, { error: deploymentFailed(record.id, failed) });
    return;
  }
  const stuck = [...resources.values()].find(({ id }) => !succeeded(run, idKey(id)));
  if (stuck) {
    throw invalidTemplate(
      stuck.path,
      `Circular dependency detected on resource '${stuck.id}': resources refer to each other by reference().`,
    );
  }
  await finish(context, record, { outputs: await outputsWhenKnown(run) });
}

async function outputsWhenKnown(run: Run): Promise<Outputs> {
  for (;;) {
    const outcome = await ask(run.context, run.record, 'outputs', { ...run.source, known: [...run.known] });
    if ('value' in outcome) return outcome.value;
    if ('fault' in outcome) throw new ArmFault(400, outcome.fault.code, outcome.fault.message, targetIn(outcome.fault));
    if (!(await learn(run, outcome.asks, outcome.id, 'outputs'))) return {};
  }
}

const targetIn = ({ target }: ErrorBody): { target?: string } => (typeof target === 'string' ? { target } : {});

const deploymentFailed = (deploymentId: ResourceId, failed: readonly DeployedResource[]): ErrorBody => ({
  code: 'DeploymentFailed',
  target: deploymentId,
  message:
    'At least one resource deployment operation failed. Please list deployment operations for details. Please see https://aka.ms/arm-deployment-operations for usage details.',
  details: failed.map(({ id, error }) => ({
    code: error?.code ?? 'InternalServerError',
    message: error?.message ?? '',
    target: id,
    ...(error?.details && { details: error.details }),
  })),
});

function errorOf(error: unknown): ErrorBody {
  if (error instanceof ArmFault) return error.body;
  if (isExpected(error)) {
    const { code, message, recommendedAction } = problemOf(error);
    return { code, message: [message, ...recommendedAction].join(' ') };
  }
  return { code: 'InternalServerError', message: 'The server met an unexpected condition. Deploy the template again.' };
}

async function finish(
  { ports }: WorkContext,
  record: DeploymentRecord,
  outcome: Pick<DeploymentRecord, 'error' | 'outputs'>,
): Promise<void> {
  await ports.store.transact(async (tx) => {
    const found = (await tx.get(deployments, idKey(record.id)))?.value;
    if (found?.operation !== record.operation || !isRunning(found)) return;
    await tx.delete(deploymentContents, record.operation);
    await tx.put(deployments, idKey(record.id), {
      ...found,
      ...outcome,
      state: outcome.error ? 'Failed' : 'Succeeded',
      changedAt: ports.clock.now().toISOString(),
    });
  });
}

/** Lets the next item take the deployment on. */
async function handOver(context: WorkContext, record: DeploymentRecord): Promise<void> {
  const { ports } = context;
  const step = Number(given(context, 'step')) + 1;
  await ports.store.transact((tx) => tx.enqueue(deployItem(record, step, later(ports.clock.now()))));
}

const later = (now: Date): string => new Date(now.getTime() + NEXT_ITEM_MS).toISOString();

/** The work item that takes a run on, for the so-many-th time. */
export const deployItem = (
  { id, operation }: DeploymentRecord,
  step: number,
  notBefore?: string,
): WorkItemOf<'deploy'> => ({
  kind: 'deploy',
  id: `deploy ${operation} ${String(step)}`,
  payload: { deploymentId: id, operation, step: String(step) },
  ...(notBefore !== undefined && { notBefore }),
});
