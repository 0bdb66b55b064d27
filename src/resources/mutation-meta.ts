/**
 * What a mutation declares in its `meta`: its notification, and the queries that it makes stale. The query client acts
 * on it, so no component shows a toast or invalidates by hand.
 */
import type { MutationKey, QueryKey } from '@tanstack/react-query';
import type { ResourceId } from '#protocol/resource-id.ts';

export interface Notice {
  title: string;
  body?: string;
  link?: { to: string; label: string };
  /** Listed behind the bell, without a toast: one of many, or part of a mutation that notifies for all of them. */
  isQuiet?: boolean;
}

/** A fixed text, or one made from the variables and the result. */
type FixedOrFrom<Arguments extends unknown[], Value> = Value | ((...facts: Arguments) => Value);

export interface Notification<Variables, Result> {
  /** When absent, there is no notification before the end. */
  start?: FixedOrFrom<[variables: Variables], Notice>;
  /** Mutations that are parts of this one: while it runs, its progress is how many of them have ended. */
  parts?: (variables: Variables) => { mutationKey: MutationKey; total: number };
  /** `start` with a check mark when absent. */
  done?: FixedOrFrom<[variables: Variables, result: Result], Notice>;
  /** Without a `body`, the error's own message is shown. */
  failed?: FixedOrFrom<[variables: Variables, error: Error], Notice>;
  /**
   * The job that this started, which continues by itself: the page follows it, and the notification reports its end.
   */
  job?: (variables: Variables, result: Result) => ResourceId | undefined;
}

export interface MutationNews<Variables = never, Result = never> {
  notification?: Notification<Variables, Result>;
  /** Every query below these keys is refetched when the mutation succeeded or failed. */
  invalidates?: FixedOrFrom<[variables: Variables, result: Result | undefined], readonly QueryKey[]>;
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
