/** People whom a fresh world knows. Both may configure backup; only the first may assign roles. */
export type Person = 'operator' | 'backup-admin';
