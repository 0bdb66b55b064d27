/** Gives the values of a template their meaning: texts that are expressions, and loops inside values. */
import { readText, type Expression } from './expression.ts';
import { argsOf, PURE_FUNCTIONS, type Args } from './functions.ts';
import { type Budget, isObject, kindOf, MAX_TEXT, propertyOf, textOf, type Json, type JsonObject } from './json.ts';
import type { Place } from './place.ts';
import { extensionResourceId, resourceIdOf, subscriptionResourceId, tenantResourceId } from './resource-ids.ts';
import { Deferred, invalid, type Asked } from './template-fault.ts';

export interface EvaluatorOptions {
  place: Place;
  /** By name in lower case. An unknown value throws when it is read. */
  parameters: ReadonlyMap<string, () => Json>;
  variables: JsonObject;
  /** Returns the result of `reference()`, or throws `Deferred`. */
  reference: (asked: Asked) => Json;
  budget: Budget;
}

/** The loops around a value, by name in lower case, and the one that `copyIndex()` without a name means. */
export interface Loops {
  current?: string;
  at: ReadonlyMap<string, number>;
}

export const NO_LOOPS: Loops = { at: new Map() };

export interface Evaluator {
  /** The meaning of a value. Throws `TemplateFault`, or `Deferred` for what only the deployment can know. */
  value(value: Json, path: string, loops?: Loops): Json;
  /** The same, where a text is wanted. */
  text(value: Json, path: string, loops?: Loops): string;
  /** Evaluates every text for its faults, and passes over what only the deployment can know. */
  check(value: Json, path: string, loops?: Loops): void;
  place: Place;
  budget: Budget;
}

/** How deep one value may lead to another: through variables, calls and nested values together. */
const MAX_STACK = 600;
const MAX_LOOP = 800;

/** The results of these were counted when they were created. */
const PASSING: ReadonlySet<string> = new Set(['first', 'last', 'coalesce']);

export function createEvaluator({ place, parameters, variables, reference, budget }: EvaluatorOptions): Evaluator {
  const known = new Map<string, Json>();
  const resolving = new Set<string>();
  const looped = loopedVariables();
  let depth = 0;

  function deeper<T>(path: string, work: () => T): T {
    budget.spend(1, path);
    if (depth >= MAX_STACK)
      throw invalid(path, 'Values lead to each other too deep. Use fewer variables in variables.');
    depth += 1;
    try {
      return work();
    } finally {
      depth -= 1;
    }
  }

  const value = (given: Json, path: string, loops: Loops = NO_LOOPS): Json =>
    deeper(path, () => {
      if (typeof given === 'string') {
        if (given.length > MAX_TEXT) throw invalid(path, `A text may be at most ${String(MAX_TEXT)} characters long.`);
        budget.spendForLetters(given, path);
        const read = readText(given, path);
        return 'literal' in read ? read.literal : expression(read.expression, path, loops);
      }
      if (Array.isArray(given)) return given.map((each, at) => value(each, `${path}[${String(at)}]`, loops));
      if (!isObject(given)) return given;
      return Object.fromEntries([
        ...Object.entries(given)
          .filter(([name, property]) => !(name.toLowerCase() === 'copy' && isLoopList(property)))
          .map(([name, property]): [string, Json] => [name, value(property, `${path}.${name}`, loops)]),
        ...loopsOf(given, path).map(({ name, at, loop }): [string, Json] => [name, runLoop(loop, at, loops)]),
      ]);
    });

  function runLoop(loop: JsonObject, path: string, loops: Loops): Json[] {
    const name = textOf(loop, 'name') ?? '';
    const count = value(propertyOf(loop, 'count') ?? null, `${path}.count`, loops);
    if (typeof count !== 'number' || count < 0 || count > MAX_LOOP) {
      throw invalid(`${path}.count`, `A loop runs from 0 to ${String(MAX_LOOP)} times.`);
    }
    const input = propertyOf(loop, 'input') ?? null;
    return Array.from({ length: count }, (_, at) =>
      value(input, `${path}.input`, { ...loops, at: new Map([...loops.at, [name.toLowerCase(), at]]) }),
    );
  }

  const expression = (tree: Expression, path: string, loops: Loops): Json =>
    deeper(path, () => {
      switch (tree.kind) {
        case 'literal':
          return tree.value;
        case 'property':
          return property(expression(tree.of, path, loops), tree.name, path, budget);
        case 'index':
          return element(expression(tree.of, path, loops), expression(tree.index, path, loops), path, budget);
        case 'call':
          return call(tree, path, loops);
      }
    });

  function call({ name, args: trees }: Extract<Expression, { kind: 'call' }>, path: string, loops: Loops): Json {
    const key = name.toLowerCase();
    // Only the branch that is taken counts: the other may hold what does not exist.
    if (key === 'if') {
      const [condition, yes, no] = trees;
      if (!condition || !yes || !no || trees.length > 3) throw invalid(path, "The function 'if' takes 3 arguments.");
      const chosen = argsOf(name, [expression(condition, path, loops)], path, budget).truth(0) ? yes : no;
      return expression(chosen, path, loops);
    }
    const pure = PURE_FUNCTIONS.get(key);
    const [least, most] = pure?.arity ?? CONTEXT_FUNCTIONS.get(key) ?? unknown(name, path);
    if (trees.length < least || trees.length > most) throw invalid(path, arityProblem(name, least, most, trees.length));
    const args = argsOf(
      name,
      trees.map((tree) => expression(tree, path, loops)),
      path,
      budget,
    );
    if (!pure) return inContext(key, args, loops);
    const result = pure.call(args);
    if (!PASSING.has(key)) budget.spendFor(result, path);
    return result;
  }

  function inContext(name: string, args: Args, loops: Loops): Json {
    switch (name) {
      case 'parameters':
        return parameter(args);
      case 'variables':
        return variable(args.text(0), args.path);
      case 'copyindex':
        return copyIndex(args, loops);
      case 'reference':
        return referred(args);
      case 'subscription':
        return place.subscription;
      case 'resourcegroup':
        if (place.group) return place.group;
        throw args.problem('is not known at subscription level. Deploy to a resource group, or name one.');
      case 'deployment':
        return place.deployment;
      case 'tenant':
        return { tenantId: place.tenantId };
      case 'resourceid':
        return resourceIdOf(args, place);
      case 'subscriptionresourceid':
        return subscriptionResourceId(args, place);
      case 'tenantresourceid':
        return tenantResourceId(args);
      default:
        return extensionResourceId(args);
    }
  }

  function parameter(args: Args): Json {
    const name = args.text(0);
    const read = parameters.get(name.toLowerCase());
    if (read) return read();
    throw invalid(args.path, `The template has no parameter '${name}'. Declare it under 'parameters'.`);
  }

  function variable(name: string, path: string): Json {
    const key = name.toLowerCase();
    const found = known.get(key);
    if (found !== undefined) return found;
    if (resolving.has(key)) throw invalid(path, `The variable '${name}' depends on itself.`);
    resolving.add(key);
    try {
      const loop = looped.get(key);
      const plain = propertyOf(variables, name);
      if (!loop && plain === undefined) {
        throw invalid(path, `The template has no variable '${name}'. Declare it under 'variables'.`);
      }
      const result = loop ? runLoop(loop.loop, loop.at, NO_LOOPS) : value(plain as Json, `variables.${name}`);
      known.set(key, result);
      return result;
    } finally {
      resolving.delete(key);
    }
  }

  function loopedVariables(): Map<string, { loop: JsonObject; at: string }> {
    return new Map(loopsOf(variables, 'variables').map(({ name, at, loop }) => [name.toLowerCase(), { loop, at }]));
  }

  function referred(args: Args): Json {
    if (args.has(2) && args.text(2).toLowerCase() !== 'full') throw args.wrong(2, "'Full'");
    const given = args.has(1) ? args.text(1) : '';
    return reference({
      target: args.text(0),
      apiVersion: given === '' ? undefined : given,
      isFull: args.has(2),
      path: args.path,
    });
  }

  const evaluator: Evaluator = {
    value,
    text(given, path, loops) {
      const result = value(given, path, loops);
      if (typeof result === 'string') return result;
      throw invalid(path, `A string is wanted here, and this is ${kindOf(result)}.`);
    },
    check(given, path, loops = NO_LOOPS) {
      try {
        if (typeof given === 'object' && given !== null && loopsOf(given, path).length === 0) {
          for (const [name, each] of Object.entries(given)) {
            evaluator.check(each, Array.isArray(given) ? `${path}[${name}]` : `${path}.${name}`, loops);
          }
        } else value(given, path, loops);
      } catch (error) {
        if (!(error instanceof Deferred)) throw error;
      }
    },
    place,
    budget,
  };
  return evaluator;
}

const MANY = Number.POSITIVE_INFINITY;

/** What depends on the template and where it goes, with the fewest and the most arguments. */
const CONTEXT_FUNCTIONS: ReadonlyMap<string, [number, number]> = new Map([
  ['parameters', [1, 1]],
  ['variables', [1, 1]],
  ['copyindex', [0, 2]],
  ['reference', [1, 3]],
  ['subscription', [0, 0]],
  ['resourcegroup', [0, 0]],
  ['deployment', [0, 0]],
  ['tenant', [0, 0]],
  ['resourceid', [2, MANY]],
  ['subscriptionresourceid', [2, MANY]],
  ['tenantresourceid', [2, MANY]],
  ['extensionresourceid', [3, MANY]],
]);

/** All that can be called, in lower case. `if` is none of the maps', because it looks at one branch alone. */
export const FUNCTION_NAMES: readonly string[] = ['if', ...PURE_FUNCTIONS.keys(), ...CONTEXT_FUNCTIONS.keys()];

function unknown(name: string, path: string): never {
  const all = ['if', ...PURE_FUNCTIONS.keys(), ...CONTEXT_FUNCTIONS.keys()].sort();
  throw invalid(path, `The function '${name.slice(0, 60)}' is not known. The functions are: ${all.join(', ')}.`);
}

function arityProblem(name: string, least: number, most: number, given: number): string {
  const wanted =
    most === MANY
      ? `at least ${String(least)}`
      : least === most
        ? String(least)
        : `${String(least)} to ${String(most)}`;
  return `The function '${name}' takes ${wanted} ${wanted === '1' ? 'argument' : 'arguments'}, and got ${String(given)}.`;
}

function property(of: Json, name: string, path: string, budget: Budget): Json {
  const said = name.slice(0, 60);
  if (!isObject(of)) throw invalid(path, `'${said}' is asked of ${kindOf(of)}, which has no properties.`);
  // A name in another case is looked for among all of them.
  if (!Object.hasOwn(of, name)) budget.spend(Object.keys(of).length, path);
  const found = propertyOf(of, name);
  if (found !== undefined) return found;
  const names = Object.keys(of).slice(0, 20).join(', ');
  throw invalid(path, `There is no property '${said}'. The properties are: ${names === '' ? 'none' : names}.`);
}

function element(of: Json, index: Json, path: string, budget: Budget): Json {
  if (typeof index === 'string') return property(of, index, path, budget);
  if (!Array.isArray(of)) throw invalid(path, `An element is asked of ${kindOf(of)}, which is no array.`);
  const found = typeof index === 'number' ? of[index] : undefined;
  if (found !== undefined) return found;
  throw invalid(
    path,
    `The index ${typeof index === 'number' ? String(index) : `(${kindOf(index)})`} lies outside of an array of ${String(of.length)}.`,
  );
}

function copyIndex(args: Args, loops: Loops): number {
  const isNamed = typeof args.values[0] === 'string';
  const name = isNamed ? args.text(0) : loops.current;
  const at = name === undefined ? undefined : loops.at.get(name.toLowerCase());
  if (at === undefined) {
    throw args.problem(
      isNamed
        ? `knows no loop '${name ?? ''}' here.`
        : 'stands outside of a resource loop. Give it the name of the loop.',
    );
  }
  const place = isNamed ? 1 : 0;
  return at + (args.has(place) ? args.number(place) : 0);
}

const isLoopList = (value: Json): value is Json[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every(
    (each) => isObject(each) && textOf(each, 'name') !== undefined && propertyOf(each, 'input') !== undefined,
  );

/** The `copy` of an object, which makes one property with each of its loops. */
function loopsOf(within: Json, path: string): { name: string; at: string; loop: JsonObject }[] {
  if (!isObject(within)) return [];
  const list = propertyOf(within, 'copy');
  if (list === undefined || !isLoopList(list)) return [];
  return list.map((loop, at) => ({
    name: textOf(loop as JsonObject, 'name') ?? '',
    at: `${path}.copy[${String(at)}]`,
    loop: loop as JsonObject,
  }));
}
