/** Values as Terraform's language writes them, spaced as `terraform fmt` spaces them. */

/** An expression that is written as it is, such as a reference. Never made of names that somebody chose. */
export class HclExpression {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type HclValue = string | number | HclExpression | readonly string[] | HclObject;
export interface HclObject {
  [key: string]: HclValue;
}

/** The lines of a block or an object: `name = value`, the signs of neighbours below each other. */
export function hclAttributes(attributes: HclObject, indent: string, key: (name: string) => string = String): string {
  const lines = Object.entries(attributes).map(([name, value]) => ({ key: key(name), value: hclValue(value, indent) }));
  const isShort = (line: { value: string }) => !line.value.includes('\n');
  return lines
    .map((line, at) => {
      if (!isShort(line)) return `${indent}${line.key} = ${line.value}`;
      const from = lines.findLastIndex((other, place) => place < at && !isShort(other)) + 1;
      const next = lines.findIndex((other, place) => place > at && !isShort(other));
      const neighbours = lines.slice(from, next < 0 ? undefined : next);
      const width = Math.max(...neighbours.map((other) => other.key.length));
      return `${indent}${line.key.padEnd(width)} = ${line.value}`;
    })
    .join('\n');
}

function hclValue(value: HclValue, indent: string): string {
  if (typeof value === 'string') return hclString(value);
  if (typeof value === 'number') return String(value);
  if (value instanceof HclExpression) return value.text;
  if (isList(value)) return `[${value.map(hclString).join(', ')}]`;
  return hclObject(value, indent);
}

const isList = (value: HclValue): value is readonly string[] => Array.isArray(value);

/** A map whose keys are quoted unless they are plain words. */
export const hclObject = (value: HclObject, indent: string): string =>
  Object.keys(value).length === 0 ? '{}' : `{\n${hclAttributes(value, `${indent}  `, hclKey)}\n${indent}}`;

const hclKey = (key: string): string => (/^[A-Za-z_]\w*$/.test(key) ? key : hclString(key));

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Between double quotes; `${` and `%{` would begin an expression. */
export function hclString(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, String.raw`\$&`)
    .replace(/[$%](?=\{)/g, '$&$&')
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (sign) => ESCAPES[sign] ?? codePoint(sign));
  return `"${escaped}"`;
}

const codePoint = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
