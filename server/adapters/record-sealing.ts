/**
 * The `Sealing` port: texts that belong to one record. AES-256-GCM with a key of the master key; the record's key is
 * authenticated with it, so that a sealed text that is moved to another record opens no more than one that was changed.
 * The first words name the key: `v2.<key>.<the rest>`.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { Sealing } from '#provider/ports.ts';
import type { MasterKey, MasterKeys } from './age/master-keys.ts';

export interface RecordSealing extends Sealing {
  /** Names the key that is sealed with. */
  keyId: string;
  /**
   * Returns the text sealed with the current key. A text from before texts were bound to their record is bound
   * unopened: only when the state is updated, never when a text is opened. Throws as `open` does.
   */
  reseal(sealed: string, owner: string): string;
}

const CIPHER = 'aes-256-gcm';
const VERSION = 'v2';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function createRecordSealing([current, ...former]: MasterKeys): RecordSealing {
  const own = sealingKey(current);
  const keys = new Map([own, ...former.map(sealingKey)].map((key) => [key.id, key.key]));

  const seal = (plain: string, owner: string): string => {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, own.key, nonce).setAAD(Buffer.from(`${own.id}\n${owner}`));
    const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return [VERSION, own.id, Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')].join('.');
  };
  const open = (sealed: string, owner: string): string => {
    const [version, id = '', rest = ''] = sealed.split('.');
    const key = keys.get(id);
    if (version !== VERSION || key === undefined) throw new Error('The text was sealed with a key that is not known.');
    const bytes = Buffer.from(rest, 'base64url');
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(`${id}\n${owner}`));
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  };
  return {
    keyId: own.id,
    seal,
    open,
    reseal: (sealed, owner) => seal(sealed.startsWith(`${VERSION}.`) ? open(sealed, owner) : sealed, owner),
  };
}

function sealingKey(master: MasterKey): { id: string; key: Uint8Array } {
  const key = master.derive('sealing');
  return { id: createHash('sha256').update('id').update(key).digest('hex').slice(0, 12), key };
}
