/**
 * Node options for a server of ours that lives for a minute: V8 does not compile the busy parts of the embedded
 * database a second time, for speed. Such a server is up in half the time. One that is measured goes without.
 */
export const SHORT_LIVED: readonly string[] = ['--liftoff-only'];
