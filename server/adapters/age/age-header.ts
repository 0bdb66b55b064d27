/** Headers of files of age, v1, and its keys: the library of age's author, with what our streams need of it. */
import { Decrypter, Encrypter } from 'age-encryption';

/** What a file begins with, and the key of what follows. One for each file. */
export interface AgeHeader {
  header: Uint8Array;
  /** 16 bytes. */
  fileKey: Uint8Array;
}

/** Behind the header of an empty file: a nonce, and the tag of one empty chunk. */
const EMPTY_PAYLOAD_BYTES = 16 + 16;

/** For the owner of `identity`, who has to be able to read what is written. */
export async function newAgeHeader({ identity, recipient }: AgeKey): Promise<AgeHeader> {
  const header = (await encryptedText(recipient, '')).subarray(0, -EMPTY_PAYLOAD_BYTES);
  return { header, fileKey: await openAgeHeader(header, [identity]) };
}

/** The key of the file. Throws when none of the identities opens it, or the header was changed. */
export async function openAgeHeader(header: Uint8Array, identities: readonly string[]): Promise<Uint8Array> {
  return decrypterOf(identities).decryptHeader(header);
}

/** A pair of keys: `AGE-SECRET-KEY-1…` opens what was made for `age1…`. */
export interface AgeKey {
  identity: string;
  recipient: string;
}

/** A short text as a whole file. */
export async function encryptedText(recipient: string, text: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(text);
}

/** Throws when the identity does not open the file. */
export async function decryptedText(identity: string, file: Uint8Array): Promise<string> {
  return decrypterOf([identity]).decrypt(file, 'text');
}

function decrypterOf(identities: readonly string[]): Decrypter {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  return decrypter;
}
