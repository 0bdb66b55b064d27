/** The buttons below a page that is a wizard or a form, by what they are called. */
const FOOTERS = '[role="group"]:is([aria-label="Wizard navigation"], [aria-label="Form actions"])';

/**
 * Presses the primary button of the pane on top, or else of the wizard or form that the page is. One that is disabled
 * gets the focus, and says why it is. A question whether something may be lost wants to be read: nothing answers it from
 * afar.
 */
export function pressPrimary(): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[role="dialog"], [role="alertdialog"]')];
  const place = panes.at(-1) ?? document.querySelector<HTMLElement>(FOOTERS);
  if (!place || place.matches('[role="alertdialog"]')) return;
  // The footer stands last.
  const button = [...place.querySelectorAll<HTMLButtonElement>('button[data-primary]')].at(-1);
  button?.focus();
  if (button?.getAttribute('aria-disabled') !== 'true') button?.click();
}
