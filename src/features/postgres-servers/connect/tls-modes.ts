/** The TLS modes in words: libpq's, as `psql` and `pg_dump` have them. */
import { TLS_MODES, type TlsMode } from '#protocol/postgres.ts';

const MEANING: Readonly<Record<TlsMode, string>> = {
  disable:
    'Nothing is encrypted, and the password may be sent in clear text. For a server on this machine or in a network that you trust.',
  prefer:
    'Encrypted if the server offers it, else not; the password is never sent in clear text. The identity of the server is not checked.',
  require: 'Always encrypted. The identity of the server is not checked.',
  'verify-ca': 'Always encrypted, and the certificate of the server must come from an authority that is trusted.',
  'verify-full': 'Always encrypted, and the certificate must be trusted and name this host. The safest.',
};

export const tlsOptions = TLS_MODES.map((value) => ({ value, text: value }));

/** What the mode promises. */
export const tlsMeaning = (mode: TlsMode): string => MEANING[mode];
