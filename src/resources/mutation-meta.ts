/**
 * What a mutation says of itself, in its `meta`: the notification that tells of it, and what it makes stale. The query
 * client acts on it, so no component shows a toast or invalidates by hand.
 */
import type { MutationKey, QueryKey } from '@tanstack/react-query';
import type { ResourceId } from '#protocol/resource-id.ts';

export interface Notice {
  title: string;
  body?: string;
  link?: { to: string; label: string };
  /** Listed behind the bell, without a toast: one of many, or part of something that tells for all of them. */
  isQuiet?: boolean;
}

/** A text that is always the same, or one made from what was sent and what came back. */
type Told<Arguments extends unknown[], Value> = Value | ((...facts: Arguments) => Value);

export interface Notification<Variables, Result> {
  /** Nothing is told before the end when absent. */
  start?: Told<[variables: Variables], Notice>;
  /** Mutations that are parts of this one: while it runs, its progress is how many of them have ended. */
  parts?: (variables: Variables) => { mutationKey: MutationKey; total: number };
  /** `start` with a check mark when absent. */
  done?: Told<[variables: Variables, result: Result], Notice>;
  /** Without a `body`, the error's own message stands there. */
  failed?: Told<[variables: Variables, error: Error], Notice>;
  /** The job that this began and that goes on by itself: it is followed, and the notification tells of its end. */
  job?: (variables: Variables, result: Result) => ResourceId | undefined;
}

export interface MutationNews<Variables = never, Result = never> {
  notification?: Notification<Variables, Result>;
  /** Every query below these keys is asked again when the mutation ended well or badly. */
  invalidates?: Told<[variables: Variables, result: Result | undefined], readonly QueryKey[]>;
}

/** Types the texts of one mutation: `meta: news<CreateVault, Vault>({ … })`. */
export const news = <Variables = unknown, Result = unknown>(meta: MutationNews<Variables, Result>): MutationMeta =>
  meta;

// A type and not an interface, because the query library asks for an index signature, which only types have.
type MutationMeta = {
  [Part in keyof MutationNews]: MutationNews[Part];
};

declare module '@tanstack/react-query' {
  interface Register {
    mutationMeta: MutationMeta;
  }
}
