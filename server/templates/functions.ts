/** The functions of the expression language that depend on nothing but their arguments. */
import { armGuid } from '#protocol/arm-guid.ts';
import { jsonExcess } from '#protocol/json-bounds.ts';
import { uniqueStringOf } from './hashes.ts';
import {
  isEqual,
  isObject,
  jsonText,
  kindOf,
  MAX_DEPTH,
  MAX_TEXT,
  propertyOf,
  type Budget,
  type Json,
  type JsonObject,
} from './json.ts';
import { invalid } from './template-fault.ts';

/** The arguments of one call, read in the type that the function wants. Each reader throws an `InvalidTemplate`. */
export interface Args {
  values: Json[];
  path: string;
  budget: Budget;
  has: (at: number) => boolean;
  text: (at: number) => string;
  /** The same, of a text that is gone through letter by letter: paid for, however little comes of it. */
  wholeText: (at: number) => string;
  number: (at: number) => number;
  truth: (at: number) => boolean;
  list: (at: number) => Json[];
  object: (at: number) => JsonObject;
  /** Texts from `at` on; numbers and booleans are written out. */
  texts: (at?: number) => string[];
  /** The argument has a type that the function does not take. */
  wrong: (at: number, wanted: string) => Error;
  problem: (problem: string) => Error;
}

interface TemplateFunction {
  /** The fewest and the most arguments. */
  arity: [number, number];
  call: (args: Args) => Json;
}

const MANY = Number.POSITIVE_INFINITY;
const takes = (least: number, most: number, call: (args: Args) => Json): TemplateFunction => ({
  arity: [least, most],
  call,
});

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth'];
const ordinal = (at: number): string => ORDINALS[at] ?? `${String(at + 1)}th`;

/** Reads the arguments of a call of `name`. */
export function argsOf(name: string, values: Json[], path: string, budget: Budget): Args {
  const problem = (text: string) => invalid(path, `The function '${name}' ${text}`);
  const wrong = (at: number, wanted: string) =>
    problem(`wants ${wanted} as its ${ordinal(at)} argument, and got ${kindOf(values[at] ?? null)}.`);
  const plain = (value: Json, at: number): string => {
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return String(value);
    if (typeof value === 'boolean') return value ? 'True' : 'False';
    throw wrong(at, 'a string');
  };
  const reader =
    <T extends Json>(fits: (value: Json) => value is T, wanted: string) =>
    (at: number): T => {
      const value = values[at] ?? null;
      if (!fits(value)) throw wrong(at, wanted);
      return value;
    };
  const text = reader((value) => typeof value === 'string', 'a string');
  return {
    values,
    path,
    budget,
    has: (at) => at < values.length,
    text,
    wholeText(at) {
      const whole = text(at);
      budget.spendForLetters(whole, path);
      return whole;
    },
    number: reader((value) => typeof value === 'number', 'a number'),
    truth: reader((value) => typeof value === 'boolean', 'a boolean'),
    list: reader((value): value is Json[] => Array.isArray(value), 'an array'),
    object: reader((value): value is JsonObject => isObject(value), 'an object'),
    texts: (from = 0) => values.slice(from).map((value, at) => plain(value, from + at)),
    wrong,
    problem,
  };
}

/** A value as text: `string()` and `{0}` of `format`. */
function asText(args: Args, value: Json): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  const text = jsonText(value, args.budget, args.path);
  if (text === undefined) throw tooLong(args);
  return text;
}

const tooLong = (args: Args): Error => args.problem(`makes a text that is longer than ${String(MAX_TEXT)} characters.`);

function concat(args: Args): Json {
  if (!args.values.some(Array.isArray)) return joined(args, args.texts(), '');
  const lists = args.values.map((_, at) => args.list(at));
  // A short template can name a long list a thousand times: paid for before they are put together.
  args.budget.spend(
    lists.reduce((sum, list) => sum + list.length, 0),
    args.path,
  );
  return lists.flat();
}

// The length is computed before anything is built: a short template can need gigabytes.
function joined(args: Args, parts: readonly string[], separator: string): string {
  const letters = parts.reduce((sum, part) => sum + part.length + separator.length, 0);
  if (letters - separator.length > MAX_TEXT) throw tooLong(args);
  return parts.join(separator);
}

function format(args: Args): Json {
  const pattern = args.text(0);
  // Each argument is written once, however often the pattern names it.
  const written = new Map<number, string>();
  const argument = (part: string): string => {
    const at = Number(part.slice(1, -1)) + 1;
    if (!args.has(at)) throw args.problem(`has no argument for '${part}'.`);
    const text = written.get(at) ?? asText(args, args.values[at] as Json);
    written.set(at, text);
    return text;
  };
  let made = '';
  // Every second part is a brace of some kind.
  for (const [place, part] of pattern.split(/(\{\{|\}\}|\{\d{1,4}\}|[{}])/).entries()) {
    args.budget.spend(1, args.path);
    if (place % 2 === 0) made += part;
    else if (part === '{{' || part === '}}') made += part.charAt(0);
    else if (part.length > 1) made += argument(part);
    else {
      throw args.problem(
        `has a lone '${part}' in its pattern. Write {{ or }}, or the number of an argument in braces.`,
      );
    }
    if (made.length > MAX_TEXT) throw tooLong(args);
  }
  return made;
}

/** Text or an array, for the functions that take both. */
function textOrList(args: Args, at: number): string | Json[] {
  const value = args.values[at] as Json;
  if (typeof value === 'string' || Array.isArray(value)) return value;
  throw args.wrong(at, 'a string or an array');
}

function contains(args: Args): boolean {
  const [within, wanted] = args.values as [Json, Json];
  if (typeof within === 'string') {
    const [text = ''] = args.texts(1);
    args.budget.spendForSearch(within.length, text.length, args.path);
    return within.includes(text);
  }
  if (Array.isArray(within)) {
    args.budget.spendFor(within, args.path);
    return within.some((each) => isEqual(each, wanted));
  }
  if (isObject(within)) {
    const name = args.text(1);
    args.budget.spend(Object.keys(within).length, args.path);
    return propertyOf(within, name) !== undefined;
  }
  throw args.wrong(0, 'a string, an array or an object');
}

function isEmpty(args: Args): boolean {
  const [value] = args.values as [Json];
  if (value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  if (isObject(value)) return Object.keys(value).length === 0;
  if (typeof value === 'string') return false;
  throw args.wrong(0, 'a string, an array or an object');
}

function length(args: Args): number {
  const [value] = args.values as [Json];
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  if (isObject(value)) return Object.keys(value).length;
  throw args.wrong(0, 'a string, an array or an object');
}

function split(args: Args): Json {
  const given = args.values[1] as Json;
  const marks = Array.isArray(given) ? given : [args.text(1)];
  const delimiters = marks.map((mark) => {
    if (typeof mark !== 'string' || mark === '') throw args.wrong(1, 'a delimiter that is not empty');
    return mark;
  });
  let parts = [args.text(0)];
  for (const delimiter of delimiters) {
    for (const part of parts) args.budget.spendForSearch(part.length + 1, delimiter.length, args.path);
    parts = parts.flatMap((part) => part.split(delimiter));
  }
  return parts;
}

function createObject(args: Args): JsonObject {
  if (args.values.length % 2 !== 0) throw args.problem('wants pairs of a name and a value.');
  return Object.fromEntries(
    args.values.flatMap((_, at) => (at % 2 === 0 ? [[args.text(at), args.values[at + 1] as Json]] : [])),
  );
}

function union(args: Args): Json {
  const { values, budget, path } = args;
  for (const value of values) budget.spendFor(value, path);
  if (values.every(isObject)) return merged(values);
  const lists = values.map((_, at) => args.list(at));
  const found: Json[] = [];
  // Each is compared with all before it, and two that are large and nearly the same differ late.
  const compared = () => budget.spend(1, path);
  for (const each of lists.flat()) {
    if (!found.some((known) => isEqual(known, each, compared))) found.push(each);
  }
  return found;
}

/**
 * The later value wins; objects in both are merged. In one go over all of them: to copy what there is for each that comes
 * would go over a large one as often as there are small ones.
 */
function merged(objects: readonly JsonObject[]): JsonObject {
  const names = new Map<string, Json[]>();
  for (const object of objects) {
    for (const [name, value] of Object.entries(object)) {
      const before = names.get(name);
      if (before && isObject(before.at(-1)) && isObject(value)) before.push(value);
      else names.set(name, [value]);
    }
  }
  return Object.fromEntries(
    [...names].map(([name, values]) => [
      name,
      values.length === 1 ? (values[0] as Json) : merged(values as JsonObject[]),
    ]),
  );
}

const MAX_RANGE = 10_000;

function range(args: Args): Json {
  const [from, count] = [args.number(0), args.number(1)];
  if (count < 0 || count > MAX_RANGE || !Number.isSafeInteger(from + count)) {
    throw args.problem(`wants a count from 0 to ${String(MAX_RANGE)}.`);
  }
  return Array.from({ length: count }, (_, at) => from + at);
}

const JSON_BOUNDS = { depth: MAX_DEPTH, values: MAX_TEXT };

function json(args: Args): Json {
  const text = args.wholeText(0);
  try {
    if (jsonExcess(text, JSON_BOUNDS) === undefined) return JSON.parse(text) as Json;
  } catch {
    // Reported below.
  }
  throw args.problem('got a text that is not JSON, or is nested too deep.');
}

function int(args: Args): number {
  const [given] = args.values as [Json];
  if (typeof given === 'number') return given;
  const text = args.wholeText(0).trim();
  const value = Number(text);
  if (!/^[-+]?\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw args.problem(`cannot make a whole number of '${text.slice(0, 40)}'.`);
  }
  return value;
}

function bool(args: Args): boolean {
  const [given] = args.values as [Json];
  if (typeof given === 'boolean') return given;
  if (typeof given === 'number') return given !== 0;
  const text = args.wholeText(0).trim().toLowerCase();
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw args.problem(`cannot make a boolean of '${text.slice(0, 40)}'. Give it 'true' or 'false'.`);
}

function substring(args: Args): string {
  const text = args.text(0);
  const from = args.number(1);
  const count = args.has(2) ? args.number(2) : text.length - from;
  if (from < 0 || count < 0 || from + count > text.length) {
    throw args.problem(
      `cannot take ${String(count)} characters from character ${String(from)} of a text that is ${String(text.length)} long.`,
    );
  }
  return text.slice(from, from + count);
}

function join(args: Args): string {
  const list = args.list(0);
  // Of a long list of nothing a short text comes.
  args.budget.spend(list.length, args.path);
  const parts = list.map((each) => {
    if (typeof each === 'object' && each !== null) throw args.wrong(0, 'an array of strings');
    return asText(args, each);
  });
  return joined(args, parts, args.text(1));
}

function replace(args: Args): string {
  const [text, from, to] = [args.text(0), args.text(1), args.text(2)];
  if (from === '') throw args.problem('cannot replace an empty text.');
  args.budget.spendForSearch(text.length, from.length, args.path);
  return joined(args, text.split(from), to);
}

/** What is hashed has the length of one text, and is paid for like one. */
function hashed(args: Args): string[] {
  const parts = args.texts();
  args.budget.spend(joined(args, parts, '-').length / 16, args.path);
  return parts;
}

function same(args: Args): boolean {
  for (const value of args.values) args.budget.spendFor(value, args.path);
  const [one = null, other = null] = args.values;
  return isEqual(one, other);
}

const inLowerCase = (args: Args, at: number): string => args.wholeText(at).toLowerCase();

/** By name in lower case: ARM treats `resourceid` and `resourceId` alike. */
export const PURE_FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map(
  Object.entries({
    concat: takes(1, MANY, concat),
    format: takes(1, MANY, format),
    guid: takes(1, MANY, (args) => armGuid(...hashed(args))),
    uniqueString: takes(1, MANY, (args) => uniqueStringOf(hashed(args))),
    toLower: takes(1, 1, (args) => args.wholeText(0).toLowerCase()),
    toUpper: takes(1, 1, (args) => args.wholeText(0).toUpperCase()),
    trim: takes(1, 1, (args) => args.wholeText(0).trim()),
    split: takes(2, 2, split),
    join: takes(2, 2, join),
    first: takes(1, 1, (args) => textOrList(args, 0)[0] ?? ''),
    last: takes(1, 1, (args) => textOrList(args, 0).at(-1) ?? ''),
    length: takes(1, 1, length),
    contains: takes(2, 2, contains),
    equals: takes(2, 2, same),
    greater: takes(2, 2, (args) => args.number(0) > args.number(1)),
    greaterOrEquals: takes(2, 2, (args) => args.number(0) >= args.number(1)),
    less: takes(2, 2, (args) => args.number(0) < args.number(1)),
    lessOrEquals: takes(2, 2, (args) => args.number(0) <= args.number(1)),
    add: takes(2, 2, (args) => safe(args, args.number(0) + args.number(1))),
    sub: takes(2, 2, (args) => safe(args, args.number(0) - args.number(1))),
    mul: takes(2, 2, (args) => safe(args, args.number(0) * args.number(1))),
    not: takes(1, 1, (args) => !args.truth(0)),
    and: takes(2, MANY, (args) => args.values.map((_, at) => args.truth(at)).every(Boolean)),
    or: takes(2, MANY, (args) => args.values.map((_, at) => args.truth(at)).some(Boolean)),
    empty: takes(1, 1, isEmpty),
    coalesce: takes(1, MANY, (args) => args.values.find((value) => value !== null) ?? null),
    createArray: takes(0, MANY, ({ values }) => values),
    createObject: takes(0, MANY, createObject),
    array: takes(1, 1, ({ values: [value = null] }) => (Array.isArray(value) ? value : [value])),
    union: takes(1, MANY, union),
    range: takes(2, 2, range),
    json: takes(1, 1, json),
    string: takes(1, 1, (args) => asText(args, args.values[0] ?? null)),
    int: takes(1, 1, int),
    bool: takes(1, 1, bool),
    substring: takes(2, 3, substring),
    replace: takes(3, 3, replace),
    startsWith: takes(2, 2, (args) => inLowerCase(args, 0).startsWith(inLowerCase(args, 1))),
    endsWith: takes(2, 2, (args) => inLowerCase(args, 0).endsWith(inLowerCase(args, 1))),
    true: takes(0, 0, () => true),
    false: takes(0, 0, () => false),
    null: takes(0, 0, () => null),
  }).map(([name, known]) => [name.toLowerCase(), known]),
);

function safe(args: Args, value: number): number {
  if (!Number.isSafeInteger(value)) throw args.problem('makes a number that is too large.');
  return value;
}
