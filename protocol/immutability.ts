/**
 * What an immutable vault holds on to (docs/reference/arm.md#4-vaults). The provider decides by it, and the page
 * explains by it.
 */
import type { VaultProperties } from './data-protection.ts';

/** Whether the vault is immutable. A state that we do not know counts as one. */
export const isImmutable = ({ properties }: { properties: Pick<VaultProperties, 'securitySettings'> }): boolean =>
  properties.securitySettings.immutabilitySettings.state.toLowerCase() !== 'disabled';

/** Of a recovery point: when its time is over. Undefined when nothing ends it. */
export interface Ending {
  expires: Date | undefined;
}

/** How many of the points an immutable vault holds on to at `now`. */
export const heldPoints = (points: readonly Ending[], now: Date): number =>
  points.filter(({ expires }) => expires === undefined || expires > now).length;
