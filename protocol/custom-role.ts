/**
 * What a custom role may hold (docs/reference/arm.md#71-roles-needed). The provider refuses by these rules, and the
 * page warns by them first.
 */
import { parseResourceId, type ResourceId } from './resource-id.ts';

/** An action as a role names it, with `*` for any run of characters. */
export const ACTION_PATTERN = /^[a-z0-9*][a-z0-9.*_-]*(?:\/[a-z0-9.*_-]+)*$/i;

export const MOST_ACTION_LENGTH = 300;
export const MOST_ROLE_NAME = 512;
export const MOST_ROLE_DESCRIPTION = 2048;
export const MOST_ROLE_ACTIONS = 300;
export const MOST_ROLE_SCOPES = 100;

/** A custom role can be given in subscriptions and resource groups. */
export function isAssignableScope(scope: ResourceId): boolean {
  const parsed = parseResourceId(scope);
  return parsed !== undefined && parsed.type === undefined;
}
