/** Reads Terraform's language, as far as our texts go, into blocks. A text that is not of that language throws. */

export interface HclBlock {
  type: string;
  labels: string[];
  attributes: Record<string, HclRead>;
  blocks: HclBlock[];
}

export type HclRead = string | number | HclReference | HclRead[] | { [key: string]: HclRead };

/** A reference, a call or a `for`, as it stands. */
export class HclReference {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

interface Token {
  kind: 'word' | 'string' | 'number' | 'sign' | 'line';
  text: string;
}

export function readHcl(text: string): HclBlock[] {
  const tokens = tokensOf(text);
  let at = 0;
  const peek = (): Token => tokens[at] ?? { kind: 'line', text: 'the end' };
  const fail = (wanted: string): never => {
    throw new Error(
      `${wanted} expected, not ${peek().text}, after ${tokens
        .slice(Math.max(0, at - 6), at)
        .map((each) => each.text)
        .join(' ')}`,
    );
  };
  const is = (sign: string) => peek().kind === 'sign' && peek().text === sign;
  const take = (sign: string) => (is(sign) ? at++ : fail(sign));
  const takeKind = (kind: Token['kind']): string =>
    peek().kind === kind ? (tokens[at++]?.text ?? '') : fail(`a ${kind}`);
  const lines = () => {
    while (at < tokens.length && peek().kind === 'line') at++;
  };

  function body(isInside: boolean): Pick<HclBlock, 'attributes' | 'blocks'> {
    const read: Pick<HclBlock, 'attributes' | 'blocks'> = { attributes: {}, blocks: [] };
    lines();
    while (isInside ? !is('}') : at < tokens.length) {
      const name = takeKind('word');
      if (is('=')) {
        at++;
        if (name in read.attributes) fail(`no second ${name}`);
        read.attributes[name] = value();
      } else {
        const labels: string[] = [];
        while (peek().kind === 'string') labels.push(takeKind('string'));
        take('{');
        read.blocks.push({ type: name, labels, ...body(true) });
        take('}');
      }
      if (at < tokens.length && !is('}') && peek().kind !== 'line') fail('the end of the line');
      lines();
    }
    return read;
  }

  function value(): HclRead {
    const { kind } = peek();
    if (kind === 'string') return takeKind('string');
    if (kind === 'number') return Number(takeKind('number'));
    if (is('[')) return list();
    if (is('{')) return object();
    return reference();
  }

  function list(): HclRead {
    take('[');
    if (peek().text === 'for') fail('no for outside of a call');
    const members: HclRead[] = [];
    lines();
    while (!is(']')) {
      members.push(value());
      lines();
      if (!is(']')) take(',');
      lines();
    }
    take(']');
    return members;
  }

  function object(): HclRead {
    take('{');
    const members: Record<string, HclRead> = {};
    lines();
    while (!is('}')) {
      const key = peek().kind === 'string' ? takeKind('string') : takeKind('word');
      if (Object.hasOwn(members, key)) fail(`no second ${key}`);
      take('=');
      Object.defineProperty(members, key, { value: value(), enumerable: true });
      if (!is('}')) takeKind('line');
      lines();
    }
    take('}');
    return members;
  }

  /** Names with points between them, then whatever stands in brackets. */
  function reference(): HclReference {
    let read = takeKind('word');
    let depth = 0;
    while (at < tokens.length && (depth > 0 || ['.', '[', '('].some(is))) {
      const { kind, text: part } = peek();
      if (is('[') || is('(')) depth++;
      if (is(']') || is(')')) depth--;
      read += kind === 'string' ? JSON.stringify(part) : part;
      at++;
      if (part === '.' && depth === 0) read += takeKind('word');
    }
    return new HclReference(read);
  }

  return body(false).blocks;
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;

  function string(): string {
    let read = '';
    at++;
    for (;;) {
      const rest = text.slice(at, at + 8);
      const sign = rest.charAt(0);
      if (sign === '' || sign === '\n') throw new Error(`A string does not end: ${read}`);
      if (sign === '"') break;
      const code = /^\\u([0-9a-f]{4})/.exec(rest);
      if (code) {
        read += String.fromCharCode(parseInt(code[1] ?? '', 16));
        at += 6;
      } else if (sign === '\\') {
        const escaped = ESCAPED[rest.charAt(1)];
        if (escaped === undefined) throw new Error(`There is no escape ${rest.slice(0, 2)}.`);
        read += escaped;
        at += 2;
      } else if (/^(\$\$|%%)\{/.test(rest)) {
        read += rest.slice(1, 3);
        at += 3;
      } else if (/^[$%]\{/.test(rest)) {
        throw new Error(`An expression begins in a string: ${read}${rest}`);
      } else {
        read += sign;
        at++;
      }
    }
    at++;
    return read;
  }

  while (at < text.length) {
    const rest = text.slice(at, at + 200);
    const sign = rest.charAt(0);
    const word = /^[A-Za-z_]\w*/.exec(rest);
    const number = /^\d+/.exec(rest);
    if (sign === '#') at = !text.includes('\n', at) ? text.length : text.indexOf('\n', at);
    else if (sign === ' ') at++;
    else if (sign === '\n') {
      tokens.push({ kind: 'line', text: 'a new line' });
      at++;
    } else if (sign === '"') tokens.push({ kind: 'string', text: string() });
    else if (word) {
      tokens.push({ kind: 'word', text: word[0] });
      at += word[0].length;
    } else if (number) {
      tokens.push({ kind: 'number', text: number[0] });
      at += number[0].length;
    } else if ('{}[]()=.,:'.includes(sign)) {
      tokens.push({ kind: 'sign', text: sign });
      at++;
    } else throw new Error(`What is ${JSON.stringify(sign)}?`);
  }
  return tokens;
}
