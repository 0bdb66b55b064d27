import { FluentProvider, webLightTheme } from '@fluentui/react-components';
import { fireEvent, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { samplePolicy } from '#protocol/policy-samples.ts';
import { RetentionPreview } from './RetentionPreview.tsx';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2025-12-27T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

const RULES = { Yearly: 'P10Y', Monthly: 'P36M', Weekly: 'P26W', Default: 'P3M' };

function show(policy = samplePolicy(['2025-12-28T02:00:00Z', '2025-12-31T02:00:00Z'], 'UTC', RULES)) {
  const user = userEvent.setup();
  render(
    <FluentProvider theme={webLightTheme}>
      <RetentionPreview policy={policy} />
    </FluentProvider>,
  );
  return user;
}

const scrubber = () => screen.getByRole('slider', { name: 'Date' });
const preview = () => screen.getByRole('region', { name: 'Retention preview' });

it('says what is held in ten years, and on any date that is chosen', async () => {
  const user = show();
  expect(preview()).toHaveTextContent('78 recovery points held on December 27, 2035');
  expect(scrubber()).toHaveAttribute(
    'aria-valuetext',
    'December 27, 2035: 11 yearly, 33 monthly, 22 weekly, 12 default',
  );

  fireEvent.change(screen.getByLabelText('Held on'), { target: { value: '2026-01-11' } });
  expect(preview()).toHaveTextContent('5 recovery points held on January 11, 2026');
  expect(preview()).toHaveTextContent('The oldest is from December 28, 2025.');
  expect(preview()).toHaveTextContent('The next to expire is a default one, on March 31, 2026.');
  expect(scrubber()).toHaveAttribute('aria-valuetext', 'January 11, 2026: 2 yearly, 1 weekly, 2 default');

  scrubber().focus();
  await user.keyboard('{ArrowLeft}');
  expect(screen.getByLabelText('Held on')).toHaveValue('2026-01-04');
  await user.keyboard('{ArrowRight}{PageUp}');
  expect(screen.getByLabelText('Held on')).toHaveValue('2027-01-11');
  await user.keyboard('{PageDown}{PageDown}');
  expect(preview()).toHaveTextContent('0 recovery points held on December 27, 2025');
  expect(scrubber()).toHaveAttribute('aria-valuetext', 'December 27, 2025: no recovery points yet');
});

it('moves the date with the handle', () => {
  show();
  fireEvent.change(scrubber(), { target: { value: '8' } });
  expect(preview()).toHaveTextContent('3 recovery points held on January 4, 2026');
});

it('says for each recovery point when it was made and when it expires', async () => {
  const user = show();
  const lane = screen.getByRole('slider', { name: 'Recovery points kept by Default' });
  expect(lane).toHaveAttribute('aria-valuetext', '472 made so far');
  lane.focus();
  await user.keyboard('{Home}');
  expect(lane).toHaveAttribute(
    'aria-valuetext',
    'Created Wed, Dec 31, 2025, 2:00 AM. Was kept by Default until Tue, Mar 31, 2026, 2:00 AM',
  );
  await user.keyboard('{End}');
  expect(lane).toHaveAttribute('aria-valuetext', expect.stringContaining('. Kept by Default until '));
  expect(screen.getByText(/^Kept by Default until/)).toBeVisible();
  await user.tab();
  expect(screen.queryByText(/^Kept by Default until/)).not.toBeInTheDocument();
});

it('shows fewer years larger', async () => {
  const user = show();
  await user.click(screen.getByRole('button', { name: '2 years' }));
  expect(screen.getByRole('button', { name: '2 years', pressed: true })).toBeVisible();
  expect(preview()).toHaveTextContent('recovery points held on December 27, 2027');
  expect(preview()).not.toHaveTextContent('2029');
});

it('has a table of the years', async () => {
  const user = show();
  await user.click(screen.getByRole('button', { name: 'Show as table' }));
  const table = screen.getByRole('table', { name: 'Recovery points held at the end of each year' });
  const rows = within(table).getAllByRole('row');
  expect(rows).toHaveLength(11);
  expect(rows[0]).toHaveTextContent(['End of', 'Yearly', 'Monthly', 'Weekly', 'Default', 'Total', 'Oldest'].join(''));
  expect(
    within(rows[1] as HTMLElement)
      .getAllByRole('cell')
      .map((cell) => cell.textContent),
  ).toEqual(['2025', '1', '0', '0', '1', '2', 'December 28, 2025', 'none']);
  await user.click(screen.getByRole('button', { name: 'Show as table', expanded: true }));
  expect(screen.queryByRole('table')).not.toBeInTheDocument();
});

it('says so when another rule takes every backup', () => {
  show(samplePolicy(['2025-12-28T02:00:00Z'], 'UTC', { Weekly: 'P26W', Default: 'P3M' }));
  expect(screen.getByText('Every backup is kept by another rule.')).toBeVisible();
});

it('waits for a policy that can be read', () => {
  show(samplePolicy([]));
  expect(preview()).toHaveTextContent('when the schedule and the retention rules are complete');
  expect(screen.queryByRole('slider')).not.toBeInTheDocument();
});
