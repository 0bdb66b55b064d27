/** One request on its way through the provider: what a handler is given, and what it answers. */
import type { Access } from './domain/access.ts';
import type { Ports, Principal } from './ports.ts';

export interface ProviderOptions {
  /** Seconds told in `Retry-After`. */
  retryAfterSeconds: number;
  /** How long a new role assignment takes to count for a vault's identity, in milliseconds. */
  rolePropagationMs: number;
}

export interface Call {
  request: Request;
  url: URL;
  params: Record<string, string>;
  caller: Principal;
  /** What the caller may do. */
  access: Access;
  ports: Ports;
  options: ProviderOptions;
  /** Ties the requests of one piece of work together; what support asks for. */
  correlationId: string;
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
