/**
 * The checks of all rows, watched together. `useQueries` visits every row on each result, which with thousands of rows
 * blocks the page; here each row has an observer of its own, and changes are published a few times a second.
 */
import { notifyManager, QueryObserver, type QueryClient } from '@tanstack/react-query';
import { readiness, type Question } from './readiness.ts';
import type { Check, Verdict } from './verdict.ts';

/** Smooth enough to watch, rare enough for ten thousand rows. */
const PUBLISH_EVERY_MS = 200;
/**
 * So many checks start at once without a visible delay; the others follow, and the page stays responsive in between.
 */
const BEGUN_AT_ONCE = 250;

/** A row's check; a new object whenever it changed. */
export interface WatchedCheck extends Check {
  /** Milliseconds; undefined when the service has not responded. */
  checkedAt: number | undefined;
}

export interface CheckWatch {
  /** Watches these questions, by the server's key, and no others; checks those without a fresh result. */
  watch: (questions: ReadonlyMap<string, Question>, isEnabled: boolean) => void;
  /** Checks these servers again, because a person wants it. */
  again: (serverKeys: Iterable<string>) => void;
  subscribe: (listener: () => void) => () => void;
  /** By the server's key. The same object until something changed. */
  checks: () => ReadonlyMap<string, WatchedCheck>;
  /** Stops watching; running checks are aborted. */
  stop: () => void;
}

type CheckObserver = QueryObserver<Verdict, Error, Verdict, Verdict, ReturnType<typeof readiness.key>>;

interface Watched {
  observer: CheckObserver;
  question: Question;
  isEnabled: boolean;
  isManual: boolean;
}

export function createCheckWatch(client: QueryClient): CheckWatch {
  const watched = new Map<string, Watched>();
  const changed = new Set<string>();
  const listeners = new Set<() => void>();
  let published: ReadonlyMap<string, WatchedCheck> = new Map();
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Chosen, and not started yet.
  let toBegin: [key: string, question: Question][] = [];
  let begin: ReturnType<typeof setTimeout> | undefined;

  const publish = () => {
    clearTimeout(timer);
    timer = undefined;
    const next = new Map(published);
    for (const key of changed) {
      const entry = watched.get(key);
      if (entry) next.set(key, checkOf(entry));
      else next.delete(key);
    }
    changed.clear();
    published = next;
    for (const listener of listeners) listener();
  };
  const note = (key: string) => {
    changed.add(key);
    timer ??= setTimeout(publish, PUBLISH_EVERY_MS);
  };

  const start = (key: string, question: Question, isEnabled: boolean) => {
    const observer: CheckObserver = new QueryObserver(client, optionsFor(question, isEnabled));
    const entry: Watched = { observer, question, isEnabled, isManual: false };
    watched.set(key, entry);
    observer.subscribe(() => {
      if (!observer.getCurrentResult().isFetching) entry.isManual = false;
      note(key);
    });
    changed.add(key);
  };
  const change = (key: string, entry: Watched, question: Question, isEnabled: boolean) => {
    if (entry.isEnabled === isEnabled && isSame(entry.question, question)) return;
    Object.assign(entry, { question, isEnabled });
    entry.observer.setOptions(optionsFor(question, isEnabled));
    changed.add(key);
  };
  const end = (key: string, { observer }: Watched) => {
    observer.destroy();
    watched.delete(key);
    changed.add(key);
  };

  const startSome = (isEnabled: boolean) => {
    clearTimeout(begin);
    notifyManager.batch(() => {
      for (const [key, question] of toBegin.splice(0, BEGUN_AT_ONCE)) start(key, question, isEnabled);
    });
    begin = toBegin.length > 0 ? setTimeout(startSome, 0, isEnabled) : undefined;
    timer ??= setTimeout(publish, PUBLISH_EVERY_MS);
  };

  return {
    watch(questions, isEnabled) {
      notifyManager.batch(() => {
        for (const [key, entry] of watched) if (!questions.has(key)) end(key, entry);
        for (const [key, entry] of watched) change(key, entry, questions.get(key) as Question, isEnabled);
      });
      toBegin = [...questions].filter(([key]) => !watched.has(key));
      if (toBegin.length > 0) startSome(isEnabled);
      // At once, so that a row never looks unchecked for a moment.
      if (changed.size > 0) publish();
    },
    again(serverKeys) {
      notifyManager.batch(() => {
        for (const key of serverKeys) {
          const entry = watched.get(key);
          if (!entry) continue;
          entry.isManual = true;
          void entry.observer.refetch({ cancelRefetch: false });
          changed.add(key);
        }
      });
      if (changed.size > 0) publish();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    checks: () => published,
    stop() {
      clearTimeout(timer);
      clearTimeout(begin);
      timer = undefined;
      toBegin = [];
      for (const [key, entry] of watched) end(key, entry);
    },
  };
}

const optionsFor = (question: Question, isEnabled: boolean) => ({ ...readiness.of(question), enabled: isEnabled });

const isSame = (one: Question, other: Question): boolean =>
  one.vault === other.vault && one.policyId === other.policyId && one.server === other.server;

function checkOf({ observer, isManual }: Watched): WatchedCheck {
  const { data, error, isFetching, dataUpdatedAt, errorUpdatedAt } = observer.getCurrentResult();
  const answeredAt = Math.max(dataUpdatedAt, errorUpdatedAt);
  return { data, error, isFetching, isManual, dataUpdatedAt, checkedAt: answeredAt > 0 ? answeredAt : undefined };
}
