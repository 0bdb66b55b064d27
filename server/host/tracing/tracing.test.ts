/** A whole server whose traces are collected: one trace from the request to `pg_dump`, and no secret in it. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPortal, type PortalProcess } from '../../testing/portal-process.ts';
import { startPostgres, type TestPostgres } from '../../testing/postgres.ts';
import { within } from '../../testing/rich-databases.ts';

interface SpanTold {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  links?: { traceId: string }[];
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
}
interface Told {
  resourceSpans: { resource: { attributes: SpanTold['attributes'] }; scopeSpans: { spans: SpanTold[] }[] }[];
}

let collector: Server;
let postgres: TestPostgres;
let dataDir = '';
let portal: PortalProcess;
const received: { request: IncomingMessage; body: Buffer }[] = [];
const endpoint = () => `http://127.0.0.1:${String((collector.address() as AddressInfo).port)}`;

beforeAll(async () => {
  collector = createServer((request, response) => {
    void request.toArray().then((chunks) => {
      received.push({ request, body: Buffer.concat(chunks as Buffer[]) });
      response.setHeader('content-type', 'application/json').end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  postgres = await startPostgres();
  await within(postgres, 'postgres', ['CREATE TABLE kept AS SELECT 1 AS n']);
  dataDir = await mkdtemp(join(tmpdir(), 'bp-tracing-'));
}, 120_000);
afterAll(async () => {
  portal.child.kill('SIGKILL');
  collector.close();
  await postgres.remove();
  await rm(dataDir, { recursive: true, force: true });
});

const told = (): Told[] => received.map(({ body }) => JSON.parse(body.toString('utf8')) as Told);
const spans = (): SpanTold[] =>
  told().flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans)),
  );
const attribute = ({ attributes }: Pick<SpanTold, 'attributes'>, name: string) => {
  const value = attributes.find(({ key }) => key === name)?.value;
  return value?.stringValue ?? value?.intValue;
};

it('shows a request, the work that it began, and its tools as one trace', async () => {
  portal = await startPortal(dataDir, {
    ...{ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint(), OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
    ...{ OTEL_SERVICE_NAME: 'the portal of a test', OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test' },
  });
  const instanceId = await portal.arm.protect('pg-traced', postgres);
  const jobId = await portal.arm.startBackup(instanceId);
  const job = await portal.arm.jobWhen(jobId, ({ properties }) => properties.status !== 'InProgress');
  expect(job.properties.status).toBe('Completed');
  await portal.stop();

  expect(received[0]?.request.url).toBe('/v1/traces');
  const resource = told()[0]?.resourceSpans[0]?.resource ?? { attributes: [] };
  expect(attribute(resource, 'service.name')).toBe('the portal of a test');
  expect(attribute(resource, 'deployment.environment.name')).toBe('test');

  const work = spans().find((span) => attribute(span, 'backup_portal.job_id') === job.name);
  expect(work?.name).toBe('work backup');
  expect(attribute(work ?? { attributes: [] }, 'backup_portal.activity_id')).toBe(job.properties.activityID);
  const ofTrace = spans().filter(({ traceId }) => traceId === work?.traceId);
  const request = ofTrace.find(({ spanId }) => spanId === work?.parentSpanId);
  expect(request?.name).toMatch(/^POST \/subscriptions\/:subscription\/.+\/:instance\/backup$/);
  expect(attribute(request ?? { attributes: [] }, 'http.response.status_code')).toBe(202);
  const tools = ofTrace.filter(({ parentSpanId }) => parentSpanId === work?.spanId);
  expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(['pg_dump', 'pg_dumpall']));
  for (const tool of tools.filter(({ name }) => name.startsWith('pg_'))) {
    expect(Number(attribute(tool, 'process.exit.code'))).toBe(0);
  }
}, 120_000);

it('begins a trace of its own for what waits for its time, and links it', () => {
  const wakes = spans().filter(({ name }) => name === 'work runSchedule');
  for (const wake of wakes) expect(wake.parentSpanId ?? '').toBe('');
});

it('has no secret in it', async () => {
  const { secret } = JSON.parse(await readFile(join(dataDir, 'keys.json'), 'utf8')) as { secret: string };
  const all = received.map(({ body }) => body.toString('utf8')).join('\n');
  for (const word of [postgres.password, portal.token, secret, 'AGE-SECRET-KEY', 'postgres://']) {
    expect(all).not.toContain(word);
  }
});

it('is sent as protobuf unless said otherwise, continues the trace of the caller, and ends nothing when nobody collects', async () => {
  received.length = 0;
  portal = await startPortal(dataDir, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint() });
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01`, authorization: `Bearer ${portal.token}` };
  const response = await fetch(new URL('/subscriptions?api-version=2022-12-01', portal.url), { headers });
  expect(response.status).toBe(200);
  await portal.stop();
  expect(received[0]?.request.headers['content-type']).toBe('application/x-protobuf');
  expect(received.some(({ body }) => body.includes(Buffer.from(traceId, 'hex')))).toBe(true);

  portal = await startPortal(dataDir, {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
    OTEL_BSP_SCHEDULE_DELAY: '50',
  });
  expect((await portal.arm.send('GET', '/subscriptions')).status).toBe(200);
  expect(await portal.stop()).toBe(0);
}, 60_000);

it('loads nothing of OpenTelemetry unless it is wanted', async () => {
  const telling = `import { registerHooks } from 'node:module';
    const load = (url, context, next) => {
      if (url.includes('@opentelemetry')) process.stderr.write('LOADED ' + url + '\\n');
      return next(url, context);
    };
    registerHooks({ load });`;
  const flags = ['--import', `data:text/javascript,${encodeURIComponent(telling)}`];
  portal = await startPortal(dataDir, {}, flags);
  expect((await portal.arm.send('GET', '/subscriptions')).status).toBe(200);
  await portal.stop();
  expect(portal.log()).not.toContain('LOADED');

  portal = await startPortal(dataDir, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint() }, flags);
  await portal.stop();
  expect(portal.log()).toContain('LOADED');
}, 60_000);
