/** Bearer tokens: short-lived, signed by this installation, and renewed for at most a working day. */
import { SignJWT, jwtVerify } from 'jose';
import type { Clock, Principal } from '#provider/ports.ts';

const ISSUER = 'backup-portal';
const TOKEN_SECONDS = 60 * 60;
const SESSION_SECONDS = 12 * 60 * 60;

/** What a token may be used for. A `links` token asks for sign-in links and nothing else. */
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
  /** The object id that a good token speaks for. */
  whoHolds(token: string): Promise<string | undefined>;
  /** A new token for the holder of a good one; undefined when that one is not, or its session has lasted too long. */
  renew(token: string, personOf: (objectId: string) => Principal | undefined): Promise<IssuedToken | undefined>;
  /** For the command line: proves that whoever shows it can read the installation's secret. */
  issueForLinks(): Promise<string>;
  mayAskForLinks(token: string): Promise<boolean>;
}

export function createTokens(key: Uint8Array, clock: Clock, tenantId: string): Tokens {
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
      // Why a token is wrong is nobody's business but the one's who made it.
      return undefined;
    }
  };

  async function issueUntil(person: Principal, signedInAt: number): Promise<IssuedToken | undefined> {
    const seconds = Math.min(TOKEN_SECONDS, signedInAt + SESSION_SECONDS - now());
    if (seconds <= 0) return undefined;
    const claims = {
      sub: person.objectId,
      oid: person.objectId,
      tid: tenantId,
      name: person.displayName,
      preferred_username: person.name,
      auth_time: signedInAt,
    };
    return { access_token: await sign(claims, ARM, seconds), token_type: 'Bearer', expires_in: seconds };
  }

  return {
    async issue(person) {
      return (await issueUntil(person, now())) as IssuedToken;
    },
    async whoHolds(token) {
      return (await claimsOf(token, ARM))?.sub;
    },
    async renew(token, personOf) {
      const claims = await claimsOf(token, ARM);
      const person = claims?.sub === undefined ? undefined : personOf(claims.sub);
      const signedInAt = claims?.auth_time;
      return person && typeof signedInAt === 'number' ? issueUntil(person, signedInAt) : undefined;
    },
    issueForLinks: () => sign({}, LINKS, 60),
    mayAskForLinks: async (token) => (await claimsOf(token, LINKS)) !== undefined,
  };
}
