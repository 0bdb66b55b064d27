/** The `Store` port in memory: transactions run one after another, and what one wrote counts only when it ends well. */
import type { Kind, Query, Store, Stored, Transaction, WorkItem } from '../ports.ts';

interface Document {
  value: unknown;
  etag: string;
  order: string;
  words: string[];
}

/** Kind by kind, key by key. JSON. */
export type SavedDocuments = Record<string, Record<string, Document>>;

export interface MemoryStore extends Store {
  save(): SavedDocuments;
}

export interface MemoryStoreOptions {
  saved?: SavedDocuments;
  newId: () => string;
  /** Called with the work that a transaction handed over, after it was committed. */
  onCommit: (items: WorkItem[], changed: boolean) => void;
}

interface Change {
  kind: string;
  key: string;
  document: Document | undefined;
}

/** A store that forgets everything when the process ends, unless its host keeps what `save` answers. */
export function createMemoryStore({ saved = {}, newId, onCommit }: MemoryStoreOptions): MemoryStore {
  const kinds = new Map(Object.entries(saved).map(([kind, documents]) => [kind, Collection.of(documents)]));
  let turn: Promise<unknown> = Promise.resolve();

  const collection = (kind: string): Collection => {
    const found = kinds.get(kind) ?? new Collection();
    kinds.set(kind, found);
    return found;
  };

  async function run<T>(change: (tx: Transaction) => Promise<T>): Promise<T> {
    const changes = new Map<string, Change>();
    const items: WorkItem[] = [];
    const written = (kind: string, key: string) => changes.get(`${kind}\n${key}`);

    const find = (kind: string, key: string): Document | undefined => {
      const own = written(kind, key);
      return own ? own.document : collection(kind).documents.get(key);
    };

    const matching = (kind: string, query: Query): [string, Document][] => {
      const committed = collection(kind)
        .candidates(query.with)
        .filter(([key]) => !written(kind, key));
      const own = [...changes.values()].flatMap((entry) =>
        entry.kind === kind && entry.document ? [[entry.key, entry.document] as [string, Document]] : [],
      );
      return [...committed, ...own].filter(([key, document]) => fits(query, key, document));
    };

    const answer = await change({
      get: <V>(kind: Kind<V>, key: string) => {
        const document = find(kind.name, key);
        return Promise.resolve(document && stored<V>(key, document));
      },
      list: <V>(kind: Kind<V>, query: Query = {}) => {
        const direction = query.descending ? -1 : 1;
        const sorted = matching(kind.name, query).sort(
          ([oneKey, one], [otherKey, other]) =>
            direction * (compare(one.order, other.order) || compare(oneKey, otherKey)),
        );
        const { after, limit } = query;
        const rest = after
          ? sorted.filter(
              ([key, document]) => direction * (compare(document.order, after.order) || compare(key, after.key)) > 0,
            )
          : sorted;
        return Promise.resolve(rest.slice(0, limit).map(([key, document]) => stored<V>(key, document)));
      },
      count: (kind, query = {}) => Promise.resolve(matching(kind.name, query).length),
      put: (kind, key, value) => {
        const document = {
          value: structuredClone(value),
          etag: newId(),
          order: kind.order?.(value, key) ?? key,
          words: kind.words?.(value) ?? [],
        };
        changes.set(`${kind.name}\n${key}`, { kind: kind.name, key, document });
        return Promise.resolve(document.etag);
      },
      delete: (kind, key) => {
        const existed = find(kind.name, key) !== undefined;
        changes.set(`${kind.name}\n${key}`, { kind: kind.name, key, document: undefined });
        return Promise.resolve(existed);
      },
      enqueue: (item) => {
        items.push(structuredClone(item));
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
    save: () => Object.fromEntries([...kinds].map(([kind, { documents }]) => [kind, Object.fromEntries(documents)])),
  };
}

/** The documents of one kind, with the keys that each word leads to. */
class Collection {
  readonly documents = new Map<string, Document>();
  readonly keysByWord = new Map<string, Set<string>>();

  static of(documents: Record<string, Document>): Collection {
    const collection = new Collection();
    for (const [key, document] of Object.entries(documents)) collection.set(key, document);
    return collection;
  }

  set(key: string, document: Document | undefined): void {
    for (const word of this.documents.get(key)?.words ?? []) this.keysByWord.get(word)?.delete(key);
    if (!document) {
      this.documents.delete(key);
      return;
    }
    this.documents.set(key, document);
    for (const word of document.words) {
      const keys = this.keysByWord.get(word) ?? new Set();
      this.keysByWord.set(word, keys.add(key));
    }
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
  value: structuredClone(value) as T,
  etag,
  order,
});

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
