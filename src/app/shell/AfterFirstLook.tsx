import { VisitRecorder } from '../recent/VisitRecorder.tsx';
import { FocusKeeper } from './FocusKeeper.tsx';

/** What the frame does without being seen, and not before the first page is. */
export function AfterFirstLook() {
  return (
    <>
      <FocusKeeper />
      <VisitRecorder />
    </>
  );
}
