/** The `Store` port in memory: transactions run one after another, and what one wrote counts only when it ends well. */
import type { Kind, Query, Store, Stored, Transaction } from '../ports.ts';
import type { WorkItem } from '../work-items.ts';
import type { Backdrop } from './backdrop.ts';
import { copyOf } from './copy-of.ts';
import { firstWhere } from './first-where.ts';

interface Document {
  value: unknown;
  etag: string;
  order: string;
  words: string[];
}

/** Kind by kind, key by key; null for a document of the backdrop that was deleted. JSON. */
export type SavedDocuments = Record<string, Record<string, Document | null>>;

export interface MemoryStore extends Store {
  save(): SavedDocuments;
}

export interface MemoryStoreOptions {
  saved?: SavedDocuments;
  /** Documents that exist without having been written. `save` leaves it out. */
  backdrop?: Backdrop | undefined;
  newId: () => string;
  /** Called with the work that a transaction handed over, after it was committed. */
  onCommit: (items: WorkItem[], changed: boolean) => void;
}

interface Change {
  kind: string;
  key: string;
  document: Document | undefined;
}

/** A store that forgets everything when the process ends, unless its host keeps what `save` returns. */
export function createMemoryStore({ saved = {}, backdrop, newId, onCommit }: MemoryStoreOptions): MemoryStore {
  const hasBackdrop = backdrop !== undefined;
  const kinds = new Map(
    Object.entries(saved).map(([kind, documents]) => [kind, Collection.of(documents, hasBackdrop)]),
  );
  let turn: Promise<unknown> = Promise.resolve();

  const collection = (kind: string): Collection => {
    const found = kinds.get(kind) ?? new Collection(hasBackdrop);
    kinds.set(kind, found);
    return found;
  };

  /** Puts what the backdrop has there, before somebody looks. */
  const reveal = <V>(kind: Kind<V>, where: { words: readonly string[] } | { key: string }): void => {
    for (const [key, value] of backdrop?.reveal(kind, where) ?? []) {
      collection(kind.name).show(key, () => documentOf(kind, key, value));
    }
  };

  const documentOf = <V>(kind: Kind<V>, key: string, value: V): Document => ({
    value,
    etag: newId(),
    order: kind.order?.(value, key) ?? key,
    words: kind.words?.(value) ?? [],
  });

  async function run<T>(change: (tx: Transaction) => Promise<T>): Promise<T> {
    const changes = new Map<string, Change>();
    const items: WorkItem[] = [];
    const written = (kind: string, key: string) => changes.get(`${kind}\n${key}`);

    const find = (kind: string, key: string): Document | undefined => {
      const own = written(kind, key);
      return own ? own.document : collection(kind).documents.get(key);
    };

    const matching = (kind: string, query: Query): [string, Document][] => {
      const candidates = collection(kind).candidates(query.with);
      if (changes.size === 0) return candidates.filter(([key, document]) => fits(query, key, document));
      const committed = candidates.filter(([key]) => !written(kind, key));
      const own = [...changes.values()].flatMap((entry) =>
        entry.kind === kind && entry.document ? [[entry.key, entry.document] as [string, Document]] : [],
      );
      return [...committed, ...own].filter(([key, document]) => fits(query, key, document));
    };

    const answer = await change({
      get: <V>(kind: Kind<V>, key: string) => {
        reveal(kind, { key });
        const document = find(kind.name, key);
        return Promise.resolve(document && stored<V>(key, document));
      },
      list: <V>(kind: Kind<V>, query: Query = {}) => {
        reveal(kind, { words: query.with ?? [] });
        const direction = query.descending ? -1 : 1;
        const compareIn = ([oneKey, one]: Entry, [otherKey, other]: Entry) =>
          direction * (compare(one.order, other.order) || compare(oneKey, otherKey));
        const { after, limit = Infinity } = query;
        const isAfter = ([key, document]: Entry) =>
          !after || direction * (compare(document.order, after.order) || compare(key, after.key)) > 0;
        const [word, ...others] = query.with ?? [];
        if (changes.size === 0 && word !== undefined && others.length === 0) {
          // A page of a long list: what is in order already need not be sorted again.
          const found: Stored<V>[] = [];
          const entries = collection(kind.name).inOrder(word);
          const first = firstWhere(entries.length, (at) => isAfter(entries.at(direction > 0 ? at : -1 - at) as Entry));
          for (let at = first; at < entries.length && found.length < limit; at += 1) {
            const [key, document] = entries.at(direction > 0 ? at : -1 - at) as Entry;
            if (fits(query, key, document)) found.push(stored<V>(key, document));
          }
          return Promise.resolve(found);
        }
        const rest = matching(kind.name, query).filter(isAfter).sort(compareIn);
        return Promise.resolve(rest.slice(0, limit).map(([key, document]) => stored<V>(key, document)));
      },
      count: (kind, query = {}) => {
        reveal(kind, { words: query.with ?? [] });
        return Promise.resolve(matching(kind.name, query).length);
      },
      put: (kind, key, value) => {
        const document = documentOf(kind, key, copyOf(value));
        changes.set(`${kind.name}\n${key}`, { kind: kind.name, key, document });
        return Promise.resolve(document.etag);
      },
      delete: (kind, key) => {
        reveal(kind, { key });
        const existed = find(kind.name, key) !== undefined;
        changes.set(`${kind.name}\n${key}`, { kind: kind.name, key, document: undefined });
        return Promise.resolve(existed);
      },
      enqueue: (item) => {
        items.push(copyOf(item));
        return Promise.resolve();
      },
    });

    for (const { kind, key, document } of changes.values()) collection(kind).set(key, document);
    onCommit(items, changes.size > 0 || items.length > 0);
    return answer;
  }

  return {
    transact(change) {
      const result = turn.then(() => run(change));
      turn = result.catch(() => undefined);
      return result;
    },
    save: () => Object.fromEntries([...kinds].map(([kind, documents]) => [kind, documents.written()])),
  };
}

type Entry = [key: string, document: Document];

/** The documents of one kind, with the keys that each word leads to. */
class Collection {
  readonly documents = new Map<string, Document>();
  readonly keysByWord = new Map<string, Set<string>>();
  /** What a word leads to, in the kind's order; only for words that were listed since something under them changed. */
  private readonly ordered = new Map<string, Entry[]>();
  /** The keys of documents that were written here, and are not as the backdrop made them. */
  private readonly own = new Set<string>();
  /** The keys of documents that were deleted, where they would come back otherwise. */
  private readonly gone = new Set<string>();

  /** Whether a deleted document would come back when the backdrop is read again. */
  private readonly hasBackdrop: boolean;

  constructor(hasBackdrop: boolean) {
    this.hasBackdrop = hasBackdrop;
  }

  static of(documents: Record<string, Document | null>, hasBackdrop: boolean): Collection {
    const collection = new Collection(hasBackdrop);
    for (const [key, document] of Object.entries(documents)) {
      if (document) collection.set(key, document);
      else collection.gone.add(key);
    }
    return collection;
  }

  /** Takes a document of the backdrop, unless it was replaced or deleted. */
  show(key: string, make: () => Document): void {
    if (this.documents.has(key) || this.gone.has(key)) return;
    this.add(key, make());
  }

  /** Everything that is not as the backdrop made it. */
  written(): Record<string, Document | null> {
    return {
      ...Object.fromEntries([...this.own].map((key) => [key, this.documents.get(key) as Document])),
      ...Object.fromEntries([...this.gone].map((key) => [key, null])),
    };
  }

  set(key: string, document: Document | undefined): void {
    for (const word of this.documents.get(key)?.words ?? []) {
      this.keysByWord.get(word)?.delete(key);
      this.ordered.delete(word);
    }
    if (document) {
      this.own.add(key);
      this.gone.delete(key);
      this.add(key, document);
    } else {
      this.documents.delete(key);
      this.own.delete(key);
      if (this.hasBackdrop) this.gone.add(key);
    }
  }

  private add(key: string, document: Document): void {
    this.documents.set(key, document);
    for (const word of document.words) {
      const keys = this.keysByWord.get(word) ?? new Set();
      this.keysByWord.set(word, keys.add(key));
      this.ordered.delete(word);
    }
  }

  inOrder(word: string): readonly Entry[] {
    const known = this.ordered.get(word);
    if (known) return known;
    const entries = this.candidates([word]).sort(
      ([oneKey, one], [otherKey, other]) => compare(one.order, other.order) || compare(oneKey, otherKey),
    );
    this.ordered.set(word, entries);
    return entries;
  }

  /** A superset of what has all these words, as small as one word can make it. */
  candidates(words: string[] = []): [string, Document][] {
    if (words.length === 0) return [...this.documents];
    const [smallest] = words
      .map((word) => this.keysByWord.get(word) ?? new Set<string>())
      .sort((one, other) => one.size - other.size);
    return [...(smallest ?? [])].map((key) => [key, this.documents.get(key) as Document]);
  }
}

const fits = (query: Query, key: string, document: Document): boolean =>
  (query.with ?? []).every((word) => document.words.includes(word)) &&
  (query.keyPrefix === undefined || key.startsWith(query.keyPrefix)) &&
  (query.from === undefined || document.order >= query.from) &&
  (query.to === undefined || document.order < query.to);

const stored = <T>(key: string, { value, etag, order }: Document): Stored<T> => ({
  key,
  value: copyOf(value as T),
  etag,
  order,
});

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
