/** The personas of a fresh world. Both may configure backup; only the first may assign roles. */
export type Person = 'operator' | 'backup-admin';
