/** Which of many things a search finds, and in which order. Pure, and quick enough to run on every key press. */
import { collator } from '#ui/grid/sort-key.ts';

/** Something that can be found. */
export interface Findable {
  name: string;
  /** Other words that find it: its place, its other names. */
  words: string;
}

/** A thing whose texts have been prepared for the search. */
export interface Indexed<Thing extends Findable> {
  thing: Thing;
  name: string;
  words: string;
}

export interface Ranked<Thing> {
  /** The best ones, best first. */
  best: Thing[];
  /** How many there are in all. */
  total: number;
}

export const index = <Thing extends Findable>(things: readonly Thing[]): Indexed<Thing>[] =>
  things.map((thing) => ({ thing, name: thing.name.toLowerCase(), words: thing.words.toLowerCase() }));

/** The words of a search. All have to match. */
export const termsOf = (text: string): string[] => [...new Set(text.toLowerCase().split(/\s+/))].filter(Boolean);

/**
 * The `most` best of those that have every term in their name or their words: ordered by where the terms were found,
 * then by name. No terms find nothing.
 */
export function rank<Thing extends Findable>(
  indexed: readonly Indexed<Thing>[],
  terms: readonly string[],
  most: number,
): Ranked<Thing> {
  if (terms.length === 0) return { best: [], total: 0 };
  const best: { score: number; found: Indexed<Thing> }[] = [];
  let total = 0;
  for (const found of indexed) {
    const score = scoreOf(found, terms);
    if (score === undefined) continue;
    total += 1;
    // Only a few are ever shown: each is inserted among them, and the thousands behind are not sorted.
    const worst = best.at(-1);
    if (best.length === most && worst && !isBefore(score, found, worst)) continue;
    const at = best.findIndex((other) => isBefore(score, found, other));
    best.splice(at < 0 ? best.length : at, 0, { score, found });
    if (best.length > most) best.pop();
  }
  return { best: best.map(({ found }) => found.thing), total };
}

function isBefore<Thing extends Findable>(
  score: number,
  one: Indexed<Thing>,
  other: { score: number; found: Indexed<Thing> },
): boolean {
  return score !== other.score ? score < other.score : collator.compare(one.name, other.found.name) < 0;
}

/** How far the terms are from being the name itself: 0 is the name. Undefined when one is missing. */
function scoreOf({ name, words }: Indexed<Findable>, terms: readonly string[]): number | undefined {
  if (terms.length > 1 && name === terms.join(' ')) return 0;
  let score = 0;
  for (const term of terms) {
    const inName = placeOf(term, name);
    const place = inName ?? placeOf(term, words);
    if (place === undefined) return undefined;
    score += inName === undefined ? BESIDE_THE_NAME + place : place;
  }
  return score;
}

const BESIDE_THE_NAME = 10;

/** The rank of a match: the whole text, its beginning, the beginning of a word in it, or anywhere. */
function placeOf(term: string, text: string): number | undefined {
  let at = text.indexOf(term);
  if (at < 0) return undefined;
  if (at === 0) return text.length === term.length ? 0 : 1;
  while (at > 0) {
    if (!/[\p{L}\p{N}]/u.test(text.charAt(at - 1))) return 2;
    at = text.indexOf(term, at + 1);
  }
  return 3;
}

export interface Part {
  /** Where it begins. */
  at: number;
  text: string;
  isFound: boolean;
}

/** The text in parts: those that match one of the terms, and those between them. Joined, they are the text. */
export function partsOf(text: string, terms: readonly string[]): Part[] {
  const lower = text.toLowerCase();
  // Some letters are longer in lower case; then an index into the lower-case text does not fit the text.
  if (terms.length === 0 || lower.length !== text.length) return [{ at: 0, text, isFound: false }];
  const isFound = new Array<boolean>(text.length).fill(false);
  for (const term of terms) {
    for (let at = lower.indexOf(term); at >= 0; at = lower.indexOf(term, at + 1)) {
      isFound.fill(true, at, at + term.length);
    }
  }
  const parts: Part[] = [];
  let start = 0;
  for (let at = 1; at <= text.length; at += 1) {
    if (at < text.length && isFound[at] === isFound[start]) continue;
    parts.push({ at: start, text: text.slice(start, at), isFound: isFound[start] ?? false });
    start = at;
  }
  return parts;
}
