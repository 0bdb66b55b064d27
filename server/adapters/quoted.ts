/** An identifier of SQL, in quotes. */
export const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;
