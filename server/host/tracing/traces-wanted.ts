/** What OpenTelemetry's usual environment variables say about traces. The exporter reads the others by itself. */
import { SetupError } from '#adapters/setup-error.ts';

export interface TracesWanted {
  protocol: 'http/protobuf' | 'http/json';
  sampler: Sampler;
  /** For samplers with a ratio: 0 to 1. */
  ratio: number;
}

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;
type Sampler = (typeof SAMPLERS)[number];

/** Undefined when none are wanted. Throws a `SetupError` for what this program cannot do. */
export function tracesWanted(environment: NodeJS.ProcessEnv): TracesWanted | undefined {
  const of = (name: string): string | undefined => {
    const value = environment[name]?.trim();
    return value === '' ? undefined : value;
  };
  if (of('OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return undefined;
  const isPlaceNamed = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'].some((name) => of(name));
  const exporter = of('OTEL_TRACES_EXPORTER') ?? (isPlaceNamed ? 'otlp' : 'none');
  if (oneOf('OTEL_TRACES_EXPORTER', exporter, ['otlp', 'none']) === 'none') return undefined;
  const protocol = of('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL') ?? of('OTEL_EXPORTER_OTLP_PROTOCOL') ?? 'http/protobuf';
  return {
    protocol: oneOf('OTEL_EXPORTER_OTLP_PROTOCOL', protocol, ['http/protobuf', 'http/json']),
    sampler: oneOf('OTEL_TRACES_SAMPLER', of('OTEL_TRACES_SAMPLER') ?? 'parentbased_always_on', SAMPLERS),
    ratio: ratioOf(of('OTEL_TRACES_SAMPLER_ARG') ?? '1'),
  };
}

function oneOf<T extends string>(name: string, value: string, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found === undefined) throw new SetupError(`${name} must be ${known.join(' or ')}.`);
  return found;
}

function ratioOf(text: string): number {
  const ratio = Number(text);
  if (ratio >= 0 && ratio <= 1) return ratio;
  throw new SetupError('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1.');
}
