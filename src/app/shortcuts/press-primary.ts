/** The buttons at the bottom of a wizard or form, by their labels. */
const FOOTERS = '[role="group"]:is([aria-label="Wizard navigation"], [aria-label="Form actions"])';

/**
 * Presses the primary button of the pane on top, or else of the page's wizard or form. A disabled one gets the focus,
 * and says why it is disabled. A question whether something may be lost has to be read, so no shortcut answers it.
 */
export function pressPrimary(): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[role="dialog"], [role="alertdialog"]')];
  const place = panes.at(-1) ?? document.querySelector<HTMLElement>(FOOTERS);
  if (!place || place.matches('[role="alertdialog"]')) return;
  // The footer comes last.
  const button = [...place.querySelectorAll<HTMLButtonElement>('button[data-primary]')].at(-1);
  button?.focus();
  if (button?.getAttribute('aria-disabled') !== 'true') button?.click();
}
