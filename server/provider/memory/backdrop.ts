/**
 * A world too large to be written down before anybody looks at it. It is made piece by piece, always the same, and only
 * what is changed about it has to be kept.
 */
import type { Kind } from '../ports.ts';

export interface Backdrop {
  /**
   * At least the documents with all these words, or with this key, that were not returned before. No words are every
   * document of the kind.
   */
  reveal<T>(kind: Kind<T>, where: { words: readonly string[] } | { key: string }): Iterable<[key: string, value: T]>;
}
