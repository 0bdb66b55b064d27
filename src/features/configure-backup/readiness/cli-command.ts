import type { RoleNeed } from '#protocol/authorization.ts';

/** Commands for a person who may assign the roles; they run in any shell. */
export const cliCommands = (needs: readonly RoleNeed[], principalId: string): string =>
  needs
    .map(({ roleId, scope }) =>
      [
        'az role assignment create',
        `--assignee-object-id ${principalId}`,
        '--assignee-principal-type ServicePrincipal',
        `--role ${roleId}`,
        `--scope "${scope}"`,
      ].join(' '),
    )
    .join('\n');
