/** The values that templates are made of, and the budget that keeps working with them finite. */
import { invalid } from './template-fault.ts';

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [name: string]: Json;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The property of that name; a name in another case counts when none has exactly this one. */
export function propertyOf(object: JsonObject, name: string): Json | undefined {
  if (Object.hasOwn(object, name)) return object[name];
  const wanted = name.toLowerCase();
  const found = Object.keys(object).find((key) => key.toLowerCase() === wanted);
  return found === undefined ? undefined : object[found];
}

/** A text property, or undefined when it is absent, null, or no text. */
export function textOf(object: JsonObject, name: string): string | undefined {
  const value = propertyOf(object, name);
  return typeof value === 'string' ? value : undefined;
}

/** What a value is called in a message. */
export function kindOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'number') return 'a number';
  return typeof value === 'boolean' ? 'a boolean' : 'a string';
}

/** How deep a template, a value in it, or a call in a call may go. */
export const MAX_DEPTH = 64;

/** Whether nothing in the value lies deeper than that. Without recursion, because the depth is the sender's. */
export function isShallow(value: unknown, depth = MAX_DEPTH): boolean {
  let level: unknown[] = [value];
  for (let at = 0; level.length > 0; at += 1) {
    if (at > depth) return false;
    level = level.flatMap((each): unknown[] => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
  return true;
}

const BUDGET = 2_000_000;

/** As many letters cost as much as one value. */
const LETTERS = 16;
/** As many comparisons of letters cost as much as one value. */
const COMPARISONS = 1024;

/** A text in a template is at most this long (a limit of ARM). */
export const MAX_TEXT = 131_072;

/**
 * What evaluating one template may cost. Every value that is made or looked through is paid for, so that no template,
 * however its values are doubled and nested in each other, keeps its reader busy for long.
 */
export class Budget {
  #left: number;

  constructor(limit = BUDGET) {
    this.#left = limit;
  }

  /** Throws when nothing is left. */
  spend(cost: number, path: string): void {
    this.#left -= cost;
    if (this.#left < 0) {
      throw invalid(path, 'The template takes too long to evaluate. Make fewer or smaller loops and values.');
    }
  }

  /** Pays for going through a text once. */
  spendForLetters(text: string, path: string): void {
    this.spend(text.length / LETTERS, path);
  }

  /** Pays for looking for one text in another, which may compare every letter with every letter. */
  spendForSearch(within: number, wanted: number, path: string): void {
    this.spend(within / LETTERS + (within * wanted) / COMPARISONS, path);
  }

  /** Pays for every value inside this one. Throws for text or nesting beyond ARM's limits. */
  spendFor(value: Json, path: string): void {
    const left: [Json, number][] = [[value, 0]];
    for (let next = left.pop(); next; next = left.pop()) {
      const [each, depth] = next;
      this.spend(1, path);
      if (typeof each === 'string') {
        if (each.length > MAX_TEXT) throw invalid(path, `A text may be at most ${String(MAX_TEXT)} characters long.`);
        this.spendForLetters(each, path);
      } else if (typeof each === 'object' && each !== null) {
        if (depth >= MAX_DEPTH) throw invalid(path, `A value may be nested at most ${String(MAX_DEPTH)} levels deep.`);
        for (const [name, property] of Object.entries(each)) {
          this.spendForLetters(name, path);
          left.push([property, depth + 1]);
        }
      }
    }
  }
}

/** The value as JSON text; undefined when it is longer than a text may be, which is found out before it is written. */
export function jsonText(value: Json, budget: Budget, path: string): string | undefined {
  let letters = 0;
  const left: Json[] = [value];
  for (let each = left.pop(); each !== undefined; each = left.pop()) {
    budget.spend(1, path);
    letters += typeof each === 'string' ? each.length : 1;
    if (letters > MAX_TEXT) return undefined;
    if (typeof each === 'object' && each !== null) {
      for (const [name, property] of Object.entries(each)) {
        letters += Array.isArray(each) ? 0 : name.length;
        left.push(property);
      }
    }
  }
  // What has to be escaped makes it longer, six times at most.
  const text = JSON.stringify(value);
  return text.length > MAX_TEXT ? undefined : text;
}

/**
 * Whether two values are the same; the order of properties does not count. Both must have been paid for, or each step is
 * by `onStep`.
 */
export function isEqual(one: Json, other: Json, onStep?: () => void): boolean {
  onStep?.();
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other)) {
    return (
      Array.isArray(one) &&
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((each, at) => isEqual(each, other[at] as Json, onStep))
    );
  }
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isEqual(one[name] as Json, other[name] as Json, onStep))
  );
}
