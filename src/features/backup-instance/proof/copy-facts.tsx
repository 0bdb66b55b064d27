import type { ReactNode } from 'react';
import type { PointCopy } from '#protocol/data-protection.ts';
import { DateTime } from '#ui/text/DateTime.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import { copyView } from '../copy-text.ts';

/** Where a restore point lies: a line for each copy, and why one is not there. */
export function copyFacts(copies: readonly PointCopy[]): { label: string; value: ReactNode }[] {
  return copies.map((copy) => ({ label: `Copy in ${copy.storage}`, value: <CopyState copy={copy} /> }));
}

function CopyState({ copy }: { copy: PointCopy }) {
  const { kind, text } = copyView(copy);
  const { copiedTime, error, nextTry } = copy;
  return (
    <>
      <StatusText kind={kind} text={text} />
      {error === undefined && copiedTime !== undefined && (
        <div>
          Copied <DateTime value={copiedTime} />
        </div>
      )}
      {error && <div>{[error.message, ...error.recommendedAction].join(' ')}</div>}
      {nextTry !== undefined && (
        <div>
          Tried again <DateTime value={nextTry} />
        </div>
      )}
    </>
  );
}
