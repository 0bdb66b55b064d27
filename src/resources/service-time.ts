/** The service's clock, for comparison with the times that the service sends. */
import { arm } from '#arm/arm.ts';

/** The service's time, now or at a moment of this machine's clock such as a query's `dataUpdatedAt`. Milliseconds since 1970. */
export const serviceTime = (ownMs: number = Date.now()): number => arm.serviceTime(ownMs);

/** This machine's time at a moment of the service's clock, for timers. Milliseconds since 1970. */
export const ownTime = (serviceMs: number): number => serviceMs - serviceTime(0);
