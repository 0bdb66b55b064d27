/** Reads what `/metrics` answers: a small reader of Prometheus' text format, which refuses what is none. */

export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

export interface Exposition {
  samples: Sample[];
  /** `counter`, `gauge` or `histogram`, by the name of the metric. */
  types: Record<string, string>;
  /** The one sample that has these labels, among others. Throws when there is none or more than one. */
  value(name: string, labels?: Record<string, string>): number;
  all(name: string): Sample[];
}

const NAME = String.raw`[a-zA-Z_:][a-zA-Z0-9_:]*`;
const SAMPLE = new RegExp(String.raw`^(${NAME})(?:\{(.*)\})? (N[aA][nN]|[+-]?Inf|[+-]?[\d.]+(?:e[+-]?\d+)?)$`);
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"(,|$)/gy;
const HELP = new RegExp(String.raw`^# HELP (${NAME}) `);
const TYPE = new RegExp(String.raw`^# TYPE (${NAME}) (counter|gauge|histogram|summary)$`);

export function readExposition(text: string): Exposition {
  if (!text.endsWith('\n')) throw new Error('The last line has no end.');
  const samples: Sample[] = [];
  const types: Record<string, string> = {};
  for (const line of text.split('\n')) {
    if (line === '' || HELP.test(line)) continue;
    const type = TYPE.exec(line);
    if (type) {
      const [, name = '', kind = ''] = type;
      if (name in types) throw new Error(`${name} has two types.`);
      types[name] = kind;
      continue;
    }
    const found = SAMPLE.exec(line);
    if (!found) throw new Error(`No line of the format: ${line}`);
    const [, name = '', labels = '', value = ''] = found;
    samples.push({
      name,
      labels: labelsOf(labels),
      value: Number(value.replace('Inf', 'Infinity').replace('Nan', 'NaN')),
    });
  }
  const seen = new Set(samples.map(({ name, labels }) => `${name} ${JSON.stringify(Object.entries(labels).sort())}`));
  if (seen.size !== samples.length) throw new Error('A sample stands there twice.');
  const all = (name: string) => samples.filter((sample) => sample.name === name);
  return {
    samples,
    types,
    all,
    value(name, wanted = {}) {
      const fitting = all(name).filter(({ labels }) =>
        Object.entries(wanted).every(([key, text]) => labels[key] === text),
      );
      const [sample, ...more] = fitting;
      if (!sample || more.length > 0)
        throw new Error(`${String(fitting.length)} samples ${name} ${JSON.stringify(wanted)}`);
      return sample.value;
    },
  };
}

function labelsOf(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  let read = 0;
  for (let found = LABEL.exec(text); found; found = LABEL.exec(text)) {
    const [, name = '', value = ''] = found;
    labels[name] = value.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
    read = LABEL.lastIndex;
    if (read === text.length) break;
  }
  if (read !== text.length) throw new Error(`No labels: ${text}`);
  return labels;
}
