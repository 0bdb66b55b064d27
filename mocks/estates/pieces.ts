/** A backdrop assembled from descriptions of its documents, kind by kind. */
import type { Backdrop } from '#provider/memory/backdrop.ts';
import type { Kind } from '#provider/ports.ts';

/** The input of a generated world. */
export interface EstateFacts {
  tenantId: string;
  /** Everything in it happened before this moment. */
  now: Date;
}

/** The documents of one kind, in the pieces in which they are generated. */
interface Part {
  kind: string;
  /** The name of every piece. */
  pieces: readonly string[];
  /** The piece that holds the documents under a word or at a key; undefined when that could be any. */
  pieceOf: (wordOrKey: string) => string | undefined;
  make: (piece: string) => [key: string, value: unknown][];
}

/** Documents that are generated all at once, at the first access. */
export const atOnce = <T>(kind: Kind<T>, make: () => [key: string, value: T][]): Part => ({
  kind: kind.name,
  pieces: [''],
  pieceOf: () => '',
  make,
});

/** Documents that are generated for one subscription at a time. `make` gets its id in lower case. */
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

/** A backdrop of these parts. It caches what it has generated. */
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
