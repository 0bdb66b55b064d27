/** What a template makes: every resource with its id and what must be there before it, checked as far as can be. */
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { createEvaluator, type Evaluator } from './evaluate.ts';
import type { Place } from './place.ts';
import { bodyFields, expand, isDeployment, type Expanded, type PlannedResource } from './expand.ts';
import { Budget, kindOf, propertyOf, type Json } from './json.ts';
import { nestedBody, withoutTemplate } from './nested.ts';
import { isId } from './resource-ids.ts';
import { MAX_RESOURCES, readParameters, tooManyResources, type ParameterValue, type Template } from './template.ts';
import { Deferred, invalid, type Asked } from './template-fault.ts';

export interface Plan {
  template: Template;
  parameters: ReadonlyMap<string, ParameterValue>;
  evaluator: Evaluator;
  /** Every resource that is deployed, by its id as a key, in the order of the template. */
  resources: ReadonlyMap<string, PlannedResource>;
  /** The id for a `reference()`. Throws for a name that the template does not have. */
  idOf(asked: Asked): ResourceId;
}

interface PlanOptions {
  place: Place;
  /** Values for the parameters, by name. */
  given: ReadonlyMap<string, () => Json>;
  /** Returns the resource of a `reference()`. By default none is known. */
  reference?: (asked: Asked, id: ResourceId) => Json;
  /** The place of the template in the one that was sent. */
  path?: string;
  /** Shared by all that is worked out for one request. */
  budget?: Budget;
}

/** Works out a template. Throws an `InvalidTemplate` for whatever is wrong with it that can be seen before it runs. */
export function planOf(template: Template, options: PlanOptions): Plan {
  const { place, path = '', budget = new Budget() } = options;
  const parameters = readParameters(template, options.given, place, budget, path);
  const inside = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const reference =
    options.reference ??
    ((asked: Asked): Json => {
      throw new Deferred(asked);
    });
  let isLaidOut = false;
  const evaluator = createEvaluator({
    place,
    parameters: new Map([...parameters].map(([name, { value }]) => [name.toLowerCase(), value])),
    variables: template.variables,
    budget,
    reference(asked) {
      if (isLaidOut) return reference(asked, idOf(asked));
      throw invalid(
        asked.path,
        "The function 'reference' is not allowed here: what is made, and in which order, must be known before anything is.",
      );
    },
  });
  const expanded = template.resources.flatMap((each) => expand(evaluator, each.source, each.path));
  if (expanded.length > MAX_RESOURCES) {
    throw tooManyResources(expanded.length, inside('resources'));
  }
  const all = byId(expanded);
  const names = namesOf(expanded);
  const wanted = expanded.filter(({ isWanted }) => isWanted);
  const resources = new Map<string, PlannedResource>(wanted.map((each) => [idKey(each.id), each]));
  for (const each of wanted) each.dependsOn = dependencies(each);
  checkOrder(resources);
  isLaidOut = true;
  for (const resource of resources.values()) {
    evaluator.check(resource.nested ? withoutTemplate(resource) : bodyFields(resource), resource.path, resource.loops);
  }
  evaluator.check(template.outputs, inside('outputs'));
  return { template, parameters, evaluator, resources, idOf };

  function idOf({ target, path: at }: Asked): ResourceId {
    if (isId(target)) return target;
    const [found, ...more] = names.get(target.toLowerCase()) ?? [];
    if (found !== undefined && more.length === 0) return found;
    throw invalid(
      at,
      found === undefined
        ? `The template has no resource '${target.slice(0, 200)}'. Ask by a resource id.`
        : `The name '${target}' stands for several resources. Ask by a resource id.`,
    );
  }

  function dependencies(resource: Expanded): string[] {
    const found = new Set(resource.earlier);
    const list = propertyOf(resource.source, 'dependsOn') ?? [];
    if (!Array.isArray(list))
      throw invalid(`${resource.path}.dependsOn`, `It must be an array, and is ${kindOf(list)}.`);
    for (const [at, each] of list.entries()) {
      const place = `${resource.path}.dependsOn[${String(at)}]`;
      const target = evaluator.text(each, place, resource.loops);
      for (const id of targets(target, place)) found.add(idKey(id));
    }
    // What a condition left out holds nothing up.
    return [...found].filter((key) => resources.has(key));
  }

  function targets(target: string, at: string): ResourceId[] {
    if (isId(target) && all.has(idKey(target))) return [target];
    const short = afterProviders(target);
    const found = names.get(target.toLowerCase()) ?? names.get(short.toLowerCase());
    if (found) return found;
    throw invalid(
      at,
      `The resource '${target.slice(0, 300)}' is not defined in the template. Depend on what the template itself makes, by resourceId(), by name or by the name of its loop.`,
    );
  }
}

/** What follows the last `/providers/` in an id, such as `Microsoft.X/vaults/one`; else the text as it is. */
function afterProviders(text: string): string {
  const at = text.toLowerCase().lastIndexOf(PROVIDERS);
  return at < 0 ? text : text.slice(at + PROVIDERS.length);
}

const PROVIDERS = '/providers/';

function byId(resources: readonly Expanded[]): Map<string, Expanded> {
  const found = new Map<string, Expanded>();
  for (const resource of resources) {
    const key = idKey(resource.id);
    if (found.has(key)) {
      throw invalid(resource.path, `The resource '${resource.id.slice(0, 300)}' is defined more than once.`);
    }
    found.set(key, resource);
  }
  return found;
}

/** What `dependsOn` and `reference()` may call resources by: name, type with name, and the name of a loop. */
function namesOf(resources: readonly Expanded[]): Map<string, ResourceId[]> {
  const names = new Map<string, ResourceId[]>();
  for (const { id, type, name, loopName } of resources) {
    const typed = afterProviders(id);
    for (const each of new Set([name, typed, `${type}/${name}`, loopName ?? name])) {
      const key = each.toLowerCase();
      names.set(key, [...(names.get(key) ?? []), id]);
    }
  }
  return names;
}

/** Throws when resources wait for each other. */
function checkOrder(resources: ReadonlyMap<string, PlannedResource>): void {
  const waiting = new Map([...resources].map(([key, { dependsOn }]) => [key, new Set(dependsOn)]));
  const waiters = new Map<string, string[]>();
  for (const [key, { dependsOn }] of resources) {
    for (const each of dependsOn) {
      const list = waiters.get(each);
      if (list) list.push(key);
      else waiters.set(each, [key]);
    }
  }
  const ready = [...waiting].filter(([, left]) => left.size === 0).map(([key]) => key);
  for (let key = ready.pop(); key !== undefined; key = ready.pop()) {
    waiting.delete(key);
    for (const waiter of waiters.get(key) ?? []) {
      const left = waiting.get(waiter);
      left?.delete(key);
      if (left?.size === 0) ready.push(waiter);
    }
  }
  const [stuck] = waiting.keys();
  const resource = stuck === undefined ? undefined : resources.get(stuck);
  if (!resource) return;
  throw invalid(
    `${resource.path}.dependsOn`,
    `Circular dependency detected on resource '${resource.id}'. Take one of the dependencies out of the circle.`,
  );
}

/** The body that a resource is PUT with. Throws `Deferred` when it needs an unknown value. */
export const bodyOf = ({ evaluator }: Plan, resource: PlannedResource): Json =>
  isDeployment(resource.type)
    ? nestedBody(evaluator, resource)
    : evaluator.value(bodyFields(resource), resource.path, resource.loops);
