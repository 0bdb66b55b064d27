import { VisitRecorder } from '../recent/VisitRecorder.tsx';
import { FocusKeeper } from './FocusKeeper.tsx';

/** Invisible parts of the frame, loaded only after the first page is shown. */
export function AfterFirstLook() {
  return (
    <>
      <FocusKeeper />
      <VisitRecorder />
    </>
  );
}
