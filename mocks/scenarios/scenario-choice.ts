/**
 * The scenario of a browser tab: `?scenario=` starts one, `?scenario=none` ends it, and the tab remembers it over
 * reloads and other addresses. While the page runs, an event on `window` changes it: `dispatchEvent(new
 * CustomEvent('backup-portal.scenario', { detail: 'throttled' }))`.
 */
import { isScenarioName, scenarios, type ScenarioName } from './scenarios.ts';

const STORAGE_KEY = 'backup-portal.scenario';
const EVENT = 'backup-portal.scenario';
const NONE = 'none';

/** The initial scenario. An unknown one counts as none, and is reported on the page. */
export function scenarioToBegin(search: string, storage: Storage): ScenarioName | undefined {
  const requested = new URLSearchParams(search).get('scenario') ?? storage.getItem(STORAGE_KEY);
  return remember(requested, storage);
}

/** Calls `choose` whenever the page changes the scenario. */
export function listenForScenarios(storage: Storage, choose: (name: ScenarioName | undefined) => void): void {
  addEventListener(EVENT, (event) => {
    const { detail } = event as CustomEvent<unknown>;
    choose(remember(typeof detail === 'string' ? detail : NONE, storage));
  });
}

/** The tab's scenario after the next load. */
export const rememberScenario = (name: ScenarioName | undefined, storage: Storage): void =>
  void remember(name ?? NONE, storage);

function remember(requested: string | null, storage: Storage): ScenarioName | undefined {
  const name = requested !== null && isScenarioName(requested) ? requested : undefined;
  if (name === undefined) storage.removeItem(STORAGE_KEY);
  else storage.setItem(STORAGE_KEY, name);
  const isMistake = name === undefined && requested !== null && requested !== NONE;
  showSign(
    isMistake ? `There is no scenario '${requested}'. There are: ${Object.keys(scenarios).join(', ')}.` : undefined,
  );
  return name;
}

const SIGN_ID = 'laboratory-sign';

/** A notice below the page, outside of it: for an address with an unknown scenario. */
function showSign(text: string | undefined): void {
  document.getElementById(SIGN_ID)?.remove();
  if (text === undefined) return;
  const sign = document.createElement('aside');
  sign.id = SIGN_ID;
  sign.setAttribute('aria-label', 'Laboratory');
  sign.textContent = text;
  Object.assign(sign.style, {
    position: 'fixed',
    insetBlockEnd: '4px',
    insetInlineEnd: '4px',
    // Above the page, below its panes.
    zIndex: '1000',
    maxWidth: '40vw',
    padding: '2px 8px',
    font: '12px system-ui, sans-serif',
    color: 'CanvasText',
    background: 'Canvas',
    border: '1px dashed currentColor',
    pointerEvents: 'none',
  });
  document.body.append(sign);
}
