/** What the roles and names of elements do not tell of the states of a page. */

/** Whether something of the page is on its way. */
export const isBusy = (): boolean => document.querySelector('main [aria-busy="true"]') !== null;

/** The bar in which a text stands. */
export function barOf(text: Element): HTMLElement {
  const bar = text.closest<HTMLElement>('.fui-MessageBar');
  if (!bar) throw new Error('The text stands in no bar.');
  return bar;
}
