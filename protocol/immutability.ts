/**
 * What an immutable vault does not let go (docs/reference/arm.md#4-vaults). The provider decides by it, and the page
 * explains by it.
 */
import type { VaultProperties } from './data-protection.ts';

/** Whether the vault is immutable. A state that we do not know counts as one. */
export const isImmutable = ({ properties }: { properties: Pick<VaultProperties, 'securitySettings'> }): boolean =>
  properties.securitySettings.immutabilitySettings.state.toLowerCase() !== 'disabled';

/** Whether nobody can make it mutable again. */
export const isLocked = ({ properties }: { properties: Pick<VaultProperties, 'securitySettings'> }): boolean =>
  properties.securitySettings.immutabilitySettings.state.toLowerCase() === 'locked';

type SoftDelete = VaultProperties['securitySettings']['softDeleteSettings'];

/** What the change would weaken in the soft delete of an immutable vault; undefined when it weakens nothing. */
export function softDeleteLoss(before: SoftDelete, next: SoftDelete): 'state' | 'days' | undefined {
  if (isOff(before)) return undefined;
  if (isOff(next)) return 'state';
  return next.retentionDurationInDays < before.retentionDurationInDays ? 'days' : undefined;
}

const isOff = ({ state }: SoftDelete): boolean => state.toLowerCase() === 'off';

/** When a recovery point's retention ends. Undefined when nothing ends it. */
export interface Ending {
  expires: Date | undefined;
}

/** How many of the points an immutable vault must keep at `now`. */
export const heldPoints = (points: readonly Ending[], now: Date): number =>
  points.filter(({ expires }) => expires === undefined || expires > now).length;
