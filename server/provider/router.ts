/**
 * A small table of ARM path templates. Literal segments match without regard to case (docs/reference/arm.md#14-case).
 */
import { SERVER_TYPE } from '#protocol/postgres.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import type { Handler } from './call.ts';
import { ArmFault } from './fault.ts';

export type Method = 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';

/**
 * What the caller must be allowed to do. `at`: the action at that scope. `within`: the action somewhere at or below the
 * scope, and the handler leaves out what the caller may not see. `tracked`: the handler finds the vault that the
 * operation belongs to and checks there. `anyone`: every signed-in caller, on purpose.
 */
export type Right =
  | { kind: 'at' | 'within'; scope: string; action: string }
  | { kind: 'tracked'; action: string }
  | { kind: 'anyone'; because: string };

export interface Route {
  method: Method;
  template: string;
  right: Right;
  handle: Handler;
  pattern: RegExp;
  names: string[];
}

export const SUBSCRIPTION = '/subscriptions/:subscription';
export const GROUP = `${SUBSCRIPTION}/resourceGroups/:group`;
export const VAULT = `${GROUP}/providers/Microsoft.DataProtection/backupVaults/:vault`;
export const POLICY = `${VAULT}/backupPolicies/:policy`;
export const INSTANCE = `${VAULT}/backupInstances/:instance`;
export const SERVER = `${GROUP}/providers/${SERVER_TYPE}/:server`;
/** Any scope, the root of the tenant included. */
export const SCOPE = '/:scope*';

export const at = (scope: string, action: string): Right => ({ kind: 'at', scope, action });
export const within = (scope: string, action: string): Right => ({ kind: 'within', scope, action });
export const tracked = (action: string): Right => ({ kind: 'tracked', action });
export const anyone = (because: string): Right => ({ kind: 'anyone', because });

/** One line of a route table. `:name` is one segment, `:name*` any number of them. */
export function route(method: Method, template: string, right: Right, handle: Handler): Route {
  const names: string[] = [];
  const source = template
    .split('/')
    .slice(1)
    .map((segment) => {
      if (!segment.startsWith(':')) return `/${segment.replaceAll('.', String.raw`\.`)}`;
      const many = segment.endsWith('*');
      names.push(many ? segment.slice(1, -1) : segment.slice(1));
      return many ? '(?:/(.+?))?' : '/([^/]+)';
    })
    .join('');
  return { method, template, right, handle, pattern: new RegExp(`^${source}$`, 'i'), names };
}

export interface Match {
  route: Route;
  params: Record<string, string>;
}

/** Throws a 400 for a path that holds an empty name: as an address, `//host` is somebody else's. */
export function checkPath(path: string): void {
  if (!path.includes('//')) return;
  throw new ArmFault(
    400,
    'InvalidRequestUri',
    "The request path holds two slashes in a row, and with them a name that is empty. Write one '/' between names.",
    { by: 'gateway' },
  );
}

/** The matching route. Throws ARM's 404 for an unknown path, and a 405 for a method that it does not support. */
export function match(routes: readonly Route[], method: string, path: string): Match {
  const trimmed = path.endsWith('/') ? path.slice(0, -1) : path;
  const fitting = routes.filter(({ pattern }) => pattern.test(trimmed));
  const route = fitting.find((candidate) => candidate.method === method);
  if (route) return { route, params: paramsOf(route, trimmed) };
  if (fitting.length === 0) {
    throw new ArmFault(404, 'InvalidResourceType', `The resource type could not be found for the path '${path}'.`, {
      by: 'gateway',
    });
  }
  const allowed = [...new Set(fitting.map((candidate) => candidate.method))].join(', ');
  throw new ArmFault(405, 'MethodNotAllowed', `The method '${method}' is not supported here. Use ${allowed}.`, {
    by: 'gateway',
    headers: { Allow: allowed },
  });
}

function paramsOf({ pattern, names }: Route, path: string): Record<string, string> {
  const found = pattern.exec(path)?.slice(1) ?? [];
  return Object.fromEntries(names.map((name, at) => [name, (found[at] ?? '').split('/').map(decodeSegment).join('/')]));
}

// Nothing that a name may hold needs these, and a slash that was escaped would make one segment look like two.
const NEVER_IN_A_NAME = /[\u0000-\u001f\u007f/\\]/;

function decodeSegment(segment: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(segment);
  } catch {
    throw malformed();
  }
  if (NEVER_IN_A_NAME.test(decoded)) throw malformed();
  return decoded;
}

const malformed = (): ArmFault =>
  new ArmFault(400, 'InvalidRequestUri', 'The request path holds a name that is not valid. Check how it is encoded.', {
    by: 'gateway',
  });

/** A template with its parameters filled in: the id of a scope. */
export function fill(template: string, params: Record<string, string>): ResourceId {
  return template.replaceAll(/:(\w+)\*?/g, (_, name: string) => params[name] ?? '');
}

/** The id of what a request's path names, by a template. */
export const idIn = ({ params }: Pick<Match, 'params'>, template: string): ResourceId => fill(template, params);
