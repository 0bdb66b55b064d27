import { expect, it } from 'vitest';
import { tracesWanted } from './traces-wanted.ts';

const USUAL = { protocol: 'http/protobuf', sampler: 'parentbased_always_on', ratio: 1 };

it.each([
  [{}, undefined],
  [{ OTEL_SERVICE_NAME: 'a' }, undefined],
  [{ OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' }, undefined],
  [{ OTEL_SDK_DISABLED: 'true', OTEL_TRACES_EXPORTER: 'otlp' }, undefined],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }, undefined],
  [{ OTEL_TRACES_EXPORTER: 'otlp' }, USUAL],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c:4318/v1/traces' }, USUAL],
  [
    {
      ...{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
      ...{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' },
    },
    { protocol: 'http/json', sampler: 'traceidratio', ratio: 0.25 },
  ],
])('%o', (environment: NodeJS.ProcessEnv, expected) => {
  expect(tracesWanted(environment)).toEqual(expected);
});

it.each([
  [{ OTEL_TRACES_EXPORTER: 'zipkin' }, 'OTEL_TRACES_EXPORTER must be otlp or none.'],
  [{ OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'must be http/protobuf or http/json.'],
  [{ OTEL_TRACES_EXPORTER: 'otlp', OTEL_TRACES_SAMPLER: 'some' }, 'OTEL_TRACES_SAMPLER must be always_on or'],
  [{ OTEL_TRACES_EXPORTER: 'otlp', OTEL_TRACES_SAMPLER_ARG: '2' }, 'must be a number from 0 to 1'],
])('refuses %o', (environment: NodeJS.ProcessEnv, words) => {
  expect(() => tracesWanted(environment)).toThrow(words);
});
