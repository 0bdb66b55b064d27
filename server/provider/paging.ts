/** Lists in pages (docs/reference/arm.md#15-lists): `$top`, and a `nextLink` that is opaque to the caller. */
import type { Page } from '#protocol/data-protection.ts';
import type { Call } from './call.ts';
import { ArmFault } from './fault.ts';
import type { Kind, Query, Stored, Transaction } from './ports.ts';

const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 1000;

type Cursor = NonNullable<Query['after']>;

/**
 * One page of the documents that match and that `show` does not leave out by answering undefined. Reads on until the
 * page is full, so that a page is short only at the end. Of several queries, each finds only what is ordered after all that those
 * before it find.
 */
export async function readPage<T, Shown>(
  call: Call,
  tx: Transaction,
  kind: Kind<T>,
  query: Query | readonly Query[],
  show: (value: T) => Shown | undefined,
): Promise<Page<Shown>> {
  const top = pageSize(call.url);
  const value: Shown[] = [];
  let last: Cursor | undefined;
  for (const one of [query].flat()) {
    for (let after = cursorIn(call.url); ;) {
      const found: Stored<T>[] = await tx.list(kind, { ...one, limit: top + 1, ...(after && { after }) });
      for (const document of found) {
        const shown = show(document.value);
        if (shown === undefined) continue;
        if (value.length === top) return { value, nextLink: nextLink(call.url, last as Cursor) };
        value.push(shown);
        last = { order: document.order, key: document.key };
      }
      const end = found.at(-1);
      if (!end || found.length <= top) break;
      after = { order: end.order, key: end.key };
    }
  }
  return { value };
}

function pageSize(url: URL): number {
  const text = url.searchParams.get('$top');
  if (text === null) return DEFAULT_PAGE;
  const top = Number(text);
  if (/^\d{1,9}$/.test(text) && top >= 1) return Math.min(top, LARGEST_PAGE);
  throw new ArmFault(400, 'InvalidParameter', `'$top' must be a number from 1 to ${String(LARGEST_PAGE)}.`, {
    target: '$top',
  });
}

function nextLink(url: URL, cursor: Cursor): string {
  const next = new URL(url);
  next.searchParams.set('$skiptoken', encode(JSON.stringify([cursor.order, cursor.key])));
  return next.href;
}

function cursorIn(url: URL): Cursor | undefined {
  const token = url.searchParams.get('$skiptoken');
  if (token === null) return undefined;
  try {
    const [order, key] = JSON.parse(decode(token)) as unknown[];
    if (isText(order) && isText(key)) return { order, key };
  } catch {
    // Falls through to the refusal.
  }
  throw new ArmFault(400, 'InvalidSkipToken', "The '$skiptoken' is not valid. Begin the list again.", {
    target: '$skiptoken',
  });
}

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.isWellFormed() && !value.includes('\0');

const encode = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const decode = (token: string): string =>
  new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(atob(token), (letter) => letter.charCodeAt(0)));
