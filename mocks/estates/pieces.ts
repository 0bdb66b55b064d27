/** A backdrop put together from descriptions of what it holds, kind by kind. */
import type { Backdrop } from '#provider/memory/backdrop.ts';
import type { Kind } from '#provider/ports.ts';

/** What a generated world is made from. */
export interface EstateFacts {
  tenantId: string;
  /** What has happened in it lies before this moment. */
  now: Date;
}

/** The documents of one kind, in the pieces in which they are made. */
interface Part {
  kind: string;
  /** The name of every piece. */
  pieces: readonly string[];
  /** The piece that holds what stands under a word or at a key; undefined when that could be any. */
  pieceOf: (wordOrKey: string) => string | undefined;
  make: (piece: string) => [key: string, value: unknown][];
}

/** Documents that are made all at once, when the first of them is looked for. */
export const atOnce = <T>(kind: Kind<T>, make: () => [key: string, value: T][]): Part => ({
  kind: kind.name,
  pieces: [''],
  pieceOf: () => '',
  make,
});

/** Documents that are made for one subscription at a time. `make` is given its id in lower case. */
export const bySubscription = <T>(
  kind: Kind<T>,
  subscriptionIds: readonly string[],
  make: (subscriptionId: string) => [key: string, value: T][],
): Part => ({
  kind: kind.name,
  pieces: subscriptionIds,
  // Keys are ids, and words hold one: the first GUID in it is the subscription's.
  pieceOf: (text) => /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(text)?.[0],
  make,
});

/** A backdrop of these parts. It remembers what it handed out. */
export function createBackdrop(parts: readonly Part[]): Backdrop {
  const left = new Map(parts.map((part) => [part.kind, { part, pieces: new Set(part.pieces) }]));
  return {
    *reveal<T>(kind: Kind<T>, where: { words: readonly string[] } | { key: string }): Iterable<[string, T]> {
      const found = left.get(kind.name);
      if (!found || found.pieces.size === 0) return;
      const hints = 'key' in where ? [where.key] : where.words;
      const named = hints.map(found.part.pieceOf).find((piece) => piece !== undefined);
      for (const piece of named === undefined ? [...found.pieces] : [named]) {
        if (found.pieces.delete(piece)) yield* found.part.make(piece) as [string, T][];
      }
    },
  };
}
