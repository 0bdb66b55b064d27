/**
 * Gives a text to the browser as a file to save. `fileName` is only a proposal: the browser makes it safe and unique.
 * The text is the page's own, so there is no request.
 */
export function downloadText(fileName: string, text: string, type = 'text/plain'): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // Not at once: a browser may read the file only after this task.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  });
}

/** Without it, Excel assumes an older encoding. */
const BYTE_ORDER_MARK = '\uFEFF';

/** Gives comma-separated values to the browser as a file to save. */
export const downloadCsv = (fileName: string, text: string): void => {
  downloadText(fileName, BYTE_ORDER_MARK + text, 'text/csv');
};
