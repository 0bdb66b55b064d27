/**
 * What code and documents refer to is in the repository: each section of a document that a file cites, each file that a
 * document links, each path that CONTRIBUTING and the references name. Nothing cites what only its author can open.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const NOT_OURS = ['node_modules', 'dist', '.data', '.cache', '.git', 'playwright-report', 'test-results'];
const TEXT = ['**/*.{ts,tsx,js,mjs,css,html,md}', '.ci/*', '.dependency-cruiser.mjs'];

const files = globSync(TEXT, { cwd: ROOT, exclude: (path) => NOT_OURS.includes(path.split(/[/\\]/).at(-1) ?? '') });
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const documents = files.filter((path) => path.endsWith('.md'));
const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;

interface Found {
  /** File and line. */
  where: string;
  match: RegExpMatchArray;
}

const findIn = (paths: readonly string[], pattern: RegExp): Found[] =>
  paths.flatMap((path) => {
    const text = textOf(path);
    return [...text.matchAll(pattern)].map((match) => ({
      where: `${path}:${String(lineAt(text, match.index))}`,
      match,
    }));
  });

/** The anchors of a document, as GitHub makes them of its headings. */
function anchorsIn(path: string): ReadonlySet<string> {
  const headings = textOf(path).matchAll(/^#{1,6} (.+)$/gm);
  return new Set(
    [...headings].map(([, title = '']) =>
      title
        .trim()
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** What is wrong with a reference to a file, from the top of the repository, and to its anchors. */
function problems(path: string, anchors: readonly string[]): string[] {
  if (!existsSync(join(ROOT, path))) return [`${path} is not there`];
  if (anchors.length === 0) return [];
  const known = anchorsIn(path);
  return anchors.filter((anchor) => !known.has(anchor)).map((anchor) => `${path} has no heading for #${anchor}`);
}

// More sections of the same document follow with their anchor alone: `docs/reference/arm.md#31-shapes, #32-service-codes`.
const CITED =
  /(?<![\w/.-])(?:docs\/[\w./-]+|README|CONTRIBUTING)\.md(?:#[\w-]+(?:(?:,|,? and)\s+(?:[*/]+ )?#[\w-]+)*)?/g;
const LINKED = /\]\((?!\w+:)([^)\s#]*)(?:#([\w-]+))?\)|^\[[^\]]+\]: (?!\w+:)([^\s#]+)(?:#([\w-]+))?/gm;

it('every section of a document that a file cites is there', () => {
  const cited = findIn(files, CITED);
  expect(cited.length).toBeGreaterThan(20);
  const wrong = cited.flatMap(({ where, match: [text] }) => {
    const [path = ''] = text.split('#');
    // In Markdown a path may be relative to its file; links are checked below.
    if (where.includes('.md:') && !text.includes('#')) return [];
    const anchors = [...text.matchAll(/#([\w-]+)/g)].map(([, anchor = '']) => anchor);
    return problems(path, anchors).map((problem) => `${where} ${problem}`);
  });
  expect(wrong).toEqual([]);
});

it('every link of a document leads to a file, and to a heading in it', () => {
  const links = findIn(documents, LINKED);
  expect(links.length).toBeGreaterThan(50);
  const wrong = links.flatMap(({ where, match }) => {
    const [from = ''] = where.split(':');
    const [to = '', anchor] = [match[1] ?? match[3], match[2] ?? match[4]];
    const path = to === '' ? from : normalize(join(dirname(from), to));
    return problems(path, anchor === undefined ? [] : [anchor]).map((problem) => `${where} ${problem}`);
  });
  expect(wrong).toEqual([]);
});

it('every path that CONTRIBUTING, README and the references name is there', () => {
  const cited = documents.filter((path) => /^(?:CONTRIBUTING|README)\.md$|^docs[/\\]reference[/\\]/.test(path));
  const paths = findIn(cited, /`((?:protocol|src|server|mocks|e2e|bench|setup|docs)\/[\w./-]*)`/g);
  expect(paths.length).toBeGreaterThan(60);
  const wrong = paths.filter(({ match: [, path = ''] }) => !existsSync(join(ROOT, path)));
  expect(wrong.map(({ where, match: [path] }) => `${where} ${path}`)).toEqual([]);
});

it('nothing is cited that is not in the repository', () => {
  const citations =
    /\bcontract(?:,? section)?\s+(?:[*/]+ )?\d|portal-ux|arm-contract|\blook\.md|\bdesign(?:\.md|, section)/gi;
  const own = join('server', 'testing', 'references.test.ts');
  const found = findIn(
    files.filter((path) => normalize(path) !== own),
    citations,
  );
  expect(found.map(({ where, match: [text] }) => `${where} ${text}`)).toEqual([]);
});
