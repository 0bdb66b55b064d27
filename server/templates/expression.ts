/** The expression language of templates: `[concat('a', parameters('b').c[0])]` as a tree. */
import { MAX_DEPTH } from './json.ts';
import { invalid } from './template-fault.ts';

export type Expression =
  | { kind: 'literal'; value: string | number }
  | { kind: 'call'; name: string; args: Expression[] }
  | { kind: 'property'; of: Expression; name: string }
  | { kind: 'index'; of: Expression; index: Expression };

/** A limit of ARM. */
const MAX_LENGTH = 24_576;

/**
 * What a text of a template is: an expression, or the text itself. `[[…]` is the text `[…]`; only text that both begins
 * with `[` and ends with `]` can be an expression.
 */
export function readText(text: string, path: string): { expression: Expression } | { literal: string } {
  if (!text.startsWith('[') || !text.endsWith(']') || text.length < 2) return { literal: text };
  if (text.startsWith('[[')) return { literal: text.slice(1) };
  return { expression: parseExpression(text.slice(1, -1), path) };
}

/** The escaped form of `text` for a template that is parsed again. */
export const escaped = (text: string): string => (text.startsWith('[') && text.endsWith(']') ? `[${text}` : text);

type Token =
  | { kind: 'string'; value: string; at: number }
  | { kind: 'number'; value: number; at: number }
  | { kind: 'name'; value: string; at: number }
  | { kind: 'mark'; value: string; at: number };

const TOKEN = /\s*(?:('(?:[^']|'')*')|([-+]?\d+)(?![\w.])|([A-Za-z_]\w*)|([()[\],.]))/y;

function tokensOf(text: string, path: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  let from = 0;
  while (from < end) {
    TOKEN.lastIndex = from;
    const found = TOKEN.exec(text);
    if (!found) throw invalid(path, unreadable(text, from));
    const [whole, quoted, digits, name, mark] = found;
    const at = from + whole.length - whole.trimStart().length;
    from = TOKEN.lastIndex;
    if (quoted !== undefined) tokens.push({ kind: 'string', value: quoted.slice(1, -1).replaceAll("''", "'"), at });
    else if (digits !== undefined) tokens.push({ kind: 'number', value: wholeNumber(digits, path), at });
    else if (name !== undefined) tokens.push({ kind: 'name', value: name, at });
    else tokens.push({ kind: 'mark', value: mark ?? '', at });
  }
  return tokens;
}

function unreadable(text: string, from: number): string {
  const rest = text.slice(from).trimStart();
  if (rest.startsWith("'")) return `The text that begins with ${excerpt(rest)} has no closing quote. Add a '.`;
  if (/^[-+]?\d/.test(rest)) return `${excerpt(rest)} is no whole number. Expressions know whole numbers only.`;
  return `${excerpt(rest)} cannot be read. Write texts between single quotes, and a quote in a text as ''.`;
}

const excerpt = (text: string): string => (text.length > 20 ? `${text.slice(0, 20)}…` : text);

function wholeNumber(digits: string, path: string): number {
  const value = Number(digits);
  if (!Number.isSafeInteger(value)) throw invalid(path, `The number ${excerpt(digits)} is too large.`);
  return value;
}

/** The tree of an expression without its brackets. Throws an `InvalidTemplate` that says what is wrong where. */
function parseExpression(text: string, path: string): Expression {
  if (text.length > MAX_LENGTH) {
    throw invalid(path, `An expression may be at most ${String(MAX_LENGTH)} characters long. Split it with variables.`);
  }
  const tokens = tokensOf(text, path);
  let next = 0;

  const isMark = (value: string): boolean => tokens[next]?.kind === 'mark' && tokens[next]?.value === value;

  function expect(value: string): void {
    if (!isMark(value)) throw unexpected(`'${value}'`);
    next += 1;
  }

  function unexpected(wanted: string): Error {
    const token = tokens[next];
    const found = token ? `'${String(token.value)}' at character ${String(token.at + 2)}` : 'its end';
    return invalid(path, `The expression '[${excerpt(text)}]' should go on with ${wanted}, and has ${found} there.`);
  }

  function whole(depth: number): Expression {
    if (depth > MAX_DEPTH) throw invalid(path, `Calls may be nested at most ${String(MAX_DEPTH)} levels deep.`);
    let value = start(depth);
    for (let links = 0; ; links += 1) {
      if (links > MAX_DEPTH) throw invalid(path, `At most ${String(MAX_DEPTH)} properties may follow each other.`);
      if (isMark('.')) {
        next += 1;
        const name = tokens[next];
        if (name?.kind !== 'name') throw unexpected('the name of a property');
        next += 1;
        value = { kind: 'property', of: value, name: name.value };
      } else if (isMark('[')) {
        next += 1;
        const index = whole(depth + 1);
        expect(']');
        value = { kind: 'index', of: value, index };
      } else return value;
    }
  }

  function start(depth: number): Expression {
    const token = tokens[next];
    if (token?.kind === 'string' || token?.kind === 'number') {
      next += 1;
      return { kind: 'literal', value: token.value };
    }
    if (token?.kind !== 'name') throw unexpected('a function, a text or a number');
    next += 1;
    if (!isMark('(')) throw unexpected(`'(' after '${token.value}'`);
    next += 1;
    const args: Expression[] = [];
    if (!isMark(')')) {
      args.push(whole(depth + 1));
      while (isMark(',')) {
        next += 1;
        args.push(whole(depth + 1));
      }
    }
    expect(')');
    return { kind: 'call', name: token.value, args };
  }

  const tree = whole(0);
  if (next < tokens.length) throw unexpected('its end');
  return tree;
}
