/**
 * Traces by OpenTelemetry: a request, the work that it began, and the tools that the work ran, with the ids that log and jobs have.
 * Nothing else knows OpenTelemetry, and this is loaded only where traces are collected (decision 47).
 */
import {
  context,
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type Span,
  type SpanContext,
  type Tracer,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type Sampler,
  type SpanExporter,
} from '@opentelemetry/sdk-trace';
import type { MiddlewareHandler } from 'hono';
import { watchTools } from '#adapters/tool-watch.ts';
import type { Job } from '#protocol/data-protection.ts';
import { lastName } from '#protocol/resource-id.ts';
import type { Log, Perform, Store, Transaction } from '#provider/ports.ts';
import type { PayloadField, WorkItem } from '#provider/work-items.ts';
import type { AnsweredRequest } from '../answered-requests.ts';
import { createSecretWords } from '../secret-words.ts';
import type { TracesWanted } from './traces-wanted.ts';

export interface Tracing {
  aroundRequest: MiddlewareHandler;
  /** Called within `aroundRequest`. */
  answered(request: AnsweredRequest): void;
  /** The same store; the work that is enqueued in it knows the trace that it belongs to. */
  ofStore(store: Store): Store;
  /** Does the same, as a part of the trace of whoever enqueued it. */
  ofWork(perform: Perform): Perform;
  /** Called within the work that ended it. */
  jobEnded(job: Job): void;
  /** Sends what is left. */
  close(): Promise<void>;
}

export interface TracingOptions {
  log: Log;
  /** Texts that stand in no span. */
  secrets: readonly string[];
}

const NAME = 'backup-portal';
/** What is traced: ARM, signing in, and the operator. Not the files of the page, and nobody's health checks. */
const TRACED = /^\/(?:subscriptions|providers|auth|operator)(?:\/|$)/i;

export async function createTracing(wanted: TracesWanted, { log, secrets }: TracingOptions): Promise<Tracing> {
  const provider = new TracerProvider({
    // The name of OTEL_SERVICE_NAME wins.
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': NAME }))
      .merge(detectResources({ detectors: [resourceAttributesEnvDetector, serviceNameEnvDetector] })),
    sampler: samplerOf(wanted),
    spanProcessors: [new BatchSpanProcessor({ exporter: await exporterOf(wanted) })],
  });
  const tell = (text: string): void => log('traces cannot be sent', { text }, 'warning');
  const silent = (): void => undefined;
  diag.setLogger(
    { error: tell, warn: tell, info: silent, debug: silent, verbose: silent },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const tracer = provider.getTracer(NAME);
  const hide = createSecretWords(secrets);

  watchTools((name) => {
    const span = tracer.startSpan(name, { kind: SpanKind.INTERNAL });
    return (status) => {
      span.setAttribute('process.exit.code', status ?? -1);
      if (status !== 0) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    };
  });

  return {
    aroundRequest: aroundRequest(tracer),
    answered({ method, route, status, requestId, correlationId }) {
      const span = trace.getActiveSpan();
      span?.updateName(`${method} ${route}`);
      span?.setAttributes({
        ...{ 'http.route': route, 'http.response.status_code': status },
        ...(requestId !== undefined && { 'backup_portal.request_id': requestId }),
        ...(correlationId !== undefined && { 'backup_portal.correlation_id': correlationId }),
      });
      if (status >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    },
    ofStore: (store) => ({ transact: (change) => store.transact((tx) => change(carrying(tx))) }),
    ofWork: (perform) => (item, taken) =>
      withinSpan(spanOf(tracer, item, taken.attempt), () => perform(plain(item), taken), hide),
    jobEnded({ name, properties: { activityID, status, errorDetails } }) {
      const span = trace.getActiveSpan();
      span?.setAttributes({
        'backup_portal.job_id': name,
        'backup_portal.job_status': status,
        'backup_portal.activity_id': activityID,
      });
      const code = errorDetails?.[0]?.code;
      if (code !== undefined) span?.setStatus({ code: SpanStatusCode.ERROR, message: code });
    },
    async close() {
      watchTools(undefined);
      await provider.shutdown().catch((error: unknown) => tell(String(error)));
      context.disable();
      diag.disable();
    },
  };
}

function samplerOf({ sampler, ratio }: TracesWanted): Sampler {
  const isByParent = sampler.startsWith('parentbased_');
  const named = {
    always_on: () => new AlwaysOnSampler(),
    always_off: () => new AlwaysOffSampler(),
    traceidratio: () => new TraceIdRatioBasedSampler(ratio),
  };
  const root = named[sampler.replace('parentbased_', '') as keyof typeof named]();
  return isByParent ? new ParentBasedSampler({ root }) : root;
}

async function exporterOf({ protocol }: TracesWanted): Promise<SpanExporter> {
  const { OTLPTraceExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter();
}

const aroundRequest =
  (tracer: Tracer): MiddlewareHandler =>
  async ({ req }, next) => {
    if (!TRACED.test(req.path)) {
      await next();
      return;
    }
    const parent = remote(req.header('traceparent'));
    const span = tracer.startSpan(
      req.method,
      { kind: SpanKind.SERVER, attributes: { 'http.request.method': req.method } },
      parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent),
    );
    try {
      await context.with(trace.setSpan(ROOT_CONTEXT, span), next);
    } finally {
      span.end();
    }
  };

/** An item with the trace of whoever enqueued it, as the queue keeps it. */
type Carried = WorkItem & { trace?: string };

const carrying = (tx: Transaction): Transaction => ({
  ...tx,
  enqueue(item) {
    const active = trace.getActiveSpan()?.spanContext();
    const carried: Carried = active === undefined ? item : { ...item, trace: traceparentOf(active) };
    return tx.enqueue(carried);
  },
});

function plain(item: Carried): WorkItem {
  const { trace: _, ...own } = item;
  return own;
}

/**
 * What is done at once is a part of the trace. What waits for its time is linked to it: one schedule wakes the next, and would be one
 * trace for years.
 */
function spanOf(tracer: Tracer, item: Carried, attempt: number): Span {
  const from = remote(item.trace);
  const isPart = from !== undefined && item.notBefore === undefined;
  const { jobId, operation, instanceId } = item.payload as Partial<Record<PayloadField, string>>;
  return tracer.startSpan(
    `work ${item.kind}`,
    {
      kind: SpanKind.CONSUMER,
      attributes: {
        ...{
          'backup_portal.work.kind': item.kind,
          'backup_portal.work.id': item.id,
          'backup_portal.work.attempt': attempt,
        },
        ...(jobId !== undefined && { 'backup_portal.job_id': lastName(jobId) }),
        ...(operation !== undefined && { 'backup_portal.operation_id': operation }),
        ...(instanceId !== undefined && { 'backup_portal.instance_id': instanceId }),
      },
      links: from !== undefined && !isPart ? [{ context: from }] : [],
    },
    isPart ? trace.setSpanContext(ROOT_CONTEXT, from) : ROOT_CONTEXT,
  );
}

async function withinSpan(span: Span, run: () => Promise<void>, hide: (text: string) => string): Promise<void> {
  const within: Context = trace.setSpan(ROOT_CONTEXT, span);
  try {
    await context.with(within, run);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: hide(String(error)) });
    throw error;
  } finally {
    span.end();
  }
}

/** https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})$/;

const traceparentOf = ({ traceId, spanId, traceFlags }: SpanContext): string =>
  `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;

function remote(text: string | undefined): SpanContext | undefined {
  const [, traceId, spanId, flags = '00'] = TRACEPARENT.exec(text ?? '') ?? [];
  if (traceId === undefined || spanId === undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
}
