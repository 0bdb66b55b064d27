/** Names in an archive are in the encoding that the archive records. */
import { isAscii } from 'node:buffer';
import { UnreadableArchive } from './archive-bytes.ts';

/** The Encoding Standard's names of PostgreSQL's encodings. Without LATIN1: its `latin1` is Windows' variant. */
const LABELS: Readonly<Record<string, string>> = {
  UTF8: 'utf-8',
  LATIN2: 'iso-8859-2',
  LATIN3: 'iso-8859-3',
  LATIN4: 'iso-8859-4',
  LATIN6: 'iso-8859-10',
  LATIN7: 'iso-8859-13',
  LATIN8: 'iso-8859-14',
  LATIN9: 'iso-8859-15',
  LATIN10: 'iso-8859-16',
  ISO_8859_5: 'iso-8859-5',
  ISO_8859_6: 'iso-8859-6',
  ISO_8859_7: 'iso-8859-7',
  ISO_8859_8: 'iso-8859-8',
  WIN1250: 'windows-1250',
  WIN1251: 'windows-1251',
  WIN1252: 'windows-1252',
  WIN1253: 'windows-1253',
  WIN1254: 'windows-1254',
  WIN1255: 'windows-1255',
  WIN1256: 'windows-1256',
  WIN1257: 'windows-1257',
  WIN1258: 'windows-1258',
  WIN866: 'ibm866',
  WIN874: 'windows-874',
  KOI8R: 'koi8-r',
  KOI8U: 'koi8-u',
  EUC_JP: 'euc-jp',
  EUC_KR: 'euc-kr',
  EUC_CN: 'gbk',
};

/** Decodes texts with one character for each byte. Throws for an unknown encoding. */
export function decoderOf(encoding: string): (bytes: string) => string {
  const decode = nonAsciiDecoderOf(encoding);
  return (bytes) => {
    const buffer = Buffer.from(bytes, 'latin1');
    return isAscii(buffer) ? bytes : decode(buffer);
  };
}

function nonAsciiDecoderOf(encoding: string): (bytes: Buffer) => string {
  // The standard knows it as Windows' variant only, which has letters in place of the control characters.
  if (encoding === 'LATIN5') {
    const windows = new TextDecoder('windows-1254');
    return (bytes) =>
      [...bytes].map((byte) => (byte < 0xa0 ? String.fromCharCode(byte) : windows.decode(Buffer.of(byte)))).join('');
  }
  if (encoding === 'LATIN1') return (bytes) => bytes.toString('latin1');
  // A database without an encoding holds what its clients sent, which is usually UTF-8.
  if (encoding === 'SQL_ASCII')
    return (bytes) => {
      const text = bytes.toString('utf8');
      return text.includes('\ufffd') ? bytes.toString('latin1') : text;
    };
  const label = LABELS[encoding];
  const decoder = label === undefined ? undefined : new TextDecoder(label, { fatal: true, ignoreBOM: true });
  return (bytes) => {
    try {
      if (decoder !== undefined) return decoder.decode(bytes);
    } catch {
      // Reported below.
    }
    throw new UnreadableArchive(`The archive has a name that is not readable as ${encoding}.`);
  };
}
