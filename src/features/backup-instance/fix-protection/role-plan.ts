/** Which roles are assigned at which scope. */
import { distinctNeeds, widenedScope, type GrantScope, type RoleNeed } from '#protocol/authorization.ts';

/** The assignments that cover the missing roles, each once. */
export const grantsFor = (missing: readonly RoleNeed[], scope: GrantScope): RoleNeed[] =>
  distinctNeeds(missing.map((need) => ({ ...need, scope: widenedScope(need.scope, scope) })));
