/** Tells the operator before the first backup: without the key the backups are lost. */

export const recoveryKeyNotice = (identity: string): string => `
==============================  KEEP THIS KEY  ==============================
Recovery points are encrypted. If this machine is lost, they can be opened
with this recovery key, and with nothing else. Print it or put it into your
password manager, away from this machine, now:

    ${identity}

It is not shown again at the next start. "npm run --silent recovery-key"
prints it. docs/recovery.md shows how to restore with it by hand.
=============================================================================

`;
