/** Sign-ins that were ended early. Their tokens have a valid signature and are refused nevertheless. */
import type { Clock, Kind, Store } from '#provider/ports.ts';

interface EndedSession {
  /** When the last of its tokens expires. ISO 8601. */
  until: string;
}

const endedSessions: Kind<EndedSession> = { name: 'ended-session', order: ({ until }) => until };

export interface EndedSessions {
  end(sessionId: string, until: Date): Promise<void>;
  has(sessionId: string): Promise<boolean>;
}

/** Kept in the store: every process that shares it refuses them, also after a restart. */
export const createEndedSessions = (store: Store, clock: Clock): EndedSessions => ({
  end: (sessionId, until) =>
    store.transact(async (tx) => {
      for (const { key } of await tx.list(endedSessions, { to: clock.now().toISOString() })) {
        await tx.delete(endedSessions, key);
      }
      await tx.put(endedSessions, sessionId, { until: until.toISOString() });
    }),
  has: (sessionId) => store.transact(async (tx) => (await tx.get(endedSessions, sessionId)) !== undefined),
});
