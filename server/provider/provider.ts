/** The resource provider: a function from Request to Response, and what its workers do. */
import { evaluateHere } from '#templates/evaluation.ts';
import { logged } from './activity-log.ts';
import { bugReply, faultReply, idsOf, respond, type Ids } from './answer.ts';
import type { FrontDoor, ProviderOptions, Reply, Sender } from './call.ts';
import { checkAccess, checkApiVersion, checkLocks, signedIn } from './checks.ts';
import { MOST_BACKUP_MS, STALL_LIMITS } from './domain/stall-limits.ts';
import { ArmFault, unavailable } from './fault.ts';
import { noticingStorage } from './noticing-storage.ts';
import { createPerform } from './perform.ts';
import { conditional } from './preconditions.ts';
import { StoreUnavailable, type Perform, type Ports } from './ports.ts';
import { checkPath, match } from './router.ts';
import { routes } from './routes.ts';
import { tagged } from './tagged-log.ts';
import { refusingAsArm } from './template-refusals.ts';

export type { ProviderOptions } from './call.ts';

export interface Provider {
  fetch: (request: Request, from?: From) => Promise<Response>;
  /** The response of a host that refuses a request before it gets here. */
  refuse: (request: Request, fault: ArmFault) => Response;
  /** Does one piece of long work; hand it to `ports.work.start`. */
  perform: Perform;
}

/** What a host knows of a request besides itself. */
export interface From {
  /** The network address that it came from. */
  address?: string | undefined;
  /** Told the template of the route that answers, when one does. */
  onRoute?: ((template: string) => void) | undefined;
}

/** What the log records about a request in addition to its sender. */
type Sent = Ids & From;

const DEFAULTS: ProviderOptions = {
  retryAfterSeconds: 1,
  rolePropagationMs: 0,
  stalledAfterMs: STALL_LIMITS,
  mostBackupMs: MOST_BACKUP_MS,
  templates: refusingAsArm(evaluateHere),
};

/** A provider over these ports. It holds no state of its own. */
export function createProvider(world: Ports, given: Partial<ProviderOptions> = {}): Provider {
  const options = { ...DEFAULTS, ...given };
  const ports: Ports = { ...world, vaultStorage: noticingStorage(world) };

  async function handle(request: Request, sent: Sent): Promise<Reply> {
    const url = new URL(request.url);
    checkPath(url.pathname);
    checkApiVersion(url);
    return serve(request, url, { ...sent, caller: await signedIn(request, ports) });
  }

  async function serve(request: Request, url: URL, sender: Sender & Sent): Promise<Reply> {
    const found = match(routes, request.method, url.pathname);
    sender.onRoute?.(found.route.template);
    const answer = async (own: Ports, eventDataId?: string): Promise<Reply> => {
      const access = await checkAccess(found, sender.caller, own);
      await checkLocks(found, own);
      const { caller, requestId, correlationId, partOf } = sender;
      const { store, etag } = conditional(own.store, request, found);
      const reply = await found.route.handle({
        request,
        url,
        params: found.params,
        access,
        ports: { ...own, store, log: tagged(own.log, { requestId, correlationId }) },
        options,
        caller,
        correlationId,
        ...(eventDataId !== undefined && { eventDataId }),
        ...(partOf !== undefined && { partOf }),
      });
      const tag = reply.body === undefined ? undefined : etag();
      return tag === undefined ? reply : { ...reply, headers: { ...reply.headers, ETag: tag } };
    };
    return logged(ports, found, sender, answer, (error) => refusal(error, sender));
  }

  async function serveOwn(request: Request, sender: Sender & Sent): Promise<Reply> {
    const url = new URL(request.url);
    checkPath(url.pathname);
    checkApiVersion(url);
    return serve(request, url, sender);
  }

  const frontDoor: FrontDoor = async (request, sender) => {
    const ids = { requestId: ports.newId(), correlationId: sender.correlationId };
    const reply = await serveOwn(request, { ...sender, requestId: ids.requestId }).catch((error: unknown) =>
      refusal(error, ids),
    );
    return respond(request, ids, ports, reply);
  };

  return {
    async fetch(request, from = {}) {
      const ids = idsOf(request, ports);
      const reply = await handle(request, { ...ids, ...from }).catch((error: unknown) => refusal(error, ids));
      return respond(request, ids, ports, reply);
    },
    refuse: (request, fault) => respond(request, idsOf(request, ports), ports, faultReply(fault)),
    perform: createPerform(ports, options, frontDoor),
  };

  function refusal(error: unknown, ids: Ids): Reply {
    if (error instanceof ArmFault) return faultReply(error);
    if (error instanceof StoreUnavailable) {
      tagged(ports.log, { ...ids })('the state cannot be used', { why: error.why, error: String(error.cause) });
      return faultReply(unavailable(error));
    }
    tagged(ports.log, { ...ids })('request failed', { error }, 'error');
    return bugReply(ids);
  }
}
