/**
 * Reads Bicep the way its compiler does, as far as our texts go, and tells which resources a deployment would make. A
 * text that is not of that language throws, with the place.
 */
export interface MadeResource {
  id: string;
  type: string;
  apiVersion: string;
  properties: unknown;
  /** The names of the modules that its own module waits for. */
  waitsFor: string[];
}

/** What deploying `entry` makes, in order; modules are deployed to their own scopes. `files` by name. */
export function deployBicep(
  files: ReadonlyMap<string, string>,
  entry: string,
  scope: string,
  given: Record<string, unknown> = {},
): MadeResource[] {
  const text = files.get(entry);
  if (text === undefined) throw new Error(`There is no file ${entry}.`);
  const made: MadeResource[] = [];
  const names: Env = new Map<string, unknown>([
    [
      'resourceGroup',
      (subscription: string, group: string) => `/subscriptions/${subscription}/resourceGroups/${group}`,
    ],
    [
      'subscriptionResourceId',
      (type: string, name: string) => `${scope.split('/').slice(0, 3).join('/')}/providers/${type}/${name}`,
    ],
  ]);
  for (const statement of parse(text, entry)) {
    switch (statement.kind) {
      case 'param': {
        const value = statement.name in given ? given[statement.name] : statement.value?.(names);
        if (value === undefined) throw new Error(`${entry}: the parameter ${statement.name} has no value.`);
        names.set(statement.name, value);
        break;
      }
      case 'var':
        names.set(statement.name, statement.value(names));
        break;
      case 'resource':
        names.set(
          statement.name,
          perElement(statement.body, names, (body) => {
            const { id, name } = placeOf(statement.type, body, scope);
            if (!statement.isExisting) {
              const { type, apiVersion } = statement;
              made.push({ id, type, apiVersion, properties: body.properties, waitsFor: [] });
            }
            return { id, name };
          }),
        );
        break;
      case 'module':
        names.set(
          statement.name,
          perElement(statement.body, names, (body) => {
            const inner = deployBicep(files, statement.file, String(body.scope), body.params as Members);
            const waitsFor = ((body.dependsOn ?? []) as { name: string }[]).flat().map(({ name }) => name);
            made.push(...inner.map((resource) => ({ ...resource, waitsFor })));
            return { name: body.name };
          }),
        );
    }
  }
  return made;
}

type Env = Map<string, unknown>;
type Expression = (names: Env) => unknown;
type Members = Record<string, unknown>;

interface Body {
  /** Undefined when it stands alone. */
  loop: { item: string; index: string | undefined; over: Expression } | undefined;
  value: Expression;
}

type Statement =
  | { kind: 'param'; name: string; value: Expression | undefined }
  | { kind: 'var'; name: string; value: Expression }
  | { kind: 'resource'; name: string; type: string; apiVersion: string; isExisting: boolean; body: Body }
  | { kind: 'module'; name: string; file: string; body: Body };

function perElement(body: Body, names: Env, make: (members: Members) => unknown): unknown {
  if (!body.loop) return make(body.value(names) as Members);
  const { item, index, over } = body.loop;
  return (over(names) as unknown[]).map((element, at) => {
    const inner = new Map(names).set(item, element);
    if (index !== undefined) inner.set(index, at);
    return make(body.value(inner) as Members);
  });
}

function placeOf(type: string, body: Members, scope: string): { id: string; name: string } {
  const name = String(body.name);
  const parent = body.parent as { id: string } | undefined;
  if (parent) return { id: `${parent.id}/${type.split('/').at(-1) ?? ''}/${name}`, name };
  const at = body.scope as { id: string } | undefined;
  return { id: `${at?.id ?? scope}/providers/${type}/${name}`, name };
}

interface Token {
  kind: 'word' | 'number' | 'string' | 'sign' | 'line';
  text: string;
  /** Of a string: text and expressions in turn. */
  parts?: (string | Token[])[];
}

function parse(text: string, file: string): Statement[] {
  let tokens = tokensOf(text, file);
  let at = 0;
  const peek = (): Token => tokens[at] ?? { kind: 'line', text: 'the end' };
  const fail = (wanted: string): never => {
    throw new Error(
      `${file}: ${wanted} expected, not ${peek().text}, after ${tokens
        .slice(Math.max(0, at - 6), at)
        .map((each) => each.text)
        .join(' ')}`,
    );
  };
  const is = (sign: string) => peek().text === sign && peek().kind !== 'string';
  const take = (sign: string) => (is(sign) ? tokens[at++] : fail(sign));
  const takes = (sign: string) => is(sign) && Boolean(take(sign));
  const word = (): string => (peek().kind === 'word' ? (tokens[at++]?.text ?? '') : fail('a name'));
  const lines = () => {
    while (at < tokens.length && peek().kind === 'line') at++;
  };
  const endOfLine = () => (at >= tokens.length || peek().kind === 'line' ? lines() : fail('the end of the line'));

  const plainString = (): string => {
    const { parts } = peek().kind === 'string' ? peek() : fail('a string');
    at++;
    return (parts ?? []).map((part) => (typeof part === 'string' ? part : fail('a plain string'))).join('');
  };

  function primary(): Expression {
    const token = peek();
    if (token.kind === 'string') {
      at++;
      const parts = (token.parts ?? []).map((part) => (typeof part === 'string' ? () => part : within(part)));
      return (names) => parts.map((part) => String(part(names))).join('');
    }
    if (token.kind === 'number') {
      at++;
      return () => Number(token.text);
    }
    if (is('{')) return object();
    if (is('[')) return array();
    const name = word();
    if (name === 'true' || name === 'false') return () => name === 'true';
    if (name === 'null') return () => null;
    return (names) => {
      if (!names.has(name)) throw new Error(`${file}: ${name} is not known.`);
      return names.get(name);
    };
  }

  function within(inner: Token[]): Expression {
    const [outer, place] = [tokens, at];
    [tokens, at] = [inner, 0];
    const value = expression();
    if (at < tokens.length) fail('the end of the expression');
    [tokens, at] = [outer, place];
    return value;
  }

  function postfix(): Expression {
    let value = primary();
    for (;;) {
      const of = value;
      if (takes('.')) {
        const member = word();
        value = (names) => memberOf(of(names), member, file);
      } else if (takes('[')) {
        const index = expression();
        take(']');
        value = (names) => (of(names) as unknown[])[index(names) as number];
      } else if (takes('(')) {
        const given: Expression[] = [];
        while (!is(')')) {
          given.push(expression());
          if (!takes(',')) break;
        }
        take(')');
        value = (names) => (of(names) as (...all: unknown[]) => unknown)(...given.map((each) => each(names)));
      } else return value;
    }
  }

  function expression(): Expression {
    const first = postfix();
    if (!takes('+')) return first;
    const second = expression();
    return (names) => (first(names) as number) + (second(names) as number);
  }

  function object(): Expression {
    const members: [string, Expression][] = [];
    take('{');
    lines();
    while (!is('}')) {
      const key = peek().kind === 'string' ? plainString() : word();
      if (members.some(([known]) => known === key)) fail(`no second ${key}`);
      take(':');
      members.push([key, expression()]);
      if (!is('}')) endOfLine();
    }
    take('}');
    return (names) => Object.fromEntries(members.map(([key, value]) => [key, value(names)]));
  }

  function array(): Expression {
    const members: Expression[] = [];
    take('[');
    lines();
    while (!is(']')) {
      members.push(expression());
      if (!is(']')) endOfLine();
    }
    take(']');
    return (names) => members.map((each) => each(names));
  }

  function type(): void {
    if (takes('{')) {
      lines();
      while (!takes('}')) {
        word();
        take(':');
        type();
        if (!is('}')) endOfLine();
      }
    } else word();
    while (takes('[')) take(']');
  }

  function body(): Body {
    if (!is('[')) return { loop: undefined, value: object() };
    take('[');
    take('for');
    const hasIndex = takes('(');
    const item = word();
    const index = hasIndex && take(',') ? word() : undefined;
    if (hasIndex) take(')');
    take('in');
    const over = expression();
    take(':');
    const value = object();
    take(']');
    return { loop: { item, index, over }, value };
  }

  function statement(): Statement | undefined {
    const keyword = word();
    if (keyword === 'targetScope') {
      take('=');
      plainString();
      return undefined;
    }
    const name = word();
    switch (keyword) {
      case 'param':
        type();
        return { kind: 'param', name, value: takes('=') ? expression() : undefined };
      case 'var':
        take('=');
        return { kind: 'var', name, value: expression() };
      case 'resource': {
        const [resourceType = '', apiVersion = ''] = plainString().split('@');
        const isExisting = takes('existing');
        take('=');
        return { kind: 'resource', name, type: resourceType, apiVersion, isExisting, body: body() };
      }
      case 'module': {
        const module = plainString();
        take('=');
        return { kind: 'module', name, file: module, body: body() };
      }
      default:
        return fail('a statement');
    }
  }

  const statements: Statement[] = [];
  lines();
  while (at < tokens.length) {
    if (takes('@')) {
      expression();
      endOfLine();
      continue;
    }
    const next = statement();
    if (next) statements.push(next);
    endOfLine();
  }
  return statements;
}

function memberOf(value: unknown, member: string, file: string): unknown {
  if (typeof value !== 'object' || value === null || !(member in value)) {
    throw new Error(`${file}: there is no ${member} in ${JSON.stringify(value)}.`);
  }
  return (value as Members)[member];
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', "'": "'", '\\': '\\', $: '$' };

function tokensOf(text: string, file: string): Token[] {
  let at = 0;

  function string(): Token {
    const parts: (string | Token[])[] = [];
    let plain = '';
    at++;
    for (;;) {
      const sign = text[at];
      if (sign === undefined || sign === '\n') throw new Error(`${file}: a string does not end: ${plain}`);
      if (sign === "'") break;
      if (sign === '\\') {
        const code = /^\\u\{([0-9a-f]+)\}/.exec(text.slice(at, at + 12));
        const escaped = ESCAPED[text[at + 1] ?? ''];
        if (!code && escaped === undefined) throw new Error(`${file}: no such escape: ${text.slice(at, at + 2)}`);
        plain += code ? String.fromCodePoint(parseInt(code[1] ?? '', 16)) : (escaped ?? '');
        at += code?.[0].length ?? 2;
      } else if (sign === '$' && text[at + 1] === '{') {
        parts.push(plain);
        plain = '';
        at += 2;
        parts.push(tokens('}'));
      } else {
        plain += sign;
        at++;
      }
    }
    at++;
    return { kind: 'string', text: 'a string', parts: [...parts, plain] };
  }

  function tokens(end: string | undefined): Token[] {
    const found: Token[] = [];
    while (at < text.length) {
      const rest = text.slice(at, at + 200);
      const sign = rest.charAt(0);
      if (sign === end) {
        at++;
        return found;
      }
      const word = /^[A-Za-z_]\w*/.exec(rest);
      const number = /^-?\d+/.exec(rest);
      if (rest.startsWith('//')) at += /^[^\n]*/.exec(text.slice(at))?.[0].length ?? 0;
      else if (sign === ' ') at++;
      else if (sign === '\n') {
        found.push({ kind: 'line', text: 'a new line' });
        at++;
      } else if (sign === "'") found.push(string());
      else if (word) {
        found.push({ kind: 'word', text: word[0] });
        at += word[0].length;
      } else if (number) {
        found.push({ kind: 'number', text: number[0] });
        at += number[0].length;
      } else if ('{}[]():.,=@+'.includes(sign)) {
        found.push({ kind: 'sign', text: sign });
        at++;
      } else throw new Error(`${file}: what is ${JSON.stringify(sign)}?`);
    }
    if (end !== undefined) throw new Error(`${file}: ${end} is missing.`);
    return found;
  }

  return tokens(undefined);
}
