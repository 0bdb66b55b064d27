/**
 * Name rules. Each returns undefined when the name is right, else a sentence that says what to do; the page shows it
 * under the field, the provider sends it in its error.
 */

type NameRule = (name: string) => string | undefined;

/** A Backup vault: 2 to 50, letters, digits, hyphens, starting with a letter (docs/reference/arm.md#4-vaults). */
export const vaultNameProblem: NameRule = (name) => {
  if (name === '') return 'Enter a name for the Backup vault.';
  if (name.length < 2 || name.length > 50 || !/^[-A-Za-z0-9]+$/.test(name)) {
    return 'The name must be 2 - 50 characters long and contain only letters, numbers and hyphens.';
  }
  if (!/^[A-Za-z]/.test(name)) return 'The name must start with a letter.';
  return name.endsWith('-') ? 'The name must end with a letter or a number.' : undefined;
};

/** A backup policy: 3 to 150, letters, digits, hyphens (docs/reference/arm.md#5-policies). */
export const policyNameProblem: NameRule = (name) => {
  if (name === '') return 'Enter a name for the backup policy.';
  return /^[-a-zA-Z0-9]{3,150}$/.test(name)
    ? undefined
    : 'The name must be 3 - 150 characters long and contain only letters, numbers and hyphens.';
};

/** A resource group: 1 to 90 word characters, dots, hyphens, brackets; no dot at the end (ARM naming rules). */
export const resourceGroupNameProblem: NameRule = (name) => {
  if (name === '') return 'Enter a name for the resource group.';
  if (name.length > 90) return 'The name can be at most 90 characters long.';
  if (!/^[-\w.()]+$/.test(name)) return 'The name can contain only letters, numbers, and the characters - _ . ( )';
  return name.endsWith('.') ? 'The name must not end with a period.' : undefined;
};

/** A backup instance: 1 to 128, what a path segment holds without quoting. */
export const instanceNameProblem: NameRule = (name) => {
  if (name === '') return 'Enter a name for the backup instance.';
  return /^[-\w.]{1,128}$/.test(name)
    ? undefined
    : 'The name can be at most 128 characters long and contain only letters, numbers, hyphens, underscores and periods.';
};

/**
 * A flexible server: 3 to 63, letters and digits with single hyphens between them (docs/reference/arm.md#122-servers).
 */
export const serverNameProblem: NameRule = (name) => {
  if (name === '') return 'Enter a name for the server.';
  return name.length >= 3 && name.length <= 63 && /^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$/.test(name)
    ? undefined
    : 'The name must be 3 - 63 characters long and contain only letters, numbers and single hyphens between them.';
};

/** A deployment: 1 to 64 word characters, dots, hyphens, brackets; no dot at the end (ARM naming rules). */
export const deploymentNameProblem: NameRule = (name) => {
  if (name === '') return 'Enter a name for the deployment.';
  if (name.length > 64) return 'The name can be at most 64 characters long.';
  if (!/^[-\w.()]+$/.test(name)) return 'The name can contain only letters, numbers, and the characters - _ . ( )';
  return name.endsWith('.') ? 'The name must not end with a period.' : undefined;
};
