import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { DAY_MS } from '#protocol/time-units.ts';
import { renderApp, type RenderAppOptions } from '#testing/renderApp.tsx';

const pane = () => screen.findByRole('dialog', { name: 'Laboratory' });
const account = () => screen.findByRole('button', { name: /Account:/ });

async function open(path = '/bcc/jobs?range=7d', options: RenderAppOptions = {}) {
  const view = await renderApp(path, options);
  await act(() => view.router.navigate(`${path}${path.includes('?') ? '&' : '?'}pane=laboratory`));
  return { ...view, opened: within(await pane()) };
}

describe('the laboratory', () => {
  it('is opened from the account menu, has an address, and leaves the rest of it alone', async () => {
    const { user, address } = await renderApp('/bcc/jobs?range=7d');
    await user.click(await account());
    await user.click(await screen.findByRole('menuitem', { name: 'Laboratory' }));
    const opened = within(await pane());
    expect(address()).toBe('/bcc/jobs?range=7d&pane=laboratory');
    await user.click(opened.getAllByRole('button', { name: 'Close' })[0] as HTMLElement);
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(address()).toBe('/bcc/jobs?range=7d');
  });

  it('moves time ahead, and the page shows what came of it', async () => {
    const { user, opened, mocks } = await open();
    await user.click(opened.getByRole('button', { name: 'A week ahead' }));
    expect(await opened.findByRole('button', { name: 'A week ahead' }, { timeout: 10_000 })).toBeEnabled();
    expect(mocks.laboratory.state().isAhead).toBe(true);
    await user.click(opened.getAllByRole('button', { name: 'Close' })[0] as HTMLElement);
    // On any weekday, one Sunday is between then and now.
    expect(await screen.findByRole('row', { name: /pg-erp-hr.*Completed.*Scheduled/ })).toBeVisible();
    const { sign } = mocks.laboratory;
    expect(await account()).toHaveTextContent(sign() ?? 'a sign');
  });

  it('shows how far time has come, and can stop it there', async () => {
    const { user, opened, mocks } = await open();
    await user.click(opened.getByRole('button', { name: 'A year ahead' }));
    expect(await opened.findByText(/Moving time ahead… \d+ of 365 days/)).toBeVisible();
    expect(opened.getByRole('progressbar', { name: 'Moving time ahead' })).toBeVisible();
    expect(opened.getByRole('button', { name: 'Stop here' })).toHaveFocus();
    await user.keyboard('{Enter}');
    expect(await opened.findByRole('button', { name: 'A year ahead' })).toHaveFocus();
    expect(mocks.laboratory.now().getTime()).toBeLessThan(Date.now() + 364 * DAY_MS);
  });

  it('begins a bad day at once, says so above every page, and ends it', async () => {
    const { user, opened, mocks } = await open();
    await user.click(opened.getByRole('radio', { name: /Throttled/ }));
    expect(mocks.laboratory.state().scenario).toBe('throttled');
    expect(await screen.findByRole('button', { name: /Account:.*Laboratory · throttled/, hidden: true })).toBeVisible();
    await user.click(opened.getByRole('radio', { name: /None/ }));
    expect(screen.queryByRole('button', { name: /Account:.*Laboratory/, hidden: true })).not.toBeInTheDocument();
  });

  it('offers every scenario with a line', async () => {
    const { opened, mocks } = await open();
    const offered = within(opened.getByRole('radiogroup', { name: 'Scenario' })).getAllByRole('radio');
    expect(offered).toHaveLength(mocks.laboratory.scenarios.length + 1);
    for (const radio of offered) expect(radio).toHaveAccessibleName(/^.{4,}\s.{10,}/);
  });

  it('makes work faster, and makes one somebody else', async () => {
    const { user, opened, mocks } = await open('/vaults', { speed: () => 1 });
    expect(opened.getByRole('radio', { name: 'Real life' })).toBeChecked();
    await user.click(opened.getByRole('radio', { name: '50x' }));
    expect(mocks.laboratory.state().speed).toBe(50);
    await user.selectOptions(opened.getByRole('combobox', { name: 'Work as' }), 'reader');
    expect(await screen.findByRole('button', { name: /Account: Rowan Reader/, hidden: true })).toBeInTheDocument();
  });

  it('asks before a world is discarded', async () => {
    const beginAnew = vi.fn();
    const { user, opened } = await open('/vaults', { beginAnew });
    const estate = opened.getByRole('combobox', { name: 'Estate' });
    const answer = async (question: string, name: string) => {
      expect(opened.getByText(question)).toBeVisible();
      await user.click(opened.getByRole('button', { name }));
    };

    await user.selectOptions(estate, 'large');
    await answer('Change the estate?', 'Cancel');
    expect(beginAnew).not.toHaveBeenCalled();
    expect(estate).toHaveValue('small');
    expect(opened.getByRole('button', { name: 'Reset' })).toHaveFocus();

    await user.selectOptions(estate, 'empty');
    await answer('Change the estate?', 'Start over');
    expect(beginAnew).toHaveBeenLastCalledWith('empty', false);
    await answer('Change the estate?', 'Cancel');

    await user.click(opened.getByRole('button', { name: 'Reset' }));
    expect(opened.getByRole('button', { name: 'Cancel' })).toHaveFocus();
    await answer('Reset the laboratory?', 'Start over');
    expect(beginAnew).toHaveBeenLastCalledWith('small', true);
  });
});
