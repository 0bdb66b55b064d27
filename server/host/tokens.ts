/** Bearer tokens: short-lived, signed by this installation, renewed for at most a working day or until sign-out. */
import { randomUUID } from 'node:crypto';
import { SignJWT, jwtVerify } from 'jose';
import type { Clock, Principal } from '#provider/ports.ts';
import type { EndedSessions } from './ended-sessions.ts';

const ISSUER = 'backup-portal';
const TOKEN_SECONDS = 60 * 60;
const SESSION_SECONDS = 12 * 60 * 60;

/** What a token may be used for. A `links` token can only request sign-in links. */
type Audience = 'https://management.azure.com/' | 'backup-portal/links';
const ARM: Audience = 'https://management.azure.com/';
const LINKS: Audience = 'backup-portal/links';

export interface IssuedToken {
  access_token: string;
  token_type: 'Bearer';
  expires_in: number;
}

export interface Tokens {
  issue(person: Principal): Promise<IssuedToken>;
  /** The object id in a valid token. */
  whoHolds(token: string): Promise<string | undefined>;
  /** The person a token was issued to, whether or not its session still lasts: read from the token alone. */
  speaksFor(token: string): Promise<string | undefined>;
  /**
   * A new token for the holder of a valid one; undefined when that one is invalid, or its session has lasted too long.
   */
  renew(token: string, personOf: (objectId: string) => Principal | undefined): Promise<IssuedToken | undefined>;
  /** Ends the session of a valid token: all its tokens are invalid from then on. */
  endSession(token: string): Promise<void>;
  /** For the command line: proves that its holder can read the installation's secret. */
  issueForLinks(): Promise<string>;
  mayAskForLinks(token: string): Promise<boolean>;
}

/** Without `ended`, no session ends early. */
export function createTokens(key: Uint8Array, clock: Clock, tenantId: string, ended?: EndedSessions): Tokens {
  const now = () => Math.floor(clock.now().getTime() / 1000);

  const sign = (claims: Record<string, unknown>, audience: Audience, seconds: number) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(ISSUER)
      .setAudience(audience)
      .setIssuedAt(now())
      .setExpirationTime(now() + seconds)
      .sign(key);

  const claimsOf = async (token: string, audience: Audience) => {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience,
        currentDate: clock.now(),
      });
      return payload;
    } catch {
      // The reason why a token is invalid is not disclosed.
      return undefined;
    }
  };

  /** The claims of a valid token whose session lasts. */
  const openClaims = async (token: string) => {
    const claims = await claimsOf(token, ARM);
    const isOver = typeof claims?.sid === 'string' && (await ended?.has(claims.sid));
    return isOver ? undefined : claims;
  };

  async function issueUntil(person: Principal, signedInAt: number, sid: string): Promise<IssuedToken | undefined> {
    const seconds = Math.min(TOKEN_SECONDS, signedInAt + SESSION_SECONDS - now());
    if (seconds <= 0) return undefined;
    const claims = {
      sub: person.objectId,
      oid: person.objectId,
      tid: tenantId,
      name: person.displayName,
      preferred_username: person.name,
      auth_time: signedInAt,
      sid,
    };
    return { access_token: await sign(claims, ARM, seconds), token_type: 'Bearer', expires_in: seconds };
  }

  return {
    async issue(person) {
      return (await issueUntil(person, now(), randomUUID())) as IssuedToken;
    },
    async whoHolds(token) {
      return (await openClaims(token))?.sub;
    },
    speaksFor: async (token) => (await claimsOf(token, ARM))?.sub,
    async renew(token, personOf) {
      const claims = await openClaims(token);
      const person = claims?.sub === undefined ? undefined : personOf(claims.sub);
      const { auth_time: signedInAt, sid } = claims ?? {};
      if (!person || typeof signedInAt !== 'number') return undefined;
      return issueUntil(person, signedInAt, typeof sid === 'string' ? sid : randomUUID());
    },
    async endSession(token) {
      const { auth_time: signedInAt, sid } = (await claimsOf(token, ARM)) ?? {};
      if (typeof signedInAt !== 'number' || typeof sid !== 'string') return;
      await ended?.end(sid, new Date((signedInAt + SESSION_SECONDS) * 1000));
    },
    issueForLinks: () => sign({}, LINKS, 60),
    mayAskForLinks: async (token) => (await claimsOf(token, LINKS)) !== undefined,
  };
}
