/** One request on its way through the provider: a handler's input and result. */
import type { ResourceId } from '#protocol/resource-id.ts';
import type { Access } from './domain/access.ts';
import type { StallLimits } from './domain/stall-limits.ts';
import type { TemplateEvaluator } from '#templates/evaluation.ts';
import type { Ports, Principal } from './ports.ts';

export interface ProviderOptions {
  /** Seconds for `Retry-After`. */
  retryAfterSeconds: number;
  /** How long a new role assignment takes to count for a vault's identity, in milliseconds. */
  rolePropagationMs: number;
  /** How long work of each kind may go without moving, in milliseconds. */
  stalledAfterMs: StallLimits;
  /** How long a backup may take although it moves, in milliseconds. */
  mostBackupMs: number;
  /** Who evaluates templates. By default it is done where the provider runs. */
  templates: TemplateEvaluator;
}

/** In whose name the provider calls itself: with the rights of that person, and no token. */
export interface Sender {
  caller: Principal;
  correlationId: string;
  /** The network address that the request came from, where the host knows one. */
  address?: string | undefined;
  /** The deployment that sends the request, when one does. */
  partOf?: ResourceId;
}

/** Handles a request of the provider's own work as if the person had sent it. */
export type FrontDoor = (request: Request, sender: Sender) => Promise<Response>;

export interface Call {
  request: Request;
  url: URL;
  params: Record<string, string>;
  caller: Principal;
  /** What the caller may do. */
  access: Access;
  ports: Ports;
  options: ProviderOptions;
  /** Links the requests of one action; support needs it. */
  correlationId: string;
  /** The event that the activity log keeps of a write. */
  eventDataId?: string;
  /** The deployment that sends the request, when one does. */
  partOf?: ResourceId;
}

export interface Reply {
  status: number;
  /** JSON; nothing is sent when absent. */
  body?: unknown;
  headers?: Record<string, string>;
}

export type Handler = (call: Call) => Promise<Reply>;

export const ok = (body: unknown): Reply => ({ status: 200, body });
export const created = (body: unknown): Reply => ({ status: 201, body });
export const noContent: Reply = { status: 204 };
