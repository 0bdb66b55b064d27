/**
 * The gallery, for development: every piece of `src/ui` in its states, without a service. `?theme=dark` chooses the theme,
 * `?piece=Grid` shows one piece alone, `#Grid` goes to it.
 */
import { createRoot } from 'react-dom/client';
import '#app/page.css';
import { THEME_CHOICES, themeChoice } from '#app/theme/theme-choice.ts';
import { Themed } from '#app/theme/Themed.tsx';
import { Gallery } from './Gallery.tsx';
import { PIECES } from './pieces.ts';

const asked = new URLSearchParams(location.search);
const theme = THEME_CHOICES.find((choice) => choice === asked.get('theme'));
if (theme) themeChoice.keep(theme);

const only = asked.get('piece');
createRoot(document.getElementById('root') ?? document.body).render(
  <Themed>
    <Gallery pieces={PIECES.filter(({ name }) => only === null || name === only)} />
  </Themed>,
);
