/** States of the page that the roles and names of elements do not show. */

/** Whether something on the page is loading. */
export const isBusy = (): boolean => document.querySelector('main [aria-busy="true"]') !== null;

/** The bar that holds a text. */
export function barOf(text: Element): HTMLElement {
  const bar = text.closest<HTMLElement>('.fui-MessageBar');
  if (!bar) throw new Error('The text is not in a bar.');
  return bar;
}
