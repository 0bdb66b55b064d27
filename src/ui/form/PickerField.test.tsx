import { FluentProvider, webLightTheme } from '@fluentui/react-components';
import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { PickerField } from './PickerField.tsx';

const options = ['Lisbon', 'Berlin', 'Bern'].map((text) => ({ value: text.toLowerCase(), text }));

function City() {
  const [city, setCity] = useState('lisbon');
  return (
    <FluentProvider theme={webLightTheme}>
      <PickerField label="City" options={options} value={city} onChange={setCity} />
    </FluentProvider>
  );
}

it('is narrowed down by typing, also when something is chosen already', async () => {
  const user = userEvent.setup();
  render(<City />);
  const field = screen.getByRole('combobox', { name: 'City' });
  await user.click(field);
  await user.keyboard('er');
  expect(screen.getAllByRole('option').map(({ textContent }) => textContent)).toEqual(['Berlin', 'Bern']);
  await user.click(screen.getByRole('option', { name: 'Bern' }));
  expect(field).toHaveValue('Bern');
});

it('drops text that is not an option', async () => {
  const user = userEvent.setup();
  render(<City />);
  const field = screen.getByRole('combobox', { name: 'City' });
  await user.click(field);
  await user.keyboard('nowhere');
  expect(screen.getByRole('option', { name: 'Nothing matches' })).toBeVisible();
  await user.tab();
  expect(field).toHaveValue('Lisbon');
});
