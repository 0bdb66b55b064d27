/**
 * Splits the SQL of pg_dump and pg_dumpall into statements, so that each can be examined and sent by itself. Commands
 * of psql (a backslash where a statement would begin) are left out: nothing in a dump is ever run by a client.
 */

type State = 'code' | 'quoted' | 'escaped' | 'named' | 'dollars' | 'line' | 'block';

/** The longest tag of a dollar quote: a name of at most 63 bytes, and a dollar on each side. */
const LONGEST_TAG = 66;
const TAG = /\$(?:[A-Za-z_]\w*)?\$/y;

/** Statements without the semicolon at their end and without leading blanks and comments. */
export async function* sqlStatements(plain: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  const cutter = createCutter();
  for await (const chunk of plain) yield* cutter.cut(decoder.decode(chunk, { stream: true }), false);
  yield* cutter.cut(decoder.decode(), true);
}

function createCutter() {
  let text = '';
  let at = 0;
  let state: State = 'code';
  let tag = '';

  /** Moves past one token. False when more text is needed to recognise it. */
  function step(isEnd: boolean): boolean {
    const letter = text[at] ?? '';
    const next = text[at + 1];
    if (next === undefined && !isEnd) return false;
    switch (state) {
      case 'code':
        if (letter === "'") state = isEscape() ? 'escaped' : 'quoted';
        else if (letter === '"') state = 'named';
        else if (letter === '-' && next === '-') state = 'line';
        else if (letter === '/' && next === '*') state = 'block';
        else if (letter === '\\' && text.slice(0, at).trim() === '') state = 'line';
        else if (letter === '$' && !/\w/.test(text[at - 1] ?? '')) return openDollars(isEnd);
        at += 1;
        return true;
      case 'escaped':
        if (letter === '\\') at += 1;
        else if (letter === "'") close("'", next);
        at += 1;
        return true;
      case 'quoted':
        if (letter === "'") close("'", next);
        at += 1;
        return true;
      case 'named':
        if (letter === '"') close('"', next);
        at += 1;
        return true;
      case 'dollars': {
        const end = text.indexOf(tag, at);
        if (end < 0 && !isEnd) return false;
        at = end < 0 ? text.length : end + tag.length;
        state = 'code';
        return true;
      }
      case 'line':
        if (letter === '\n') leave();
        at += 1;
        return true;
      case 'block':
        if (letter === '*' && next === '/') {
          at += 1;
          leave();
        }
        at += 1;
        return true;
    }
  }

  const isEscape = (): boolean => /(?:^|\W)[eE]$/.test(text.slice(Math.max(0, at - 2), at));

  /** A quote that is doubled stays inside. */
  function close(quote: string, next: string | undefined): void {
    if (next === quote) at += 1;
    else state = 'code';
  }

  function openDollars(isEnd: boolean): boolean {
    TAG.lastIndex = at;
    const found = TAG.exec(text)?.[0];
    if (found === undefined && text.length - at < LONGEST_TAG && !isEnd) return false;
    if (found !== undefined) {
      tag = found;
      state = 'dollars';
    }
    at += found?.length ?? 1;
    return true;
  }

  /** Skips a comment or a command: the statement begins after it. */
  function leave(): void {
    state = 'code';
    if (!/^\s*(?:--|\/\*|\\)/.test(text)) return;
    text = text.slice(at + 1);
    at = -1;
  }

  return {
    *cut(more: string, isEnd: boolean): Generator<string, void, undefined> {
      text += more;
      while (at < text.length) {
        if (state === 'code' && text[at] === ';') {
          const statement = text.slice(0, at).trim();
          text = text.slice(at + 1);
          at = 0;
          if (statement !== '') yield statement;
        } else if (!step(isEnd)) {
          return;
        }
      }
      const last = state === 'line' && /^\s*(?:--|\\)/.test(text) ? '' : text.trim();
      if (isEnd && last !== '') yield last;
    },
  };
}
