/** What is wrong with a template, and where; and what is unknown before it is deployed. */
import type { ErrorBody } from '#protocol/errors.ts';

/** A template that cannot be deployed: as ARM reports it, with the status of the response. */
export class TemplateFault extends Error {
  readonly status: 400 | 404;
  readonly body: ErrorBody;

  constructor(status: 400 | 404, body: ErrorBody) {
    super(body.message);
    this.name = 'TemplateFault';
    this.status = status;
    this.body = body;
  }
}

// A name in a template may be as long as the template, and what is said of it is kept with the deployment.
const MOST_PATH = 1_000;
const MOST_PROBLEM = 4_000;

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}…` : text);

/**
 * The fault of a template at a place: a 400 whose target is the place, such as `resources[2].properties.roleDefinitionId`,
 * and whose message says the way out.
 */
export function invalid(path: string, problem: string, code = 'InvalidTemplate'): TemplateFault {
  const target = cut(path, MOST_PATH);
  const place = target === '' ? 'the template' : `'${target}'`;
  const message = `Deployment template validation failed at ${place}: ${cut(problem, MOST_PROBLEM)}`;
  return new TemplateFault(400, { code, message, target });
}

/** A value that is known only during a deployment: the result of `reference()`. */
export class Deferred extends Error {
  /** The referenced resource. */
  readonly asked: Asked;

  constructor(asked: Asked) {
    super(`The resource '${asked.target}' is not known yet.`);
    this.name = 'Deferred';
    this.asked = asked;
  }
}

export interface Asked {
  /** An id, or the name of a resource in the template. */
  target: string;
  apiVersion: string | undefined;
  /** The whole resource, not its properties alone. */
  isFull: boolean;
  /** The place of the reference in the template. */
  path: string;
}
